import { fromUtf8, utf8 } from "../../base/streams.ts";
import { FieldSink } from "../interpreter/fields.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";
import { isName, type Variable } from "../interpreter/variables.ts";
import type { Description } from "../machine/index.ts";

interface ReadOptions {
  raw: boolean;
  silent: boolean;
  array: string | undefined;
  delimiter: string;
  count: number | undefined;
  exact: boolean;
  prompt: string | undefined;
  timeoutMs: number | undefined;
  fd: number;
}

const USAGE =
  "read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n";

const reading: Builtin = {
  async run(args, shell) {
    const options: ReadOptions = {
      raw: false,
      silent: false,
      array: undefined,
      delimiter: "\n",
      count: undefined,
      exact: false,
      prompt: undefined,
      timeoutMs: undefined,
      fd: 0,
    };
    const parsed = parseOptions(args, options);
    if (typeof parsed === "string") {
      await shell.complain(`read: ${parsed}`);
      if (parsed.endsWith("invalid option")) await shell.write(2, USAGE);
      return 2;
    }
    for (const name of parsed.names) {
      if (!isName(name) && !/^[A-Za-z_]\w*\[.*\]$/.test(name)) {
        await shell.complain(`read: \`${name}': not a valid identifier`);
        return 1;
      }
    }
    return read(parsed.names, options, shell);
  },
};

function parseOptions(args: readonly string[], options: ReadOptions): { names: readonly string[] } | string {
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === "--") return { names: args.slice(at + 1) };
    if (!/^-./.test(word)) return { names: args.slice(at) };
    for (let place = 1; place < word.length; place++) {
      const letter = word[place]!;
      if (letter === "r") options.raw = true;
      else if (letter === "s") options.silent = true;
      else if (letter === "e") continue;
      else if ("adinNptu".includes(letter)) {
        const value = word.slice(place + 1) || args[++at];
        if (value === undefined && letter !== "d") return `-${letter}: option requires an argument`;
        const problem = take(letter, value ?? "", options);
        if (problem) return problem;
        break;
      } else return `-${letter}: invalid option`;
    }
  }
  return { names: [] };
}

function take(letter: string, value: string, options: ReadOptions): string | undefined {
  switch (letter) {
    case "a":
      options.array = value;
      return undefined;
    case "d":
      options.delimiter = value === "" ? "\0" : value[0]!;
      return undefined;
    case "n":
    case "N":
      if (!/^\d+$/.test(value)) return `${value}: invalid number`;
      options.count = Number(value);
      options.exact = letter === "N";
      return undefined;
    case "p":
      options.prompt = value;
      return undefined;
    case "t":
      if (!/^\d*\.?\d+$/.test(value)) return `${value}: invalid timeout specification`;
      options.timeoutMs = Number(value) * 1000;
      return undefined;
    case "u":
      options.fd = Number(value);
      return undefined;
    default:
      return undefined;
  }
}

async function read(names: readonly string[], options: ReadOptions, shell: Runner): Promise<number> {
  const input = shell.descriptors.get(options.fd);
  if (!input?.readable) {
    await shell.complain(`read: ${options.fd}: invalid file descriptor: Bad file descriptor`);
    return 1;
  }
  if (options.prompt !== undefined && input.tty) await shell.write(2, options.prompt);
  const raw = input.tty && (options.count !== undefined || options.silent);
  const work = () => readUntil(input, options, shell);
  const got = raw ? await input.tty!.raw(work) : await work();
  if (raw && !options.silent) await shell.write(2, got.text);
  assignWords(got.text, names, options, shell);
  if (got.timedOut) return 142;
  return got.ended ? 1 : 0;
}

interface Got {
  readonly text: string;
  readonly ended: boolean;
  readonly timedOut: boolean;
}

/** The escaped characters of a line are marked with this private-use character, so that they do not split. */
const PROTECT = "\ue0f1";

async function readUntil(input: Description, options: ReadOptions, shell: Runner): Promise<Got> {
  const bytes: number[] = [];
  const delimiter = utf8(options.delimiter)[0]!;
  const timer = new AbortController();
  const { timeoutMs } = options;
  const cancel =
    timeoutMs === undefined ? undefined : shell.machine.clock.after(timeoutMs, () => timer.abort(new TimedOut()));
  const signal = timeoutMs === undefined ? shell.signal : AbortSignal.any([shell.signal, timer.signal]);
  let count = 0;
  let escaped = false;
  const end = (ended: boolean, timedOut = false): Got => ({ text: fromUtf8(Uint8Array.from(bytes)), ended, timedOut });
  const protect = utf8(PROTECT);
  try {
    if (options.count === 0) return end(false);
    for (;;) {
      let trapped = false;
      const chunk = await shell.waitFor(input.read(signal)).then((got) => {
        if (got === "trapped") trapped = true;
        return got === "trapped" ? undefined : got;
      });
      if (trapped) {
        await shell.checkSignals();
        continue;
      }
      if (!chunk) return end(true);
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]!;
        const rest = () => input.unread(chunk.subarray(at + 1));
        if (escaped) {
          escaped = false;
          if (byte !== 10) bytes.push(...protect, byte);
          continue;
        }
        if (byte === 92 && !options.raw) {
          escaped = true;
          continue;
        }
        if ((byte === delimiter || (byte === 13 && input.tty && delimiter === 10)) && !options.exact) {
          rest();
          return end(false);
        }
        if (byte !== 0) bytes.push(byte);
        // Characters count, not bytes: those that go on one do not.
        if (
          options.count !== undefined &&
          (chunk[at + 1] === undefined || (chunk[at + 1]! & 0xc0) !== 0x80) &&
          ++count >= options.count
        ) {
          rest();
          return end(false);
        }
      }
    }
  } catch (error) {
    if (error instanceof TimedOut) return end(false, true);
    throw error;
  } finally {
    cancel?.();
  }
}

class TimedOut extends Error {}

function assignWords(text: string, names: readonly string[], options: ReadOptions, shell: Runner): void {
  const { variables } = shell;
  const plain = (part: string) => part.replaceAll(PROTECT, "");
  const ifs = variables.text("IFS") ?? " \t\n";
  if (options.array !== undefined) {
    const held = variables.ensure(options.array);
    held.kind = "indexed";
    held.value = new Map(split(text, ifs).map((part, at) => [at, plain(part)]));
    return;
  }
  if (names.length === 0) return variables.assign("REPLY", plain(text));
  if (options.exact) {
    for (const [at, name] of names.entries()) assign(name, at === 0 ? plain(text) : "", variables);
    return;
  }
  const fields = splitAtMost(text, names.length, ifs);
  for (const [at, name] of names.entries()) assign(name, plain(fields[at] ?? ""), variables);
}

function assign(name: string, text: string, variables: Runner["variables"]): void {
  const element = /^([A-Za-z_]\w*)\[(.*)\]$/.exec(name);
  if (!element) return variables.assign(name, text);
  const holder: Variable | undefined = variables.lookup(element[1]!);
  const key = holder?.kind === "associative" ? element[2]! : Number(element[2]) || 0;
  variables.assignElement(element[1]!, key, text);
}

function split(text: string, ifs: string): string[] {
  const sink = new FieldSink(ifs);
  splitProtected(text, sink);
  return sink.end().map((field) => field.text);
}

function splitProtected(text: string, sink: FieldSink): void {
  const parts = text.split(PROTECT);
  sink.result(parts[0]!);
  for (const part of parts.slice(1)) {
    const first = String.fromCodePoint(part.codePointAt(0) ?? 0);
    sink.quoted(first);
    sink.result(part.slice(first.length));
  }
}

/** The last name takes the rest of the line, separators included. */
function splitAtMost(text: string, count: number, ifs: string): string[] {
  const blanks = [...ifs].filter((char) => " \t\n".includes(char)).join("");
  const isBlank = (char: string | undefined) => char !== undefined && blanks.includes(char);
  const fields: string[] = [];
  let at = 0;
  while (isBlank(text[at])) at += 1;
  while (fields.length < count - 1 && at < text.length) {
    let field = "";
    while (at < text.length && !ifs.includes(text[at]!)) {
      if (text[at] === PROTECT) field += text[++at] ?? "";
      else field += text[at];
      at += 1;
    }
    fields.push(field);
    while (isBlank(text[at])) at += 1;
    if (at < text.length && ifs.includes(text[at]!) && !isBlank(text[at])) {
      at += 1;
      while (isBlank(text[at])) at += 1;
    }
  }
  let rest = text.slice(at);
  let end = rest.length;
  while (end > 0 && isBlank(rest[end - 1]) && rest[end - 2] !== PROTECT) end -= 1;
  rest = rest.slice(0, end);
  // One separator at the very end of a single last field is not part of it.
  const last = rest.at(-1);
  if (
    last !== undefined &&
    ifs.includes(last) &&
    !isBlank(last) &&
    [...rest.slice(0, -1)].every((char) => !ifs.includes(char))
  ) {
    rest = rest.slice(0, -1);
  }
  fields.push(rest);
  return fields;
}

const mapfile: Builtin = {
  async run(args, shell) {
    let strip = false;
    let delimiter = "\n";
    let max = Number.POSITIVE_INFINITY;
    let skip = 0;
    let origin = 0;
    let fd = 0;
    let name = "MAPFILE";
    let keep = false;
    for (let at = 0; at < args.length; at++) {
      const word = args[at]!;
      if (word === "-t") strip = true;
      else if (/^-[dnsOucC]/.test(word)) {
        const value = word.slice(2) || (args[++at] ?? "");
        if (word[1] === "d") delimiter = value === "" ? "\0" : value[0]!;
        else if (word[1] === "n") max = Number(value) || Number.POSITIVE_INFINITY;
        else if (word[1] === "s") skip = Number(value);
        else if (word[1] === "u") fd = Number(value);
        else if (word[1] === "O") {
          origin = Number(value);
          keep = true;
        }
      } else name = word;
    }
    const input = shell.descriptors.get(fd);
    const holder = shell.variables.ensure(name);
    const held = keep && holder.kind === "indexed" ? (holder.value as Map<number, string>) : new Map<number, string>();
    holder.kind = "indexed";
    holder.value = held;
    let text = "";
    for (let chunk = await input?.read(shell.signal); chunk; chunk = await input?.read(shell.signal))
      text += fromUtf8(chunk);
    const lines = text.split(delimiter);
    const last = lines.pop()!;
    const kept = lines.map((line) => (strip ? line : line + delimiter));
    if (last !== "") kept.push(last);
    kept.slice(skip, skip + max).forEach((line, at) => {
      held.set(origin + at, line);
    });
    return 0;
  },
};

export const readBuiltins: Readonly<Record<string, Builtin>> = { read: reading, mapfile, readarray: mapfile };
