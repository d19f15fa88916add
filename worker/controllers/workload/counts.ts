/** Keeps the counts that are not zero: a count of zero is absent on the wire. */
export function counts<K extends string>(values: Readonly<Record<K, number | undefined>>): Partial<Record<K, number>> {
  const kept: Partial<Record<K, number>> = {};
  for (const [name, value] of Object.entries(values) as [K, number | undefined][]) if (value) kept[name] = value;
  return kept;
}
