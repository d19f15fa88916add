import { collector, fromUtf8, readAll, readerOf } from "../../base/streams.ts";
import { strftime } from "../../shell/printf.ts";
import type { Io, Program } from "../../shell/program.ts";
import { type SignalName, Terminated } from "../../shell/program.ts";
import { readText } from "./input.ts";
import { say, tool, UsageError } from "./tool.ts";

/** Tools that run other commands. */

const REASONS = {
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  EISDIR: "Permission denied",
  ENOTDIR: "Not a directory",
  ENOEXEC: "Exec format error",
} as const;

/** Runs a command that a tool was given; one that cannot be run is said in the tool's own words. 127 or 126 then. */
async function runGiven(
  command: readonly string[],
  io: Io,
  what: (name: string) => string,
  overrides: Parameters<Io["run"]>[1] = {},
): Promise<number> {
  const found = io.find?.(command[0]!);
  if (found?.type === "missing") {
    await say(io, `${what(command[0]!)}: ${REASONS[found.errno]}`);
    return found.errno === "ENOENT" ? 127 : 126;
  }
  return io.run(command, overrides);
}

/** The words of xargs' input: blanks separate, quotes and backslashes protect. */
function wordsOf(text: string): string[] | string {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === "'" || char === '"') {
      const end = text.indexOf(char, at + 1);
      const newline = text.indexOf("\n", at + 1);
      if (end < 0 || (newline >= 0 && newline < end))
        return `unmatched ${char === "'" ? "single" : "double"} quote; by default quotes are special to xargs unless you use the -0 option`;
      word = (word ?? "") + text.slice(at + 1, end);
      at = end;
    } else if (char === "\\") word = (word ?? "") + (text[++at] ?? "");
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** xargs(1) */
export const xargs = tool({
  flags: "0rtpxo",
  values: "nIPLdEsa",
  long: {
    null: "0",
    "no-run-if-empty": "r",
    verbose: "t",
    "max-args": "n",
    "max-procs": "P",
    "max-lines": "L",
    delimiter: "d",
    replace: "I",
    "arg-file": "a",
  },
  strict: true,
  usage: "[OPTION]... COMMAND [INITIAL-ARGS]...",
  help: "Run COMMAND with arguments INITIAL-ARGS and more arguments read from input.",
  async run(options, io) {
    const file = options.value("a");
    const text = file === undefined ? fromUtf8(await readAll(io.stdin)) : await readText(file, io);
    const replace = options.value("I");
    const delimiter = options.has("0") ? "\0" : options.value("d")?.replace("\\n", "\n").replace("\\t", "\t");
    let words: string[] | string;
    if (delimiter !== undefined)
      words = text.endsWith(delimiter) ? text.slice(0, -1).split(delimiter) : text === "" ? [] : text.split(delimiter);
    else if (replace !== undefined || options.has("L"))
      words = text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
    else words = wordsOf(text);
    if (typeof words === "string") {
      await say(io, words);
      return 1;
    }
    const command = options.operands.length > 0 ? options.operands : ["echo"];
    if (words.length === 0 && (options.has("r") || replace !== undefined)) return 0;
    const size = Number(
      options.value("n") ?? options.value("L") ?? (replace === undefined ? Math.max(1, words.length) : 1),
    );
    if (!(size > 0)) {
      await say(io, `value ${options.value("n")} for -n option should be >= 1`);
      return 1;
    }
    const batches: string[][] = [];
    for (let at = 0; at < words.length; at += size) batches.push(words.slice(at, at + size));
    if (words.length === 0) batches.push([]);
    const lines = batches.map((batch) => {
      if (replace !== undefined) return command.map((word) => word.replaceAll(replace, batch[0]!));
      return [...command, ...(options.has("L") ? batch.flatMap((line) => line.split(/\s+/)) : batch)];
    });
    return runAll(lines, Number(options.value("P") ?? 1) || lines.length, options.has("t"), io);
  },
});

async function runAll(
  lines: readonly (readonly string[])[],
  parallel: number,
  verbose: boolean,
  io: Io,
): Promise<number> {
  let next = 0;
  let status = 0;
  const worker = async (): Promise<void> => {
    while (next < lines.length && status < 124) {
      const line = lines[next++]!;
      if (verbose) await io.stderr.write(`${line.join(" ")}\n`);
      const code = await runGiven(line, io, (name) => name, { stdin: readerOf("") });
      if (code === 126 || code === 127) status = code;
      else if (code === 255) {
        await say(io, `${line[0]}: exited with status 255; aborting`);
        status = 124;
      } else if (code > 128) {
        await say(io, `${line[0]}: terminated by signal ${code - 128}`);
        status = 125;
      } else if (code !== 0) status = Math.max(status, 123);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, lines.length) }, worker));
  return status;
}

/** "1.5", "10s", "2m" as milliseconds. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  if (!match) return text === "infinity" ? Number.POSITIVE_INFINITY : undefined;
  return (
    Number(match[1]) *
    { "": 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] as "" | "s" | "m" | "h" | "d"]
  );
}

/** timeout(1) */
export const timeout = tool({
  flags: "fv",
  values: "ks",
  long: { "kill-after": "k", signal: "s", foreground: "f", "preserve-status": "preserve", verbose: "v" },
  strict: true,
  usageCode: 125,
  usage: "[OPTION] DURATION COMMAND [ARG]...",
  help: "Start COMMAND, and kill it if still running after DURATION.",
  async run(options, io) {
    const [duration, ...command] = options.operands;
    if (duration === undefined || command.length === 0) throw new UsageError("");
    const ms = durationMs(duration);
    if (ms === undefined) throw new UsageError(`invalid time interval ‘${duration}’`);
    const name = `SIG${(options.value("s") ?? "TERM").toUpperCase().replace(/^SIG/, "").replace(/^9$/, "KILL").replace(/^15$/, "TERM").replace(/^2$/, "INT")}`;
    const controller = new AbortController();
    let timedOut = false;
    const cancel =
      ms === 0 || ms === Number.POSITIVE_INFINITY
        ? () => {}
        : io.clock.after(ms, () => {
            timedOut = true;
            controller.abort(new Terminated(name as SignalName));
          });
    const code = await runGiven(command, io, (word) => `failed to run command ‘${word}’`, {
      signal: controller.signal,
    });
    cancel();
    if (!timedOut) return code;
    return options.has("preserve") ? code : name === "SIGKILL" ? 137 : 124;
  },
});

/** nohup(1), nice(1), stdbuf(1), setsid(1): run the command; what they change has no meaning here. */
const plainRunner = (values: string): Program =>
  tool({
    flags: "",
    values,
    long: { adjustment: "n" },
    strict: true,
    usageCode: 125,
    usage: "COMMAND [ARG]...",
    help: "Run COMMAND.",
    async run({ operands }, io) {
      if (operands.length === 0) throw new UsageError("missing operand");
      return runGiven(operands, io, (word) => `failed to run command ‘${word}’`);
    },
  });

export const nohup: Program = async (args, io) => {
  if (io.isTerminal(1)) await io.stderr.write("nohup: ignoring input\n");
  return plainRunner("")(args, io);
};
export const nice = plainRunner("n");
export const stdbuf = plainRunner("ioe");

/** env(1) */
export const env = tool({
  flags: "i0v",
  values: "uCS",
  long: { "ignore-environment": "i", unset: "u", chdir: "C", null: "0" },
  strict: true,
  usageCode: 125,
  usage: "[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]",
  help: "Set each NAME to VALUE in the environment and run COMMAND.",
  async run(options, io) {
    const words =
      options.value("S") === undefined
        ? [...options.operands]
        : [...options.value("S")!.split(/\s+/), ...options.operands];
    const variables: Record<string, string> = options.has("i") || words[0] === "-" ? {} : { ...io.env };
    if (words[0] === "-") words.shift();
    for (const name of options.all("u")) delete variables[name];
    while (/^[^=]+=/.test(words[0] ?? "")) {
      const [name = "", value = ""] = words.shift()!.split(/=(.*)/s);
      variables[name] = value;
    }
    if (words.length === 0) {
      const end = options.has("0") ? "\0" : "\n";
      await io.stdout.write(
        Object.entries(variables)
          .map(([name, value]) => `${name}=${value}${end}`)
          .join(""),
      );
      return 0;
    }
    const folder = options.value("C");
    return runGiven(words, io, (word) => `‘${word}’`, { env: variables, ...(folder !== undefined && { cwd: folder }) });
  },
});

/** sudo(8), without a password: runs the command as it is. */
export const sudo: Program = async (args, io) => {
  const words = [...args];
  while (/^-./.test(words[0] ?? "")) {
    const word = words.shift()!;
    if (word === "--") break;
    if (word === "-i" || word === "-s") return io.run(words.length > 0 ? words : ["bash"]);
    if (["-u", "-g", "-h", "-p"].includes(word)) words.shift();
    if (word === "-l" || word === "-v" || word === "-k") return 0;
  }
  const variables: Record<string, string> = { ...io.env };
  while (/^\w+=/.test(words[0] ?? "")) {
    const [name = "", value = ""] = words.shift()!.split(/=(.*)/s);
    variables[name] = value;
  }
  if (words.length === 0) {
    await io.stderr.write(
      "usage: sudo -h | -K | -k | -V\nusage: sudo [-AbEHknPS] [-u user] [VAR=value] [-i | -s] [command [arg ...]]\n",
    );
    return 1;
  }
  if (io.find?.(words[0]!).type === "missing") {
    await io.stderr.write(`sudo: ${words[0]}: command not found\n`);
    return 1;
  }
  return io.run(words, { env: variables });
};

/** watch(1): the screen is drawn anew every interval; without a terminal it says so. */
export const watch = tool({
  flags: "bcdegptx",
  values: "n",
  long: {
    interval: "n",
    differences: "d",
    "no-title": "t",
    exec: "x",
    chgexit: "g",
    errexit: "e",
    color: "c",
    beep: "b",
    precise: "p",
  },
  strict: true,
  usage: "[options] command",
  help: "Execute a program periodically, showing output fullscreen.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing command");
    const seconds = Number((options.value("n") ?? "2").replace(",", "."));
    if (Number.isNaN(seconds)) {
      await say(io, `failed to parse argument: '${options.value("n")}'`);
      return 1;
    }
    const { tty } = io;
    if (!tty) {
      await io.stderr.write("Error opening terminal: unknown.\n");
      return 1;
    }
    const every = Math.max(0.1, seconds);
    const text = options.operands.join(" ");
    let before: readonly string[] | undefined;
    await io.stdout.write("\u001b[?1049h\u001b[H\u001b[2J");
    try {
      for (;;) {
        const out = collector();
        const command = options.has("x") ? options.operands : ["sh", "-c", text];
        const code = await io.run(command, { stdout: out.writer, stderr: out.writer, stdin: readerOf("") });
        const { columns, rows } = tty.size();
        const shown = screenOf(out.text(), rows - (options.has("t") ? 0 : 2), columns, options.has("c"));
        const head = options.has("t") ? "" : `${header(every, text, columns, io)}\n\n`;
        const body = options.has("d") && before ? highlighted(before, shown) : shown;
        await io.stdout.write(`\u001b[H\u001b[2J${head}${body.join("\n")}`);
        if (options.has("e") && code !== 0) return 8;
        if (options.has("g") && before && before.join("\n") !== shown.join("\n")) return 0;
        before = shown;
        await io.clock.sleep(every * 1000, io.signal);
      }
    } finally {
      // The screen comes back even when Ctrl-C ended it; writing may be refused by then.
      await io.stdout.write("\u001b[?1049l").catch(() => {});
    }
  },
});

function header(every: number, command: string, columns: number, io: Io): string {
  const right = `${io.net.host.name}: ${strftime("%a %b %e %H:%M:%S %Y", io.clock.now())}`;
  const left = `Every ${every.toFixed(1)}s: ${command}`;
  const room = columns - right.length - 1;
  const shown = left.length > room ? `${left.slice(0, Math.max(0, room - 3))}...` : left;
  return `${shown.padEnd(room)} ${right}`;
}

function screenOf(text: string, rows: number, columns: number, color: boolean): string[] {
  const plain = color ? text : text.replace(/\u001b\[[\d;]*[A-Za-z]/g, "");
  return plain
    .replace(/\n$/, "")
    .split("\n")
    .flatMap((line) => {
      const pieces: string[] = [];
      for (let at = 0; at === 0 || at < line.length; at += columns) pieces.push(line.slice(at, at + columns));
      return pieces;
    })
    .slice(0, Math.max(1, rows));
}

/** What differs from the last screen, in reverse video. */
function highlighted(before: readonly string[], now: readonly string[]): string[] {
  return now.map((line, row) => {
    const old = before[row] ?? "";
    return [...line].map((char, at) => (char === old[at] ? char : `\u001b[7m${char}\u001b[27m`)).join("");
  });
}

/** which(1) */
export const which: Program = async (args, io) => {
  let status = 0;
  for (const name of args.filter((word) => !word.startsWith("-"))) {
    const found = io.find?.(name);
    if (found?.type === "found") await io.stdout.write(`${found.path}\n`);
    else status = 1;
  }
  return status;
};

/** time(1): the program, not the keyword. */
export const time: Program = async (args, io) => {
  const words = args[0] === "-p" ? args.slice(1) : args;
  const started = io.clock.now();
  const code = await runGiven(words, io, (word) => `cannot run ${word}`);
  const spent = ((io.clock.now() - started) / 1000).toFixed(2);
  await io.stderr.write(`real ${spent}\nuser 0.00\nsys 0.00\n`);
  return code;
};
