/** The texts that share most with one: by how many pieces of three letters both have, ties in the order given. */
export function nearest(text: string, among: readonly string[], most: number): readonly string[] {
  const wanted = pieces(text);
  return among
    .map((one, at) => ({ one, at, shared: shared(wanted, pieces(one)) }))
    .sort((a, b) => b.shared - a.shared || a.at - b.at)
    .slice(0, most)
    .map(({ one }) => one);
}

function pieces(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = 0; at + 3 <= text.length; at++) found.add(text.slice(at, at + 3).toLowerCase());
  return found;
}

/** Of all pieces of both, the part that both have. */
function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const piece of a) if (b.has(piece)) both += 1;
  return both / Math.max(1, a.size + b.size - both);
}
