import { FileError, resolvePath } from "../../../shell/files.ts";
import { extendedRegExp } from "../../../shell/interpreter/conditional.ts";
import { matchesPattern } from "../../../shell/interpreter/pattern.ts";
import type { Io, Program } from "../../../shell/program.ts";
import { openInput, readText, splitLines } from "../input.ts";
import type { Options } from "../options.ts";
import { complain, nameOf, say, tool, UsageError } from "../tool.ts";

const grepTool = tool({
  flags: "EFGPivwxcnolLqshHrRbzaUIT0123456789",
  values: "efmABC",
  long: {
    "extended-regexp": "E",
    "fixed-strings": "F",
    "basic-regexp": "G",
    "perl-regexp": "P",
    "ignore-case": "i",
    "invert-match": "v",
    "word-regexp": "w",
    "line-regexp": "x",
    count: "c",
    "line-number": "n",
    "only-matching": "o",
    "files-with-matches": "l",
    "files-without-match": "L",
    quiet: "q",
    silent: "q",
    "no-messages": "s",
    "no-filename": "h",
    "with-filename": "H",
    recursive: "r",
    "dereference-recursive": "R",
    "byte-offset": "b",
    regexp: "e",
    file: "f",
    "max-count": "m",
    "after-context": "A",
    "before-context": "B",
    context: "C",
    color: "color?",
    colour: "color?",
    include: "include=",
    exclude: "exclude=",
    "exclude-dir": "exclude-dir=",
    "line-buffered": "line-buffered",
    label: "label=",
    text: "a",
  },
  usageCode: 2,
  showsUsage: true,
  usage: "[OPTION]... PATTERNS [FILE]...",
  help: "Search for PATTERNS in each FILE.",
  run: search,
});

/** grep(1) */
export const grep: Program = (args, io) => grepTool(args, io);

export const egrep: Program = (args, io) => grepTool(["-E", ...args], io);

export const fgrep: Program = (args, io) => grepTool(["-F", ...args], io);

interface Search {
  readonly options: Options;
  readonly regExp: RegExp;
  readonly io: Io;
  readonly before: number;
  readonly after: number;
  readonly max: number;
  readonly names: boolean;
  readonly color: boolean;
}

async function search(options: Options, io: Io): Promise<number> {
  const operands = [...options.operands];
  const patterns = [...options.all("e")];
  for (const file of options.all("f")) patterns.push(...splitLines(await readText(file, io)));
  if (patterns.length === 0 && options.all("f").length === 0) {
    const given = operands.shift();
    if (given === undefined) {
      const name = nameOf(io);
      await io.stderr.write(
        `Usage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.\n`,
      );
      return 2;
    }
    patterns.push(...given.split("\n"));
  }
  const recursive = options.has("r") || options.has("R");
  const targets = operands.length > 0 ? operands : [recursive ? "." : "-"];
  const files = recursive ? targets.flatMap((target) => below(target, options, io)) : targets;
  const context = options.value("C") ?? digits(options);
  const number = (key: string) => {
    const text = options.value(key) ?? context ?? "0";
    if (!/^\d+$/.test(text)) throw new UsageError(`${text}: invalid context length argument`, 2);
    return Number(text);
  };
  const when = options.has("color") ? (options.value("color") ?? "auto") : "never";
  const regExp = await compile(patterns, options, io);
  if (!regExp) return 2;
  const job: Search = {
    options,
    regExp,
    io,
    before: number("B"),
    after: number("A"),
    max: options.value("m") === undefined ? Number.POSITIVE_INFINITY : Number(options.value("m")),
    names: !options.has("h") && (options.has("H") || files.length > 1 || recursive),
    color: when === "always" || (when === "auto" && io.isTerminal(1) && io.env.TERM !== "dumb"),
  };
  let found = false;
  let failed = false;
  for (const file of files) {
    try {
      if (await searchOne(file, job)) found = true;
      if (found && options.has("q")) return 0;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      failed = true;
      if (options.has("s")) continue;
      await complain(io, error, file);
    }
  }
  return failed && !(found && options.has("q")) ? 2 : found ? 0 : 1;
}

const digits = (options: Options): string | undefined =>
  [..."0123456789"].filter((digit) => options.has(digit)).join("") || undefined;

function below(target: string, options: Options, io: Io): string[] {
  const stat = io.files.stat(resolvePath(io.cwd, target));
  if (stat?.type !== "directory") return [target];
  const wanted = (name: string) =>
    (options.all("include").length === 0 || options.all("include").some((glob) => matchesPattern(glob, name))) &&
    !options.all("exclude").some((glob) => matchesPattern(glob, name));
  return [...io.files.list(resolvePath(io.cwd, target))].flatMap((name) => {
    const path = target === "." && options.operands.length < 2 ? name : `${target.replace(/\/$/, "")}/${name}`;
    const type = io.files.lstat(resolvePath(io.cwd, path))?.type;
    if (type === "directory") {
      return options.all("exclude-dir").some((glob) => matchesPattern(glob, name)) ? [] : below(path, options, io);
    }
    return (type === "file" || options.has("R")) && wanted(name) ? [path] : [];
  });
}

/** One regular expression for all patterns. */
async function compile(patterns: readonly string[], options: Options, io: Io): Promise<RegExp | undefined> {
  const kind = options.last("E", "F", "G", "P") ?? "G";
  const sources = patterns.map((pattern) => {
    if (kind === "F") return pattern.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    if (kind === "P") return pattern;
    return toExtended(kind === "G" ? basicToExtended(pattern) : pattern);
  });
  let source = sources.map((one) => (sources.length > 1 ? `(?:${one})` : one)).join("|");
  if (options.has("x")) source = `^(?:${source})$`;
  else if (options.has("w")) source = `(?<![\\w])(?:${source})(?![\\w])`;
  try {
    return new RegExp(source, `g${options.has("i") ? "i" : ""}`);
  } catch (error) {
    await say(io, regExpComplaint(patterns.join("\n"), error));
    return undefined;
  }
}

function regExpComplaint(pattern: string, error: unknown): string {
  if (/\[[^\]]*$/.test(pattern)) return "Unmatched [, [^, [:, [., or [=";
  if (/\([^)]*$/.test(pattern)) return "Unmatched ( or \\(";
  if (/\)/.test(pattern)) return "Unmatched ) or \\)";
  return error instanceof Error && /repeat/.test(error.message)
    ? "Invalid preceding regular expression"
    : "Invalid regular expression";
}

const toExtended = (pattern: string): string =>
  extendedRegExp(pattern.replace(/^\*/, "\\*").replace(/\\</g, "\\b(?=\\w)").replace(/\\>/g, "\\b(?<=\\w)")).source;

/** In a basic expression `\(`, `\{`, `\|`, `\+`, `\?` are the special ones. */
function basicToExtended(pattern: string): string {
  let out = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === "[") {
      let end = at + 1;
      if (pattern[end] === "^") end += 1;
      if (pattern[end] === "]") end += 1;
      while (end < pattern.length && pattern[end] !== "]")
        end += pattern.startsWith("[:", end) ? pattern.indexOf(":]", end) - end + 2 : 1;
      out += pattern.slice(at, end + 1);
      at = end;
    } else if (char === "\\") {
      const next = pattern[++at] ?? "";
      out += "(){}|+?".includes(next) ? next : `\\${next}`;
    } else if ("(){}|+?".includes(char)) out += `\\${char}`;
    else if (char === "*" && (out === "" || /(^|[^\\])[(|]$/.test(out) || out === "^")) out += "\\*";
    else out += char;
  }
  return out;
}

const MATCH = "\u001b[01;31m\u001b[K";

const NAME = "\u001b[35m\u001b[K";

const LINE = "\u001b[32m\u001b[K";

const SEPARATOR = "\u001b[36m\u001b[K";

const END = "\u001b[m\u001b[K";

async function searchOne(file: string, job: Search): Promise<boolean> {
  const { options, io, regExp, before, after, max } = job;
  if (file !== "-" && io.files.stat(resolvePath(io.cwd, file))?.type === "directory") {
    throw new FileError("EISDIR", file);
  }
  const label = file === "-" ? (options.value("label") ?? "(standard input)") : file;
  const inverted = options.has("v");
  const quiet = ["c", "l", "L", "q"].some((key) => options.has(key));
  let count = 0;
  let number = 0;
  let pending: { line: string; number: number }[] = [];
  let owed = 0;
  let lastShown = 0;
  const decoder = new TextDecoder();
  let rest = "";
  let held = "";
  const put = (line: string, at: number, mark: ":" | "-") => {
    if (lastShown > 0 && at > lastShown + 1 && (before > 0 || after > 0)) {
      held += job.color ? `${SEPARATOR}--${END}\n` : "--\n";
    }
    lastShown = at;
    held += shown(line, at, mark, label, job);
  };
  const look = (line: string): boolean => {
    number += 1;
    regExp.lastIndex = 0;
    const matches = regExp.test(line) !== inverted;
    if (!matches) {
      if (owed > 0 && !quiet) {
        owed -= 1;
        put(line, number, "-");
      } else if (before > 0) {
        pending.push({ line, number });
        if (pending.length > before) pending.shift();
      }
      return count >= max && owed === 0;
    }
    if (count >= max) return true;
    count += 1;
    if (!quiet) {
      for (const earlier of pending) put(earlier.line, earlier.number, "-");
      pending = [];
      put(line, number, ":");
      owed = after;
    }
    return options.has("q") || options.has("l") || options.has("L") || (count >= max && after === 0);
  };
  let done = max === 0;
  if (!done) {
    for await (const chunk of openInput(file, io)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if ((done = look(line))) break;
      if (held !== "") {
        await io.stdout.write(held);
        held = "";
      }
      if (done) break;
    }
  }
  if (!done && rest !== "") look(rest);
  if (held !== "") await io.stdout.write(held);
  if (options.has("c")) await io.stdout.write(`${job.names ? `${label}:` : ""}${count}\n`);
  else if (options.has("l") && count > 0) await io.stdout.write(`${label}\n`);
  else if (options.has("L") && count === 0) await io.stdout.write(`${label}\n`);
  return options.has("L") ? count === 0 : count > 0;
}

function shown(line: string, number: number, mark: ":" | "-", label: string, job: Search): string {
  const { options, regExp, color } = job;
  const separator = color ? `${SEPARATOR}${mark}${END}` : mark;
  const name = job.names ? (color ? `${NAME}${label}${END}` : label) + separator : "";
  const at = options.has("n") ? (color ? `${LINE}${number}${END}` : number) + separator : "";
  const paint = (text: string) => (color ? `${MATCH}${text}${END}` : text);
  if (options.has("o")) {
    if (mark === "-" || options.has("v")) return "";
    regExp.lastIndex = 0;
    return [...line.matchAll(regExp)].map(([match]) => (match === "" ? "" : `${name}${at}${paint(match)}\n`)).join("");
  }
  const text =
    color && mark === ":" && !options.has("v")
      ? line.replace(regExp, (match) => (match === "" ? "" : paint(match)))
      : line;
  return `${name}${at}${text}\n`;
}
