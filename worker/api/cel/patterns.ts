/** Met by nothing. */
const NEVER = /(?!)/;

const INLINE_FLAGS = /\(\?([imsU]+)\)/g;

/** Go's inline flags at the beginning of a pattern, and names of groups, written for JavaScript. */
function translated(pattern: string): RegExp {
  // Flags may stand behind the beginning, as in "^(?i)a"; there they hold for nearly all of it.
  const flags = [...pattern.matchAll(INLINE_FLAGS)].map(([, names]) => names).join("");
  const rest = pattern
    .replace(INLINE_FLAGS, "")
    .replace(/\(\?P</g, "(?<")
    .replace(/\\A/g, "^")
    .replace(/\\z/g, "$")
    .replace(/\[\[:(\w+):\]\]/g, (whole, name: string) => CLASSES[name] ?? whole);
  return new RegExp(rest, [...new Set(flags.replace(/[^ims]/g, ""))].join("") + (rest.includes("\\p{") ? "u" : ""));
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "[0-9A-Za-z]",
  alpha: "[A-Za-z]",
  digit: "[0-9]",
  lower: "[a-z]",
  upper: "[A-Z]",
  space: "[\\t\\n\\v\\f\\r ]",
  word: "\\w",
  xdigit: "[0-9A-Fa-f]",
  punct: "[!-/:-@\\[-`{-~]",
};

/** Looking around and back is more than Go's engine does. */
const BEYOND_RE2 = /\(\?<?[=!]|(?<!\\)(?:\\\\)*\\[1-9]/;

/** A pattern of Go as one of JavaScript; undefined when it is none. */
export function readPattern(pattern: string): RegExp | undefined {
  if (BEYOND_RE2.test(pattern)) return undefined;
  try {
    return translated(pattern);
  } catch {
    return undefined;
  }
}

/** A pattern that is compiled when it is first asked for; what cannot be compiled is never met. */
export function lazyPattern(pattern: string): (text: string) => boolean {
  let made: RegExp | undefined;
  return (text) => {
    made ??= readPattern(pattern) ?? NEVER;
    return made.test(text);
  };
}
