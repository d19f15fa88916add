import { FileError, resolvePath } from "../../../shell/files.ts";
import { strftime } from "../../../shell/printf.ts";
import type { Io } from "../../../shell/program.ts";
import { readText } from "../input.ts";
import type { Options } from "../options.ts";
import { complain, tool, UsageError } from "../tool.ts";

/** A run of lines that are in both, or a replacement of some by others. Positions are from 0, ends exclusive. */
interface Change {
  readonly from: number;
  readonly fromEnd: number;
  readonly to: number;
  readonly toEnd: number;
}

/** diff(1): normal and unified output, folders with -r. */
export const diff = tool({
  flags: "abBcdeiNqrstTuwy",
  values: "UCLIxW",
  long: {
    unified: "u?",
    brief: "q",
    recursive: "r",
    "new-file": "N",
    "ignore-case": "i",
    "ignore-all-space": "w",
    "ignore-space-change": "b",
    "ignore-blank-lines": "B",
    "side-by-side": "y",
    label: "L",
    color: "color?",
    "report-identical-files": "s",
  },
  usageCode: 2,
  usage: "[OPTION]... FILES",
  help: "Compare FILES line by line.",
  async run(options, io) {
    const [one, two, extra] = options.operands;
    if (one === undefined) throw new UsageError("missing operand after 'diff'", 2);
    if (two === undefined) throw new UsageError(`missing operand after '${one}'`, 2);
    if (extra !== undefined) throw new UsageError(`extra operand '${extra}'`, 2);
    return compare(one, two, options, io);
  },
});

async function compare(one: string, two: string, options: Options, io: Io): Promise<number> {
  const folder = (operand: string) => io.files.stat(resolvePath(io.cwd, operand))?.type === "directory";
  const base = (path: string) => path.replace(/\/+$/, "").replace(/^.*\//, "");
  if (folder(one) && folder(two)) return compareFolders(one, two, options, io);
  if (folder(one)) return compare(`${one.replace(/\/$/, "")}/${base(two)}`, two, options, io);
  if (folder(two)) return compare(one, `${two.replace(/\/$/, "")}/${base(one)}`, options, io);
  let texts: [string, string];
  try {
    texts = [await textOf(one, options, io), await textOf(two, options, io)];
  } catch (error) {
    await complain(io, error);
    return 2;
  }
  const [a, b] = texts.map(lines) as [string[], string[]];
  const key = keyFor(options);
  const changes = changesBetween(a.map(key), b.map(key)).filter(
    (change) => !options.has("B") || !onlyBlank(change, a, b),
  );
  if (changes.length === 0) {
    if (options.has("s")) await io.stdout.write(`Files ${one} and ${two} are identical\n`);
    return 0;
  }
  if (options.has("q")) {
    await io.stdout.write(`Files ${one} and ${two} differ\n`);
    return 1;
  }
  const context = options.value("U") ?? (options.has("u") ? (options.value("u") ?? "3") : undefined);
  const color =
    options.has("color") &&
    (options.value("color") === "always" || (options.value("color") !== "never" && io.isTerminal(1)));
  const text =
    context === undefined
      ? normal(changes, a, b)
      : unified(changes, a, b, Number(context), heads(one, two, options, io));
  await io.stdout.write(color ? painted(text) : text);
  return 1;
}

async function textOf(operand: string, options: Options, io: Io): Promise<string> {
  try {
    return await readText(operand, io);
  } catch (error) {
    if (options.has("N") && error instanceof FileError && error.errno === "ENOENT") return "";
    throw error;
  }
}

/** Lines with their newline, so that a missing one at the end counts. */
const lines = (text: string): string[] => text.split(/(?<=\n)/).filter((line) => line !== "");

function keyFor(options: Options): (line: string) => string {
  return (line) => {
    let key = line;
    if (options.has("w")) key = key.replace(/\s+/g, "");
    else if (options.has("b")) key = key.replace(/\s+/g, " ").trimEnd();
    return options.has("i") ? key.toLowerCase() : key;
  };
}

const onlyBlank = ({ from, fromEnd, to, toEnd }: Change, a: readonly string[], b: readonly string[]): boolean =>
  [...a.slice(from, fromEnd), ...b.slice(to, toEnd)].every((line) => line.trim() === "");

async function compareFolders(one: string, two: string, options: Options, io: Io): Promise<number> {
  const list = (folder: string) => new Set(io.files.list(resolvePath(io.cwd, folder)));
  const [left, right] = [list(one), list(two)];
  let status = 0;
  for (const name of [...new Set([...left, ...right])].sort()) {
    const [a, b] = [`${one.replace(/\/$/, "")}/${name}`, `${two.replace(/\/$/, "")}/${name}`];
    if (!options.has("N") && !(left.has(name) && right.has(name))) {
      await io.stdout.write(`Only in ${left.has(name) ? one : two}: ${name}\n`);
      status = Math.max(status, 1);
      continue;
    }
    const folders = [a, b].map((path) => io.files.stat(resolvePath(io.cwd, path))?.type === "directory");
    if (folders[0] && folders[1]) {
      if (options.has("r")) status = Math.max(status, await compareFolders(a, b, options, io));
      else await io.stdout.write(`Common subdirectories: ${a} and ${b}\n`);
      continue;
    }
    const [texts] = [await Promise.all([textOf(a, options, io), textOf(b, options, io)])];
    if (texts[0] === texts[1]) continue;
    if (!options.has("q"))
      await io.stdout.write(`diff${options.has("r") ? " -r" : ""}${options.has("u") ? " -u" : ""} ${a} ${b}\n`);
    status = Math.max(status, await compare(a, b, options, io));
  }
  return status;
}

/** Myers' shortest edit script. */
function changesBetween(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const [n, m] = [endA - start, endB - start];
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  search: for (let d = 0; d <= n + m; d++) {
    trace.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      let x =
        k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1))
          ? (reach.get(k + 1) ?? 0)
          : (reach.get(k - 1) ?? 0) + 1;
      while (x < n && x - k < m && a[start + x] === b[start + x - k]) x += 1;
      reach.set(k, x);
      if (x >= n && x - k >= m) break search;
    }
    reach = new Map(reach);
  }
  const edits: { readonly x: number; readonly y: number; readonly insert: boolean }[] = [];
  let [x, y] = [n, m];
  for (let d = trace.length - 1; d > 0; d--) {
    const before = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && (before.get(k - 1) ?? -1) < (before.get(k + 1) ?? -1));
    const previous = down ? k + 1 : k - 1;
    const px = before.get(previous) ?? 0;
    const py = px - previous;
    edits.push({ x: px, y: py, insert: down });
    [x, y] = [px, py];
  }
  return grouped(edits.reverse(), start);
}

function grouped(
  edits: readonly { readonly x: number; readonly y: number; readonly insert: boolean }[],
  start: number,
): Change[] {
  const changes: Change[] = [];
  for (const { x, y, insert } of edits) {
    const last = changes.at(-1);
    const [from, to] = [start + x, start + y];
    const next = { fromEnd: from + (insert ? 0 : 1), toEnd: to + (insert ? 1 : 0) };
    if (last && last.fromEnd === from && last.toEnd === to) changes[changes.length - 1] = { ...last, ...next };
    else changes.push({ from, to, ...next });
  }
  return changes;
}

const marked = (mark: string, line: string): string =>
  line.endsWith("\n") ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;

function normal(changes: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const range = (from: number, end: number) =>
    end - from <= 1 ? String(end === from ? from : end) : `${from + 1},${end}`;
  return changes
    .map(({ from, fromEnd, to, toEnd }) => {
      const kind = from === fromEnd ? "a" : to === toEnd ? "d" : "c";
      const removed = a
        .slice(from, fromEnd)
        .map((line) => marked("< ", line))
        .join("");
      const added = b
        .slice(to, toEnd)
        .map((line) => marked("> ", line))
        .join("");
      return `${range(from, fromEnd)}${kind}${range(to, toEnd)}\n${removed}${kind === "c" ? "---\n" : ""}${added}`;
    })
    .join("");
}

function heads(one: string, two: string, options: Options, io: Io): string {
  const labels = options.all("L");
  const head = (operand: string, at: number) => {
    if (labels[at] !== undefined) return labels[at];
    const ms = operand === "-" ? io.clock.now() : (io.files.stat(resolvePath(io.cwd, operand))?.mtimeMs ?? 0);
    return `${operand}\t${strftime("%Y-%m-%d %H:%M:%S.%N %z", ms)}`;
  };
  return `--- ${head(one, 0)}\n+++ ${head(two, 1)}\n`;
}

function unified(
  changes: readonly Change[],
  a: readonly string[],
  b: readonly string[],
  context: number,
  head: string,
): string {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last && change.from - last.fromEnd <= 2 * context) hunks.at(-1)!.push(change);
    else hunks.push([change]);
  }
  const range = (from: number, end: number) =>
    end - from === 1 ? String(end) : `${end === from ? from : from + 1},${end - from}`;
  let text = head;
  for (const hunk of hunks) {
    const [first, last] = [hunk[0]!, hunk.at(-1)!];
    const from = Math.max(0, first.from - context);
    const to = Math.max(0, first.to - context);
    const fromEnd = Math.min(a.length, last.fromEnd + context);
    const toEnd = Math.min(b.length, last.toEnd + context);
    text += `@@ -${range(from, fromEnd)} +${range(to, toEnd)} @@\n`;
    let at = from;
    for (const change of hunk) {
      for (; at < change.from; at++) text += marked(" ", a[at]!);
      for (; at < change.fromEnd; at++) text += marked("-", a[at]!);
      for (let place = change.to; place < change.toEnd; place++) text += marked("+", b[place]!);
    }
    for (; at < fromEnd; at++) text += marked(" ", a[at]!);
  }
  return text;
}

const painted = (text: string): string =>
  text.replace(/^.*$/gm, (line) => {
    if (/^(---|\+\+\+) /.test(line)) return `\u001b[1m${line}\u001b[0m`;
    if (/^@@/.test(line)) return `\u001b[36m${line}\u001b[0m`;
    if (/^[-<]/.test(line)) return `\u001b[31m${line}\u001b[0m`;
    return /^[+>]/.test(line) ? `\u001b[32m${line}\u001b[0m` : line;
  });
