/** History expansion: `!!`, `!$`, `!-2`, `!12`, `!word`. bash(1) "HISTORY EXPANSION". Undefined when there is none. */
export function expandHistory(
  line: string,
  history: readonly string[],
): { text: string } | { missing: string } | undefined {
  let out = "";
  let changed = false;
  let single = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === "\\") {
      out += char + (line[++at] ?? "");
      continue;
    }
    if (char === "'") single = !single;
    if (char !== "!" || single) {
      out += char;
      continue;
    }
    const event = /^!(?:(!)|(\$)|(-?\d+)|([A-Za-z][^\s;|&]*))/.exec(line.slice(at));
    if (!event) {
      out += char;
      continue;
    }
    const [whole, last, argument, number, word] = event;
    const found = last
      ? history.at(-1)
      : argument
        ? history.at(-1)?.trim().split(/\s+/).at(-1)
        : number !== undefined
          ? history.at(Number(number) < 0 ? Number(number) : Number(number) - 1)
          : history.findLast((entry) => entry.startsWith(word!));
    if (found === undefined) return { missing: whole };
    out += found;
    changed = true;
    at += whole.length - 1;
  }
  return changed ? { text: out } : undefined;
}
