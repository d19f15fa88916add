const CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7F",
  blank: "\\t ",
  cntrl: "\\x00-\\x1F\\x7F",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@[-`{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/**
 * A regular expression of Go as one of JavaScript, always global: leading flags, named groups, `\A`, `\z`, `\Q…\E` and
 * the classes of POSIX are translated.
 *
 * @throws Error "error parsing regexp: …"
 * @see https://pkg.go.dev/regexp/syntax
 */
export function goRegExp(pattern: string): RegExp {
  let flags = "gu";
  let source = pattern.replace(/^\(\?([imsU]+)\)/, (_, letters: string) => {
    for (const letter of "ims") if (letters.includes(letter)) flags += letter;
    return "";
  });
  source = source
    .replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, literal: string) => literal.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&"))
    .replace(/\(\?P</g, "(?<")
    .replace(/\\A/g, "(?<![\\s\\S])")
    .replace(/\\z/g, "(?![\\s\\S])")
    .replace(/\[:(\^?)(\w+):\]/g, (whole, not: string, name: string) => (not ? whole : (CLASSES[name] ?? whole)))
    .replace(/\\a/g, "\\x07");
  try {
    return new RegExp(looseEscapes(source), flags);
  } catch {
    throw new Error(`error parsing regexp: ${complaint(pattern)}`);
  }
}

/** With the "u" flag JavaScript refuses to escape what needs no escape, and lone braces; Go takes both. */
function looseEscapes(source: string): string {
  return source
    .replace(/\\([^\w\s])/g, (whole, one: string) => (/[\^$\\.*+?()[\]{}|/-]/.test(one) ? whole : one))
    .replace(/\{(?!\d+(?:,\d*)?\})/g, (brace, at: number, all: string) => (isPlain(all, at) ? "\\{" : brace))
    .replace(/\}/g, (brace, at: number, all: string) =>
      /\{\d+(?:,\d*)?$/.test(all.slice(0, at)) || !isPlain(all, at) ? brace : "\\}",
    )
    .replace(/\\-/g, (dash, at: number, all: string) => (inClass(all, at) ? dash : "-"));
}

const isPlain = (all: string, at: number): boolean =>
  all[at - 1] !== "\\" && !/\\[pPu]\{?[^}]*$/.test(all.slice(0, at + 1)) && !inClass(all, at);

function inClass(all: string, at: number): boolean {
  let inside = false;
  for (let i = 0; i < at; i++) {
    if (all[i] === "\\") i += 1;
    else if (all[i] === "[") inside = true;
    else if (all[i] === "]") inside = false;
  }
  return inside;
}

function complaint(pattern: string): string {
  const bad = (what: string, where: string) => `${what}: \`${where}\``;
  if (/\\$/.test(pattern)) return bad("trailing backslash at end of expression", "");
  if (/\(\?[=!<](?!P)/.test(pattern)) return bad("invalid or unsupported Perl syntax", /\(\?<?[=!]?/.exec(pattern)![0]);
  const opened = (pattern.match(/(?<!\\)\(/g) ?? []).length;
  const closed = (pattern.match(/(?<!\\)\)/g) ?? []).length;
  if (closed > opened) return bad("unexpected )", pattern);
  const bracket = /(?<!\\)\[[^\]]*$/.exec(pattern);
  if (bracket) return bad("missing closing ]", bracket[0]);
  if (opened > closed) return bad("missing closing )", pattern);
  const repeat = /^[*+?]|(?<=[(|])[*+?]/.exec(pattern);
  if (repeat) return bad("missing argument to repetition operator", repeat[0]);
  const wrong = /\\[^\w\s]|\\[a-zA-Z]/.exec(pattern);
  return wrong ? bad("invalid escape sequence", wrong[0]) : bad("invalid character class range", pattern);
}

/** A replacement with $1, ${1} and $name put in, as Go's Regexp.Expand. @param found what String.replace hands over */
export function expanded(template: string, found: readonly unknown[]): string {
  const last = found.at(-1);
  const names = typeof last === "object" && last !== null ? (last as Readonly<Record<string, string | undefined>>) : {};
  const groups = found.slice(
    0,
    found.findIndex((one) => typeof one === "number"),
  );
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return whole === "$$" ? "$" : whole;
    if (/^\d+$/.test(name)) return String(groups[Number(name)] ?? "");
    return names[name] ?? "";
  });
}
