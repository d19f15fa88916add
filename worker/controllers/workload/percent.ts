/** A count, or a percentage of a total as "25%". k8s.io/apimachinery intstr.GetScaledValueFromIntOrPercent */
export function countOf(value: number | string | undefined, total: number, rounding: "up" | "down"): number {
  if (value === undefined) return 0;
  if (typeof value === "number") return value;
  const match = /^(\d+)%$/.exec(value);
  if (!match) return 0;
  const exact = (Number(match[1]) * total) / 100;
  return rounding === "up" ? Math.ceil(exact) : Math.floor(exact);
}
