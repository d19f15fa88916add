import { echoText } from "../../shell/builtins/output.ts";
import { resolvePath } from "../../shell/files.ts";
import { isProcessIo } from "../../shell/machine/index.ts";
import { printf, strftime } from "../../shell/printf.ts";
import type { Io, Program } from "../../shell/program.ts";
import { durationMs } from "./run.ts";
import { say, tool, UsageError } from "./tool.ts";

/** Tools about the system and the time. */

const dateTool = tool({
  flags: "uRI",
  values: "dsr",
  long: {
    utc: "u",
    universal: "u",
    date: "d",
    "rfc-email": "R",
    "iso-8601": "I?",
    reference: "r",
    "rfc-3339": "rfc-3339=",
  },
  usage: "[OPTION]... [+FORMAT]",
  help: "Display the current time in the given FORMAT.",
  async run(options, io) {
    const text = options.value("d");
    const file = options.value("r");
    let ms = io.clock.now();
    if (file !== undefined) ms = io.files.stat(resolvePath(io.cwd, file))?.mtimeMs ?? ms;
    if (text !== undefined) {
      const parsed = parseDate(text, ms);
      if (parsed === undefined) {
        await say(io, `invalid date ‘${text}’`);
        return 1;
      }
      ms = parsed;
    }
    const [format] = options.operands;
    if (format !== undefined && !format.startsWith("+")) {
      await say(io, `invalid date ‘${format}’`);
      return 1;
    }
    const iso: Readonly<Record<string, string>> = {
      date: "%Y-%m-%d",
      hours: "%Y-%m-%dT%H%:z",
      minutes: "%Y-%m-%dT%H:%M%:z",
      seconds: "%Y-%m-%dT%H:%M:%S%:z",
      ns: "%Y-%m-%dT%H:%M:%S,%N%:z",
    };
    let shape = "%a %b %e %H:%M:%S %Z %Y";
    if (format !== undefined) shape = format.slice(1);
    else if (options.has("R")) shape = "%a, %d %b %Y %H:%M:%S %z";
    else if (options.has("I")) shape = iso[options.value("I") ?? "date"] ?? iso.date!;
    else if (options.has("rfc-3339"))
      shape = options.value("rfc-3339") === "date" ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S%:z";
    await io.stdout.write(`${strftime(shape, ms)}\n`);
    return 0;
  },
});

/** date(1); the value of -I is attached to it. */
export const date: Program = (args, io) =>
  dateTool(
    args.map((word) => word.replace(/^-I(?=.)/, "--iso-8601=")),
    io,
  );

const UNITS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
};

/** The dates that scripts write: "@1700000000", ISO 8601, "now", "yesterday", "2 days ago", "+1 hour". */
function parseDate(text: string, nowMs: number): number | undefined {
  const words = text.trim();
  if (words.startsWith("@")) return Number.isNaN(Number(words.slice(1))) ? undefined : Number(words.slice(1)) * 1000;
  let ms = nowMs;
  let rest = words.toLowerCase();
  const midnight = () => Math.floor(nowMs / 86_400_000) * 86_400_000;
  const stamp = /^\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*(?:z|utc|[-+]\d{2}:?\d{2})?/.exec(rest);
  if (stamp) {
    const iso = stamp[0]
      .trim()
      .replace(" ", "T")
      .replace(/\s*utc$/, "Z")
      .toUpperCase();
    ms = Date.parse(iso.includes("T") && !/(Z|[-+]\d{2}:?\d{2})$/.test(iso) ? `${iso}Z` : iso);
    rest = rest.slice(stamp[0].length).trim();
  } else {
    const other = Date.parse(`${words} UTC`);
    if (/\d{4}/.test(words) && !Number.isNaN(other)) return other;
  }
  if (Number.isNaN(ms)) return undefined;
  while (rest !== "") {
    const relative =
      /^([-+]?\s*\d+|next|last|an?)\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?(\s+ago)?/.exec(rest);
    const word = /^(now|today|yesterday|tomorrow|midnight|noon)/.exec(rest);
    const match = relative ?? word;
    if (!match) return undefined;
    rest = rest.slice(match[0].length).trim();
    if (word && !relative) {
      if (word[0] === "yesterday") ms -= 86_400_000;
      else if (word[0] === "tomorrow") ms += 86_400_000;
      else if (word[0] === "midnight") ms = midnight();
      else if (word[0] === "noon") ms = midnight() + 43_200_000;
      continue;
    }
    const amount = { next: 1, last: -1, a: 1, an: 1 }[relative![1]!] ?? Number(relative![1]!.replace(/\s/g, ""));
    const count = relative![3] ? -amount : amount;
    const unit = relative![2]!;
    if (unit === "month" || unit === "year") {
      const at = new Date(ms);
      ms = unit === "month" ? at.setUTCMonth(at.getUTCMonth() + count) : at.setUTCFullYear(at.getUTCFullYear() + count);
    } else ms += count * UNITS[unit]!;
  }
  return ms;
}

/** sleep(1) */
export const sleep = tool({
  flags: "",
  usage: "NUMBER[SUFFIX]...",
  help: "Pause for NUMBER seconds.",
  async run({ operands }, io) {
    if (operands.length === 0) throw new UsageError("missing operand");
    let total = 0;
    for (const operand of operands) {
      const ms = durationMs(operand);
      if (ms === undefined) throw new UsageError(`invalid time interval ‘${operand}’`);
      total += ms;
    }
    // The first process of a container has no default for SIGTERM.
    if (isProcessIo(io) && io.process.process.pid === 1) io.process.process.handler = (signal) => signal !== "SIGKILL";
    if (total === Number.POSITIVE_INFINITY)
      await new Promise<never>((_, reject) => io.signal.addEventListener("abort", () => reject(io.signal.reason)));
    else await io.clock.sleep(total, io.signal);
    return 0;
  },
});

/** seq(1) */
export const seq: Program = async (args, io) => {
  const words = [...args];
  let separator = "\n";
  let format: string | undefined;
  let equal = false;
  while (/^-[swf]/.test(words[0] ?? "") || words[0] === "--equal-width" || words[0] === "--") {
    const word = words.shift()!;
    if (word === "--") break;
    if (word === "-w" || word === "--equal-width") equal = true;
    else if (word.startsWith("-s"))
      separator = (word.slice(2) || (words.shift() ?? "")).replaceAll("\\n", "\n").replaceAll("\\t", "\t");
    else format = word.slice(2) || words.shift();
  }
  const bad = words.find((word) => !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word));
  const complaint =
    words.length === 0
      ? "missing operand"
      : bad !== undefined
        ? `invalid floating point argument: ‘${bad}’`
        : words.length > 3
          ? `extra operand ‘${words[3]}’`
          : undefined;
  if (complaint) {
    await io.stderr.write(`seq: ${complaint}\nTry 'seq --help' for more information.\n`);
    return 1;
  }
  const [from, step, to] =
    words.length === 1
      ? ["1", "1", words[0]!]
      : words.length === 2
        ? [words[0]!, "1", words[1]!]
        : [words[0]!, words[1]!, words[2]!];
  if (Number(step) === 0) {
    await io.stderr.write(`seq: invalid Zero increment value: ‘${step}’\nTry 'seq --help' for more information.\n`);
    return 1;
  }
  const places = Math.max(...[from, step].map((text) => text.split(".")[1]?.length ?? 0));
  const count = Math.floor((Number(to) - Number(from)) / Number(step) + 1e-10) + 1;
  const width = equal ? Math.max(...[from, to].map((text) => Number(text).toFixed(places).length)) : 0;
  let held = "";
  for (let at = 0; at < count; at++) {
    const value = Number(from) + at * Number(step);
    let text = value.toFixed(places);
    if (equal) text = text.startsWith("-") ? `-${text.slice(1).padStart(width - 1, "0")}` : text.padStart(width, "0");
    if (format !== undefined) text = printf(format, [text], 0).text;
    held += at === count - 1 ? `${text}\n` : text + separator;
    if (held.length > 8192) {
      await io.stdout.write(held);
      held = "";
      const wait = io.clock.breathe();
      if (wait) await wait;
    }
  }
  if (held !== "") await io.stdout.write(held);
  return 0;
};

/** yes(1) */
export const yes: Program = async (args, io) => {
  const line = `${args.length > 0 ? args.join(" ") : "y"}\n`;
  const block = line.repeat(Math.max(1, Math.floor(8192 / line.length)));
  for (;;) {
    if (io.signal.aborted) throw io.signal.reason;
    await io.stdout.write(block);
    const wait = io.clock.breathe();
    if (wait) await wait;
  }
};

/** id(1) */
export const id = tool({
  flags: "ugnrGaz",
  long: { user: "u", group: "g", name: "n", groups: "G" },
  usage: "[OPTION]... [USER]...",
  help: "Print user and group information.",
  async run(options, io) {
    const { name, uid } = io.user;
    const short = options.has("u") || options.has("g") || options.has("G");
    const text = short
      ? options.has("n")
        ? name
        : String(uid)
      : `uid=${uid}(${name}) gid=${uid}(${name}) groups=${uid}(${name})`;
    await io.stdout.write(`${text}\n`);
    return 0;
  },
});

export const whoami: Program = async (_, io) => {
  await io.stdout.write(`${io.user.name}\n`);
  return 0;
};

/** uname(1) */
export const uname = tool({
  flags: "asnrvmpio",
  long: { all: "a", "kernel-name": "s", nodename: "n", "kernel-release": "r", machine: "m", "operating-system": "o" },
  usage: "[OPTION]...",
  help: "Print certain system information.",
  async run(options, io) {
    const parts = {
      s: "Linux",
      n: io.net.host.name,
      r: "6.8.0-45-generic",
      v: "#45-Ubuntu SMP PREEMPT_DYNAMIC",
      m: "x86_64",
      o: "GNU/Linux",
    };
    const keys = Object.keys(parts) as (keyof typeof parts)[];
    const wanted = options.has("a") ? keys : keys.filter((key) => options.has(key));
    await io.stdout.write(`${(wanted.length > 0 ? wanted : ["s" as const]).map((key) => parts[key]).join(" ")}\n`);
    return 0;
  },
});

/** What `ps` may know: the machine's processes. */
function processesOf(io: Io) {
  return isProcessIo(io) ? io.process.machine.processes.list() : [];
}

/** ps(1): procps' usual forms. */
export const ps: Program = async (args, io) => {
  const letters = args.join("").replaceAll("-", "");
  const all = /[aexA]/.test(letters);
  const list = processesOf(io);
  const own = isProcessIo(io) ? io.process.process.info.terminal : "?";
  const shown = all ? list : list.filter((info) => info.terminal === own);
  const program = (command: string) => command.split(" ")[0]!.replace(/^-/, "").replace(/^.*\//, "");
  let text: string;
  if (letters.includes("u") && letters.includes("a")) {
    text = "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n";
    for (const { pid, user, terminal, startedMs, command } of shown) {
      text += `${user.padEnd(8)} ${String(pid).padStart(7)}  0.0  0.1   4628  3584 ${terminal.padEnd(8)} S    ${strftime("%H:%M", startedMs)}   0:00 ${command}\n`;
    }
  } else if (letters.includes("f")) {
    text = "UID          PID    PPID  C STIME TTY          TIME CMD\n";
    for (const { pid, parent, user, terminal, startedMs, command } of shown) {
      text += `${user.padEnd(8)} ${String(pid).padStart(7)} ${String(parent).padStart(7)}  0 ${strftime("%H:%M", startedMs)} ${terminal.padEnd(8)} 00:00:00 ${command}\n`;
    }
  } else {
    text = "    PID TTY          TIME CMD\n";
    for (const { pid, terminal, command } of shown)
      text += `${String(pid).padStart(7)} ${terminal.padEnd(8)} 00:00:00 ${all ? command : program(command)}\n`;
  }
  await io.stdout.write(text);
  return 0;
};

/** pgrep(1), pidof(1), pkill(1), killall(1) */
export const pgrep: Program = async (args, io) => matching(args, io, false);
export const pkill: Program = async (args, io) => matching(args, io, true);

async function matching(args: readonly string[], io: Io, kills: boolean): Promise<number> {
  const full = args.some((word) => /^-\w*f/.test(word));
  const pattern = args.findLast((word) => !word.startsWith("-"));
  const signal = args.find((word) => /^-(9|KILL|SIGKILL)$/.test(word)) ? "SIGKILL" : "SIGTERM";
  if (pattern === undefined) {
    await say(io, "no matching criteria specified\nTry `pgrep --help' for more information.");
    return 2;
  }
  const own = isProcessIo(io) ? io.process.process.pid : 0;
  const regExp = new RegExp(pattern);
  const found = processesOf(io).filter(
    ({ pid, command }) =>
      pid !== own && regExp.test(full ? command : (command.split(" ")[0] ?? "").replace(/^.*\//, "")),
  );
  for (const { pid } of found) {
    if (!kills) await io.stdout.write(`${pid}\n`);
    else if (isProcessIo(io)) io.process.machine.processes.kill(pid, signal);
  }
  return found.length > 0 ? 0 : 1;
}

/** kill(1), for `xargs kill` and `sudo kill`; shells have their own. */
export const kill: Program = async (args, io) => {
  let signal: "SIGTERM" | "SIGKILL" | "SIGINT" | "SIGHUP" = "SIGTERM";
  const names = {
    "9": "SIGKILL",
    KILL: "SIGKILL",
    "15": "SIGTERM",
    TERM: "SIGTERM",
    "2": "SIGINT",
    INT: "SIGINT",
    "1": "SIGHUP",
    HUP: "SIGHUP",
  } as const;
  let status = 0;
  for (const word of args) {
    const option = /^-(?:SIG)?(\w+)$/.exec(word)?.[1]?.toUpperCase();
    if (option === "S") continue;
    if (option !== undefined && option in names) signal = names[option as keyof typeof names];
    else if (word in names && args.includes("-s")) signal = names[word as keyof typeof names];
    else if (!isProcessIo(io) || !io.process.machine.processes.kill(Number(word), signal)) {
      await say(io, `(${word}): No such process`);
      status = 1;
    }
  }
  return status;
};

export const uptime: Program = async (_, io) => {
  await io.stdout.write(
    ` ${strftime("%H:%M:%S", io.clock.now())} up 1 min,  1 user,  load average: 0.08, 0.03, 0.01\n`,
  );
  return 0;
};

/** free(1): a machine with 8 GiB. */
export const free: Program = async (args, io) => {
  const human = args.some((word) => /^-\w*h/.test(word));
  const scale = args.some((word) => /^-\w*m/.test(word))
    ? 1024
    : args.some((word) => /^-\w*g/.test(word))
      ? 1024 ** 2
      : 1;
  const show = (kilobytes: number) =>
    human
      ? kilobytes === 0
        ? "0B"
        : `${(kilobytes / 1024 ** 2).toFixed(1)}Gi`
      : String(Math.floor(kilobytes / scale));
  const row = (label: string, values: readonly number[]) =>
    `${label.padEnd(7)}${values.map((value, at) => show(value).padStart(at === 0 ? 13 : 12)).join("")}\n`;
  await io.stdout.write("               total        used        free      shared  buff/cache   available\n");
  await io.stdout.write(
    row("Mem:", [8_131_072, 1_924_608, 4_301_824, 21_504, 1_904_640, 5_902_336]) + row("Swap:", [0, 0, 0]),
  );
  return 0;
};

/** df(1): one disk, and what is mounted. */
export const df: Program = async (args, io) => {
  const human = args.some((word) => /^-\w*h/.test(word));
  const row = human ? ["40G", "9.6G", "31G", "24%"] : ["41251136", "10066329", "31168423", "25%"];
  const head = human
    ? "Filesystem      Size  Used Avail Use% Mounted on\n"
    : "Filesystem     1K-blocks     Used Available Use% Mounted on\n";
  const sizes = human
    ? row.map((cell, at) => cell.padStart([5, 5, 5, 4][at]!))
    : row.map((cell, at) => cell.padStart([9, 8, 9, 4][at]!));
  await io.stdout.write(`${head}${"/dev/sda1".padEnd(14)} ${human ? " " : ""}${sizes.join(" ")} /\n`);
  return 0;
};

export const nproc: Program = async (_, io) => {
  await io.stdout.write("4\n");
  return 0;
};

export const clear: Program = async (_, io) => {
  await io.stdout.write("\u001b[H\u001b[2J\u001b[3J");
  return 0;
};

export const reset: Program = async (_, io) => {
  await io.stdout.write("\u001bc");
  return 0;
};

export const tty: Program = async (args, io) => {
  const is = io.isTerminal(0);
  if (!args.includes("-s")) await io.stdout.write(is ? "/dev/pts/0\n" : "not a tty\n");
  return is ? 0 : 1;
};

/** stty(1): the size, and settings that are taken without effect. */
export const stty: Program = async (args, io) => {
  if (!io.tty) {
    await io.stderr.write("stty: 'standard input': Inappropriate ioctl for device\n");
    return 1;
  }
  const { rows, columns } = io.tty.size();
  if (args[0] === "size") await io.stdout.write(`${rows} ${columns}\n`);
  else if (args.length === 0) await io.stdout.write("speed 38400 baud; line = 0;\n-brkint -imaxbel iutf8\n");
  return 0;
};

/** tput(1) for an xterm. */
export const tput: Program = async (args, io) => {
  const [name, value] = args;
  const { columns = 80, rows = 24 } = io.tty?.size() ?? {};
  const sequences: Readonly<Record<string, string>> = {
    cols: `${columns}\n`,
    lines: `${rows}\n`,
    colors: "256\n",
    bold: "\u001b[1m",
    dim: "\u001b[2m",
    rev: "\u001b[7m",
    smul: "\u001b[4m",
    rmul: "\u001b[24m",
    sgr0: "\u001b(B\u001b[m",
    clear: "\u001b[H\u001b[2J\u001b[3J",
    civis: "\u001b[?25l",
    cnorm: "\u001b[?12l\u001b[?25h",
    smcup: "\u001b[?1049h",
    rmcup: "\u001b[?1049l",
    el: "\u001b[K",
    setaf: `\u001b[3${value}m`,
    setab: `\u001b[4${value}m`,
    cup: `\u001b[${Number(args[1] ?? 0) + 1};${Number(args[2] ?? 0) + 1}H`,
  };
  const text = sequences[name ?? ""];
  if (text === undefined) {
    await io.stderr.write(
      name === undefined
        ? "usage: tput [-V] [-S] [-T type] capname\n"
        : `tput: unknown terminfo capability '${name}'\n`,
    );
    return name === undefined ? 2 : 4;
  }
  await io.stdout.write(text);
  return 0;
};

/** printenv(1) */
export const printenv: Program = async (args, io) => {
  const names = args.filter((word) => !word.startsWith("-"));
  if (names.length === 0) {
    await io.stdout.write(
      Object.entries(io.env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const value = io.env[name];
    if (value === undefined) status = 1;
    else await io.stdout.write(`${value}\n`);
  }
  return status;
};

export const pwd: Program = async (args, io) => {
  await io.stdout.write(`${args[0] === "-P" ? io.files.realPath(io.cwd) : io.cwd}\n`);
  return 0;
};
export const yesTrue: Program = async () => 0;
export const noFalse: Program = async () => 1;

export const echo: Program = async (args, io) => {
  await io.stdout.write(echoText(args).text);
  return 0;
};

export const printfProgram: Program = async ([format, ...values], io) => {
  if (format === undefined) {
    await io.stderr.write("printf: missing operand\nTry 'printf --help' for more information.\n");
    return 1;
  }
  const { text, problems } = printf(format, values, io.clock.now());
  for (const problem of problems) await say(io, problem);
  await io.stdout.write(text);
  return problems.length > 0 ? 1 : 0;
};

/** test(1) and [(1), for `find -exec test` and `xargs test`: the shell's own. */
export const test: Program = async (args, io) => io.run(["sh", "-c", 'test "$@"', "test", ...args]);
export const bracket: Program = async (args, io) => io.run(["sh", "-c", '[ "$@"', "[", ...args]);

/** expr(1) */
export const expr: Program = async (args, io) => {
  if (args.length === 0) {
    await io.stderr.write("expr: missing operand\nTry 'expr --help' for more information.\n");
    return 2;
  }
  try {
    const parser = new Expression(args);
    const value = parser.whole();
    await io.stdout.write(`${value}\n`);
    return value === "" || value === "0" ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    await io.stderr.write(`expr: ${error.message}\n`);
    return 2;
  }
};

class ExpressionError extends Error {}

const LEVELS: readonly (readonly string[])[] = [
  ["|"],
  ["&"],
  ["=", "==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
  [":"],
];

class Expression {
  #at = 0;
  constructor(readonly words: readonly string[]) {}

  whole(): string {
    const value = this.#level(0);
    const rest = this.words[this.#at];
    if (rest !== undefined) throw new ExpressionError(`syntax error: unexpected argument ‘${rest}’`);
    return value;
  }

  #level(level: number): string {
    const operators = LEVELS[level];
    if (!operators) return this.#primary();
    let left = this.#level(level + 1);
    for (let word = this.words[this.#at]; word !== undefined && operators.includes(word); word = this.words[this.#at]) {
      this.#at += 1;
      left = this.#apply(word, left, this.#level(level + 1));
    }
    return left;
  }

  #primary(): string {
    const word = this.words[this.#at++];
    if (word === undefined) throw new ExpressionError(`syntax error: missing argument after ‘${this.words.at(-1)}’`);
    if (word === "(") {
      const value = this.#level(0);
      if (this.words[this.#at] !== ")")
        throw new ExpressionError(`syntax error: expecting ')' after ‘${this.words.at(-1)}’`);
      this.#at += 1;
      return value;
    }
    if (word === "length" && this.#at < this.words.length) return String([...this.#primary()].length);
    if (word === "substr" && this.#at < this.words.length) {
      const [text, from, count] = [this.#primary(), Number(this.#primary()), Number(this.#primary())];
      return from < 1 || count < 1 ? "" : [...text].slice(from - 1, from - 1 + count).join("");
    }
    if (word === "index" && this.#at < this.words.length) {
      const [text, set] = [this.#primary(), this.#primary()];
      return String([...text].findIndex((char) => set.includes(char)) + 1);
    }
    return word;
  }

  #apply(operator: string, left: string, right: string): string {
    const empty = (text: string) => text === "" || text === "0";
    if (operator === "|") return empty(left) ? (empty(right) ? "0" : right) : left;
    if (operator === "&") return empty(left) || empty(right) ? "0" : left;
    if (operator === ":") return matchStart(left, right);
    const numbers = [left, right].every((text) => /^-?\d+$/.test(text));
    if (LEVELS[2]!.includes(operator)) {
      const order = numbers ? Number(BigInt(left) - BigInt(right)) : left < right ? -1 : left > right ? 1 : 0;
      const holds = {
        "=": order === 0,
        "==": order === 0,
        "!=": order !== 0,
        "<": order < 0,
        "<=": order <= 0,
        ">": order > 0,
        ">=": order >= 0,
      }[operator];
      return holds ? "1" : "0";
    }
    if (!numbers) throw new ExpressionError("non-integer argument");
    const [a, b] = [BigInt(left), BigInt(right)];
    if ((operator === "/" || operator === "%") && b === 0n) throw new ExpressionError("division by zero");
    return String(
      operator === "+" ? a + b : operator === "-" ? a - b : operator === "*" ? a * b : operator === "/" ? a / b : a % b,
    );
  }
}

function matchStart(text: string, pattern: string): string {
  const source = pattern.replace(
    /\\([(){}|])|([(){}|])/g,
    (_, special: string | undefined, plain: string) => special ?? `\\${plain}`,
  );
  const match = new RegExp(`^(?:${source})`).exec(text);
  if (/\\\(/.test(pattern)) return match?.[1] ?? "";
  return String(match ? [...match[0]].length : 0);
}

/** man(1): there are no manual pages here; it says where to look. */
export const man: Program = async (args, io) => {
  const topic = args.findLast((word) => !word.startsWith("-"));
  if (topic === undefined) {
    await io.stderr.write("What manual page do you want?\nFor example, try 'man man'.\n");
    return 1;
  }
  await io.stderr.write(`No manual entry for ${topic}\n`);
  return 16;
};

/** Programs of a real machine that have no meaning here say so. */
export const unsupported =
  (because: string): Program =>
  async (_, io) => {
    await say(io, because);
    return 1;
  };
