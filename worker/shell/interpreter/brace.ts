/**
 * Brace expansion on the source text of a word: `a{b,c}d`, `{1..9..2}`, `{a..e}`, nested. Quoted text and `${…}`, `$(…)` are
 * left alone. bash(1) "Brace Expansion".
 */
export function expandBraces(source: string): string[] {
  for (let at = 0; at < source.length; at = afterUnit(source, at)) {
    if (source[at] !== "{") continue;
    const close = closingBrace(source, at);
    if (close === undefined) continue;
    const inner = source.slice(at + 1, close);
    const choices = sequence(inner) ?? alternatives(inner);
    if (!choices) continue;
    const before = source.slice(0, at);
    const rest = expandBraces(source.slice(close + 1));
    return choices.flatMap((choice) => rest.map((after) => before + choice + after));
  }
  return [source];
}

/** Skips one character, quoted text or expansion. */
function afterUnit(source: string, at: number): number {
  const char = source[at];
  if (char === "\\") return at + 2;
  if (char === "'") return skipTo(source, at + 1, "'");
  if (char === '"') {
    let end = at + 1;
    while (end < source.length && source[end] !== '"')
      end = source[end] === "$" ? afterUnit(source, end) : end + (source[end] === "\\" ? 2 : 1);
    return end + 1;
  }
  if (char === "`") return skipTo(source, at + 1, "`");
  if (char === "$" && source[at + 1] === "{") return skipNested(source, at + 1, "{", "}");
  if (char === "$" && source[at + 1] === "(") return skipNested(source, at + 1, "(", ")");
  return at + 1;
}

function skipTo(source: string, from: number, end: string): number {
  const at = source.indexOf(end, from);
  return at < 0 ? source.length : at + 1;
}

function skipNested(source: string, from: number, open: string, close: string): number {
  let depth = 0;
  for (let at = from; at < source.length; ) {
    if (source[at] === open) depth += 1;
    if (source[at] === close && --depth === 0) return at + 1;
    at = source[at] === open || source[at] === close ? at + 1 : afterUnit(source, at);
  }
  return source.length;
}

function closingBrace(source: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < source.length; at = afterUnit(source, at)) {
    if (source[at] === "{") depth += 1;
    else if (source[at] === "}" && --depth === 0) return at;
  }
  return undefined;
}

function alternatives(inner: string): string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < inner.length; at = afterUnit(inner, at)) {
    if (inner[at] === "{") depth += 1;
    else if (inner[at] === "}") depth -= 1;
    else if (inner[at] === "," && depth === 0) {
      parts.push(inner.slice(start, at));
      start = at + 1;
    }
  }
  if (parts.length === 0) return undefined;
  return [...parts, inner.slice(start)].flatMap(expandBraces);
}

function sequence(inner: string): string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(inner);
  if (numbers) {
    const [, from = "", to = "", step] = numbers;
    const width = [from, to].some((text) => /^-?0\d/.test(text)) ? Math.max(from.length, to.length) : 0;
    return range(Number(from), Number(to), Number(step ?? 1)).map((n) =>
      n < 0 ? `-${String(-n).padStart(width - 1, "0")}` : String(n).padStart(width, "0"),
    );
  }
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(inner);
  if (!letters) return undefined;
  const [, from = "", to = "", step] = letters;
  return range(from.charCodeAt(0), to.charCodeAt(0), Number(step ?? 1)).map((n) => String.fromCharCode(n));
}

const MAX_SEQUENCE = 1_000_000;

function range(from: number, to: number, step: number): number[] {
  const by = Math.abs(step) || 1;
  const count = Math.min(Math.floor(Math.abs(to - from) / by) + 1, MAX_SEQUENCE);
  return Array.from({ length: count }, (_, at) => from + (to < from ? -at : at) * by);
}
