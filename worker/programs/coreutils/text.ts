import { linesOf, readAll } from "../../base/streams.ts";
import { eachInput, readInput, readText, splitLines } from "./input.ts";
import { buffered, complain, say, tool, UsageError } from "./tool.ts";

/** wc(1) */
export const wc = tool({
  flags: "clmwL",
  long: { bytes: "c", chars: "m", lines: "l", words: "w", "max-line-length": "L" },
  usage: "[OPTION]... [FILE]...",
  help: "Print newline, word, and byte counts for each FILE.",
  async run(options, io) {
    const columns = ["l", "w", "m", "c", "L"].filter((key) => options.has(key));
    const wanted = columns.length > 0 ? columns : ["l", "w", "c"];
    const rows: { counts: number[]; label: string }[] = [];
    const totals = wanted.map(() => 0);
    const status = await eachInput(options.operands, io, async (_, operand) => {
      const counts = countsOf(await readInput(operand, io), wanted);
      counts.forEach((count, at) => {
        totals[at] = wanted[at] === "L" ? Math.max(totals[at]!, count) : totals[at]! + count;
      });
      rows.push({ counts, label: options.operands.length === 0 ? "" : operand });
    });
    if (rows.length > 1) rows.push({ counts: totals, label: "total" });
    // One number stands alone; from a pipe GNU pads to seven places.
    const fromPipe = options.operands.length === 0 || options.operands.includes("-");
    const widest = Math.max(...rows.flatMap(({ counts }) => counts.map((count) => String(count).length)), 1);
    const width = wanted.length === 1 && rows.length === 1 ? 1 : fromPipe ? Math.max(7, widest) : widest;
    for (const { counts, label } of rows) {
      await io.stdout.write(
        `${counts.map((count) => String(count).padStart(width)).join(" ")}${label ? ` ${label}` : ""}\n`,
      );
    }
    return status;
  },
});

function countsOf(content: Uint8Array, wanted: readonly string[]): number[] {
  const text = new TextDecoder().decode(content);
  return wanted.map((key) => {
    switch (key) {
      case "l":
        return text.split("\n").length - 1;
      case "w":
        return text.match(/\S+/g)?.length ?? 0;
      case "m":
        return [...text].length;
      case "L":
        return Math.max(0, ...text.split("\n").map((line) => [...line].length));
      default:
        return content.length;
    }
  });
}

/** The places a list like "1,3-5,7-" names. */
function listOf(text: string, what: "fields" | "bytes"): (place: number) => boolean {
  const ranges = text.split(",").map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!match || part === "" || part === "-")
      throw new UsageError(`invalid ${what === "fields" ? "field" : "byte/character"} value ‘${part}’`);
    const from = Number(match[1] || 1);
    const to = match[2] ? Number(match[3] || Number.POSITIVE_INFINITY) : from;
    if (from === 0)
      throw new UsageError(
        what === "fields" ? "fields are numbered from 1" : "byte/character positions are numbered from 1",
      );
    if (to < from) throw new UsageError("invalid decreasing range");
    return [from, to] as const;
  });
  return (place) => ranges.some(([from, to]) => place >= from && place <= to);
}

/** cut(1) */
export const cut = tool({
  flags: "snz",
  values: "bcdf",
  long: {
    bytes: "b",
    characters: "c",
    delimiter: "d",
    fields: "f",
    "only-delimited": "s",
    complement: "complement",
    "output-delimiter": "output-delimiter=",
  },
  usage: "OPTION... [FILE]...",
  help: "Print selected parts of lines from each FILE to standard output.",
  async run(options, io) {
    const kind = options.last("b", "c", "f");
    if (!kind) throw new UsageError("you must specify a list of bytes, characters, or fields");
    const delimiter = options.value("d") ?? "\t";
    if ([...delimiter].length > 1) throw new UsageError("the delimiter must be a single character");
    const listed = listOf(options.value(kind)!, kind === "f" ? "fields" : "bytes");
    const keep = (place: number) => listed(place) !== options.has("complement");
    return eachInput(options.operands, io, async (input) => {
      const out = buffered(io.stdout);
      for await (const line of linesOf(input)) {
        if (kind !== "f") {
          await out.write(
            `${[...line].filter((_, at) => keep(at + 1)).join(options.value("output-delimiter") ?? "")}\n`,
          );
        } else if (line.includes(delimiter)) {
          const fields = line.split(delimiter).filter((_, at) => keep(at + 1));
          await out.write(`${fields.join(options.value("output-delimiter") ?? delimiter)}\n`);
        } else if (!options.has("s")) await out.write(`${line}\n`);
        if (input === io.stdin) await out.flush();
      }
      await out.flush();
    });
  },
});

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

/** rev(1) */
export const rev = tool({
  flags: "",
  usage: "[FILE]...",
  help: "Reverse the characters of each line.",
  run: ({ operands }, io) =>
    eachInput(operands, io, async (input) => {
      for await (const line of linesOf(input)) await io.stdout.write(`${[...line].reverse().join("")}\n`);
    }),
});

/** paste(1) */
export const paste = tool({
  flags: "sz",
  values: "d",
  long: { delimiters: "d", serial: "s" },
  usage: "[OPTION]... [FILE]...",
  help: "Write lines consisting of the sequentially corresponding lines from each FILE.",
  async run(options, io) {
    const delimiters = [
      ...(options.value("d") ?? "\t").replace(/\\n/g, "\n").replace(/\\t/g, "\t").replace(/\\0/g, ""),
    ];
    const operands = options.operands.length > 0 ? options.operands : ["-"];
    const join = (parts: readonly string[]) =>
      parts
        .map((part, at) => (at === 0 ? part : (delimiters[(at - 1) % Math.max(1, delimiters.length)] ?? "") + part))
        .join("");
    // Several "-" take their lines in turn.
    const shared = operands.filter((operand) => operand === "-").length;
    const stdin = shared > 0 ? splitLines(new TextDecoder().decode(await readAll(io.stdin))) : [];
    let turn = 0;
    const columns: string[][] = [];
    for (const operand of operands) {
      if (operand === "-" && !options.has("s")) {
        const mine = turn++;
        columns.push(stdin.filter((_, at) => at % shared === mine));
      } else if (operand === "-") columns.push(stdin);
      else {
        try {
          columns.push(splitLines(await readText(operand, io)));
        } catch (error) {
          await complain(io, error, operand);
          return 1;
        }
      }
    }
    if (options.has("s")) {
      for (const lines of columns) await io.stdout.write(`${join(lines)}\n`);
      return 0;
    }
    const rows = Math.max(0, ...columns.map((lines) => lines.length));
    for (let row = 0; row < rows; row++) await io.stdout.write(`${join(columns.map((lines) => lines[row] ?? ""))}\n`);
    return 0;
  },
});

/** column(1) with -t */
export const column = tool({
  flags: "tenx",
  values: "socNR",
  long: { table: "t", separator: "s", "output-separator": "o" },
  usage: "[options] [<file>...]",
  help: "Columnate lists.",
  async run(options, io) {
    const lines: string[] = [];
    const status = await eachInput(options.operands, io, async (_, operand) => {
      lines.push(...splitLines(await readText(operand, io)).filter((line) => line.trim() !== ""));
    });
    if (!options.has("t")) {
      await io.stdout.write(inColumns(lines, io.tty?.size().columns ?? 80));
      return status;
    }
    const separators = options.value("s");
    const rows = lines.map((line) =>
      separators === undefined
        ? line.trim().split(/\s+/)
        : line.split(new RegExp(`[${separators.replace(/[\\\]^-]/g, "\\$&")}]`)),
    );
    const headings = options.value("N")?.split(",");
    if (headings) rows.unshift(headings);
    const widths: number[] = [];
    for (const row of rows)
      for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, [...cell].length);
    const gap = options.value("o") ?? "  ";
    for (const row of rows) {
      const cells = row.map((cell, at) =>
        at === row.length - 1 ? cell : cell + " ".repeat(widths[at]! - [...cell].length),
      );
      await io.stdout.write(`${cells.join(gap)}\n`);
    }
    return status;
  },
});

/** Words in columns, downwards first, as wide as the screen. */
export function inColumns(words: readonly string[], width: number, gap = 2): string {
  if (words.length === 0) return "";
  const length = (word: string) => [...word.replace(/\u001b\[[\d;]*m/g, "")].length;
  for (let rows = 1; rows <= words.length; rows++) {
    const columns = Math.ceil(words.length / rows);
    const widths = Array.from({ length: columns }, (_, at) =>
      Math.max(...words.slice(at * rows, (at + 1) * rows).map(length)),
    );
    const total = widths.reduce((sum, one) => sum + one + gap, -gap);
    if (total > width && rows < words.length) continue;
    let text = "";
    for (let row = 0; row < rows; row++) {
      const cells = widths.flatMap((size, at) => {
        const word = words[at * rows + row];
        if (word === undefined) return [];
        const last = words[(at + 1) * rows + row] === undefined;
        return [last ? word : word + " ".repeat(size + gap - length(word))];
      });
      text += `${cells.join("")}\n`;
    }
    return text;
  }
  return "";
}

/** fold(1) */
export const fold = tool({
  flags: "bs",
  values: "w",
  long: { width: "w", spaces: "s" },
  usage: "[OPTION]... [FILE]...",
  help: "Wrap input lines in each FILE, writing to standard output.",
  run: (options, io) =>
    eachInput(options.operands, io, async (input) => {
      const width = Number(options.value("w") ?? 80);
      for await (const line of linesOf(input)) {
        let rest = line;
        while (rest.length > width) {
          const space = options.has("s") ? rest.slice(0, width).lastIndexOf(" ") + 1 : 0;
          const end = space > 0 ? space : width;
          await io.stdout.write(`${rest.slice(0, end)}\n`);
          rest = rest.slice(end);
        }
        await io.stdout.write(`${rest}\n`);
      }
    }),
});

/** expand(1) */
export const expand = tool({
  flags: "i",
  values: "t",
  usage: "[OPTION]... [FILE]...",
  help: "Convert tabs in each FILE to spaces, writing to standard output.",
  run: (options, io) =>
    eachInput(options.operands, io, async (input) => {
      const stop = Number(options.value("t") ?? 8);
      for await (const line of linesOf(input)) {
        let out = "";
        for (const char of line) out += char === "\t" ? " ".repeat(stop - (out.length % stop)) : char;
        await io.stdout.write(`${out}\n`);
      }
    }),
});

/** shuf(1) */
export const shuf = tool({
  flags: "erz",
  values: "ni",
  long: { echo: "e", "head-count": "n", "input-range": "i" },
  usage: "[OPTION]... [FILE]",
  help: "Write a random permutation of the input lines to standard output.",
  async run(options, io) {
    const range = /^(\d+)-(\d+)$/.exec(options.value("i") ?? "");
    const lines = range
      ? Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, at) => String(Number(range[1]) + at))
      : options.has("e")
        ? [...options.operands]
        : splitLines(await readText(options.operands[0] ?? "-", io));
    const chance = io.random.stream("shuf");
    for (let at = lines.length - 1; at > 0; at--) {
      const other = chance.below(at + 1);
      [lines[at], lines[other]] = [lines[other]!, lines[at]!];
    }
    const count = options.value("n");
    if (count !== undefined && !/^\d+$/.test(count)) {
      await say(io, `invalid line count: ‘${count}’`);
      return 1;
    }
    const kept = lines.slice(0, count === undefined ? undefined : Number(count));
    if (kept.length > 0) await io.stdout.write(`${kept.join("\n")}\n`);
    return 0;
  },
});
