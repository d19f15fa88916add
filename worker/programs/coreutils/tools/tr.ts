import { tool, UsageError } from "../tool.ts";

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/** The characters that a set of tr names, in order. */
function characters(set: string): string[] {
  const out: string[] = [];
  const points = [...set];
  for (let at = 0; at < points.length; at++) {
    const named = /^\[:(\w+):\]/.exec(points.slice(at).join(""));
    if (named && CLASSES[named[1]!]) {
      for (let code = 0; code < 128; code++) {
        const char = String.fromCharCode(code);
        if (CLASSES[named[1]!]!.test(char)) out.push(char);
      }
      at += named[0].length - 1;
      continue;
    }
    let char = points[at]!;
    if (char === "\\") {
      const octal = /^[0-7]{1,3}/.exec(points.slice(at + 1, at + 4).join(""));
      if (octal) {
        char = String.fromCharCode(Number.parseInt(octal[0], 8));
        at += octal[0].length;
      } else {
        const next = points[++at] ?? "\\";
        char = ESCAPES[next] ?? next;
      }
    }
    const last = points[at + 2];
    if (points[at + 1] === "-" && last !== undefined) {
      for (let code = char.codePointAt(0)!; code <= last.codePointAt(0)!; code++) out.push(String.fromCodePoint(code));
      at += 2;
    } else out.push(char);
  }
  return out;
}

/** tr(1) */
export const tr = tool({
  flags: "cCdst",
  long: { complement: "c", delete: "d", "squeeze-repeats": "s", "truncate-set1": "t" },
  usage: "[OPTION]... STRING1 [STRING2]",
  help: "Translate, squeeze, and/or delete characters from standard input, writing to standard output.",
  async run(options, io) {
    const [first, second] = options.operands;
    if (first === undefined) throw new UsageError("missing operand");
    const deletes = options.has("d");
    const squeezes = options.has("s");
    if (second === undefined && !deletes && !squeezes) {
      throw new UsageError(`missing operand after ‘${first}’\nTwo strings must be given when translating.`);
    }
    const from = characters(first);
    const to = second === undefined ? [] : characters(second);
    const known = new Set(from);
    const complement = options.has("c") || options.has("C");
    const inFirst = (char: string) => known.has(char) !== complement;
    const table = new Map(from.map((char, at) => [char, to[Math.min(at, to.length - 1)] ?? char]));
    const squeezed = new Set(second !== undefined ? to : from);
    const inSqueezed = (char: string) => (second === undefined ? inFirst(char) : squeezed.has(char));
    let last = "";
    const decoder = new TextDecoder();
    for await (const chunk of io.stdin) {
      let out = "";
      for (const char of decoder.decode(chunk, { stream: true })) {
        if (deletes && inFirst(char)) continue;
        const translated =
          deletes || second === undefined
            ? char
            : complement
              ? inFirst(char)
                ? to.at(-1)!
                : char
              : (table.get(char) ?? char);
        if (squeezes && translated === last && inSqueezed(translated)) continue;
        last = translated;
        out += translated;
      }
      await io.stdout.write(out);
    }
    return 0;
  },
});
