/**
 * Shell patterns: `*`, `?`, brackets with classes, and the extended forms `?(…) *(…) +(…) @(…) !(…)`.
 * In a pattern a backslash makes the next character an ordinary one.
 */
export interface PatternOptions {
  /** For file names: `*` and `?` stop at slashes. */
  readonly path?: boolean;
  readonly ignoreCase?: boolean;
  /** Whether `?(…)` and the like are special; they are by default. */
  readonly extended?: boolean;
}

const compiled = new Map<string, RegExp>();

/** A regular expression for the whole text. */
export function patternRegExp(pattern: string, options: PatternOptions = {}): RegExp {
  const key = `${options.path ? "p" : ""}${options.ignoreCase ? "i" : ""}${options.extended === false ? "x" : ""}:${pattern}`;
  let found = compiled.get(key);
  if (!found) {
    found = safeRegExp(`^${patternSource(pattern, options)}$`, options.ignoreCase ? "sui" : "su");
    if (compiled.size > 2000) compiled.clear();
    compiled.set(key, found);
  }
  return found;
}

export const matchesPattern = (pattern: string, text: string, options?: PatternOptions): boolean =>
  patternRegExp(pattern, options).test(text);

function safeRegExp(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    return /^(?!)/;
  }
}

/** The pattern as the source of a regular expression, without anchors. */
export function patternSource(pattern: string, { path = false, extended = true }: PatternOptions = {}): string {
  const any = path ? "[^/]" : ".";
  const [source] = translate(pattern, 0, { any, extended, inGroup: false });
  return source;
}

interface Translation {
  readonly any: string;
  readonly extended: boolean;
  readonly inGroup: boolean;
}

function translate(pattern: string, start: number, how: Translation): [source: string, end: number] {
  let out = "";
  let at = start;
  while (at < pattern.length) {
    const char = pattern[at]!;
    if (how.inGroup && char === ")") break;
    if (how.inGroup && char === "|") {
      out += "|";
      at += 1;
      continue;
    }
    if (how.extended && "?*+@!".includes(char) && pattern[at + 1] === "(") {
      const [inner, end] = translate(pattern, at + 2, { ...how, inGroup: true });
      if (pattern[end] === ")") {
        const [rest] = char === "!" ? translate(pattern, end + 1, how) : [""];
        out += group(char, inner, { any: how.any, rest });
        at = end + 1;
        continue;
      }
    }
    if (char === "\\") {
      out += escapeRegExp(pattern[at + 1] ?? "\\");
      at += 2;
    } else if (char === "*") {
      while (pattern[at + 1] === "*") at += 1;
      out += `${how.any}*`;
      at += 1;
    } else if (char === "?") {
      out += how.any;
      at += 1;
    } else if (char === "[") {
      const bracket = translateBracket(pattern, at);
      out += bracket ? bracket.source : "\\[";
      at = bracket ? bracket.end : at + 1;
    } else {
      const point = String.fromCodePoint(pattern.codePointAt(at)!);
      out += escapeRegExp(point);
      at += point.length;
    }
  }
  return [out, at];
}

function group(operator: string, inner: string, { any, rest }: { any: string; rest: string }): string {
  switch (operator) {
    case "?":
      return `(?:${inner})?`;
    case "*":
      return `(?:${inner})*`;
    case "+":
      return `(?:${inner})+`;
    case "@":
      return `(?:${inner})`;
    default:
      // Any text, as long as what the group takes (all before the rest of the pattern) is none of the alternatives.
      return `(?!(?:${inner})${rest}$)${any}*`;
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: "\\p{L}",
  digit: "0-9",
  alnum: "\\p{L}\\p{N}",
  upper: "\\p{Lu}",
  lower: "\\p{Ll}",
  space: "\\s",
  blank: " \\t",
  punct: "!-\\/:-@\\[-`{-~",
  print: "\\x20-\\x7e\\u{a0}-\\u{10ffff}",
  graph: "\\x21-\\x7e\\u{a1}-\\u{10ffff}",
  cntrl: "\\x00-\\x1f\\x7f",
  xdigit: "0-9A-Fa-f",
  word: "\\w",
};

function translateBracket(pattern: string, start: number): { source: string; end: number } | undefined {
  let at = start + 1;
  let source = "[";
  if (pattern[at] === "!" || pattern[at] === "^") {
    source += "^";
    at += 1;
  }
  for (let first = true; at < pattern.length; first = false) {
    const char = pattern[at]!;
    if (char === "]" && !first) return { source: `${source}]`, end: at + 1 };
    if (char === "/") return undefined;
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at));
    const collating = /^\[([.=])(.)\1\]/su.exec(pattern.slice(at));
    if (named) {
      source += CLASSES[named[1]!] ?? "";
      at += named[0].length;
    } else if (collating) {
      source += escapeRegExp(collating[2]!);
      at += collating[0].length;
    } else if (char === "\\" && at + 1 < pattern.length) {
      source += escapeInClass(pattern[at + 1]!);
      at += 2;
    } else if (char === "-") {
      const range = !first && pattern[at + 1] !== "]" && pattern[at + 1] !== undefined && !source.endsWith("}");
      source += range ? "-" : "\\-";
      at += 1;
    } else {
      const point = String.fromCodePoint(pattern.codePointAt(at)!);
      source += escapeInClass(point);
      at += point.length;
    }
  }
  return undefined;
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
const escapeInClass = (text: string): string =>
  text.replace(/[\\^\]\-[&]/g, (char) => (char === "&" ? "&" : `\\${char}`));

/** Makes every character of a text an ordinary one in a pattern. */
export const escapePattern = (text: string): string => text.replace(/[\\*?[\]()|!+@-]/g, "\\$&");

/** Takes the backslashes of a pattern away again. */
export const unescapePattern = (pattern: string): string => pattern.replace(/\\(.)/gs, "$1");

/** Whether a pattern can match anything but itself. */
export const hasPattern = (pattern: string): boolean => /(?:^|[^\\])(?:\\\\)*(?:[*?[]|[?*+@!]\()/.test(pattern);

/** The end of the shortest or longest part at the start of `text` that matches, or undefined. */
export function matchAtStart(pattern: string, text: string, longest: boolean): number | undefined {
  const regExp = patternRegExp(pattern);
  const ends = codePointBoundaries(text);
  if (longest) ends.reverse();
  return ends.find((end) => regExp.test(text.slice(0, end)));
}

/** The start of the shortest or longest part at the end of `text` that matches, or undefined. */
export function matchAtEnd(pattern: string, text: string, longest: boolean): number | undefined {
  const regExp = patternRegExp(pattern);
  const starts = codePointBoundaries(text);
  if (!longest) starts.reverse();
  return starts.find((start) => regExp.test(text.slice(start)));
}

function codePointBoundaries(text: string): number[] {
  const at = [0];
  for (const point of text) at.push(at.at(-1)! + point.length);
  return at;
}
