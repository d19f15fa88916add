/** "1.5", "10s", "2m" as milliseconds. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  if (!match) return text === "infinity" ? Number.POSITIVE_INFINITY : undefined;
  return (
    Number(match[1]) *
    { "": 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] as "" | "s" | "m" | "h" | "d"]
  );
}
