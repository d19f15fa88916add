import type { Clock } from "../../base/clock.ts";
import { BrokenPipe, type ByteReader, type ByteWriter } from "../../base/streams.ts";
import type { Trace } from "../../base/trace.ts";
import { FileError } from "../files.ts";
import { type ProcessMemory, type Program, Terminated, type Tty } from "../program.ts";
import type { MachineAccess, MachineOptions, ProcessContext, Standing } from "./context.ts";
import { Description, Descriptors } from "./description.ts";
import { type ProcessIo, processIo } from "./io.ts";
import { Processes } from "./processes.ts";
import { type Found, findProgram } from "./programs.ts";
import type { System } from "./system.ts";

export interface StartOptions extends Standing {
  readonly stdin: ByteReader;
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
  /** The terminal that stdin, stdout and stderr belong to, unless `ttyFds` names fewer. */
  readonly tty?: Tty;
  readonly ttyFds?: readonly (0 | 1 | 2)[];
  readonly memory?: ProcessMemory;
  /** Nobody looks on: its requests, and those of what it starts, are not the machine's last request to anybody else. */
  readonly unseen?: boolean;
  /** What the command stands for, where that has been looked up. */
  readonly found?: Found;
  /** Aborting it kills the process with the Terminated that is its reason (SIGTERM for any other reason). */
  readonly signal?: AbortSignal;
}

export interface Started {
  readonly pid: number;
  /** The exit code, as `$?` would show it. */
  readonly done: Promise<number>;
  kill(signal: "SIGINT" | "SIGTERM" | "SIGKILL" | "SIGHUP"): void;
}

/** Where execvp(3) looks without PATH. */
const DEFAULT_PATH = "/bin:/usr/bin";

/** How long a program may take to end after a signal before it is taken to be gone. */
const GRACE_MS = { SIGTERM: 60_000, other: 50 } as const;

/**
 * Something that programs run on: a laptop, a virtual machine, a node, a container. Holds the processes; files, variables
 * and terminals come with each start.
 */
export class Machine implements MachineAccess {
  readonly processes: Processes;
  readonly options: MachineOptions;
  system: System | undefined;
  #lastTrace: Trace | undefined;
  /** The last request of each unseen process and its children. */
  readonly #unseen = new Map<number, Trace | undefined>();

  constructor(options: MachineOptions) {
    this.options = options;
    this.processes = new Processes({ limit: options.maxProcesses ?? 512, firstPid: options.firstPid ?? 1 });
  }

  get clock(): Clock {
    return this.options.clock;
  }

  recordTrace(told: Trace, pid: number): void {
    const from = this.options.net.host.label;
    const trace = from === undefined ? told : { from, ...told };
    const unseen = this.#unseenAbove(pid);
    if (unseen !== undefined) {
      this.#unseen.set(unseen, trace);
      return;
    }
    this.#lastTrace = trace;
    this.options.traces?.record(trace);
  }

  lastTrace(pid: number): Trace | undefined {
    const unseen = this.#unseenAbove(pid);
    const own = unseen === undefined ? undefined : this.#unseen.get(unseen);
    if (own) return own;
    return this.options.traces ? this.options.traces.last() : this.#lastTrace;
  }

  #unseenAbove(pid: number): number | undefined {
    if (this.#unseen.size === 0) return undefined;
    for (let at = pid; at > 0; at = this.processes.get(at)?.info.parent ?? 0) if (this.#unseen.has(at)) return at;
    return undefined;
  }

  get commandCostMs(): number {
    return this.options.instant ? 0 : this.clock.commandCostMs;
  }

  /** What a command name would run. */
  find(name: string, { files, cwd, env }: Standing): Found {
    return findProgram(name, { files, cwd, programs: this.options.programs, path: env.PATH ?? DEFAULT_PATH });
  }

  /**
   * Starts a command in a process of its own: `command[0]` is searched on PATH. A command that is not there ends with 127
   * (126 when it cannot be run) and says so on stderr in the words of a container runtime's shell.
   */
  start(command: readonly string[], options: StartOptions): Started {
    const descriptors = openStandard(options);
    const process = this.processes.add({
      parent: 0,
      command: command.join(" "),
      user: options.user.name,
      owner: options.user,
      startedMs: this.clock.now(),
      terminal: options.tty ? "pts/0" : "?",
    });
    if (options.unseen) this.#unseen.set(process.pid, undefined);
    const { signal } = options;
    const abort = () => {
      const reason: unknown = signal?.reason;
      this.processes.killTree(process.pid, reason instanceof Terminated ? reason.signalName : "SIGTERM");
    };
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
    const memory = options.memory ?? forgetful();
    const { files, cwd, env, user } = options;
    const context = { machine: this, process, descriptors, memory, files, cwd, env, user };
    const done = this.exec(command, context, options.found).finally(() => {
      signal?.removeEventListener("abort", abort);
      this.#unseen.delete(process.pid);
    });
    return { pid: process.pid, done, kill: (name) => this.processes.kill(process.pid, name) };
  }

  /** Runs a command as the given process until it ends, and closes the process's descriptors. */
  async exec(command: readonly string[], context: ProcessContext, known?: Found): Promise<number> {
    try {
      const name = command[0] ?? "";
      const found = known ?? this.find(name, context);
      if (found.type === "missing") {
        const words = found.errno === "ENOENT" ? "not found" : "Permission denied";
        await context.descriptors.get(2)?.write(`${name}: ${words}\n`);
        return found.errno === "ENOENT" ? 127 : 126;
      }
      return await this.execFound(found, command, context);
    } finally {
      this.end(context);
    }
  }

  /** Like `exec`, for a command already looked up; leaves the descriptors open. */
  async execFound(
    found: Exclude<Found, { type: "missing" }>,
    command: readonly string[],
    context: ProcessContext,
  ): Promise<number> {
    if (found.type === "program") return this.runProgram(found.program, command, context);
    const interpreter = found.interpreter.length > 0 ? found.interpreter : ["sh"];
    // The interpreter gets the script as it was called; one found on PATH, by its full path.
    const called = command[0]?.includes("/") ? command[0] : found.path;
    const script = [...interpreter, called, ...command.slice(1)];
    const inner = this.find(interpreter[0]!, context);
    if (inner.type !== "program") {
      const where = `${command[0]}: ${interpreter[0]}: bad interpreter: No such file or directory\n`;
      await context.descriptors.get(2)?.write(where);
      return 126;
    }
    return this.runProgram(inner.program, script, context);
  }

  /** Runs a program as a process until it ends or is killed. */
  async runProgram(program: Program, command: readonly string[], context: ProcessContext): Promise<number> {
    const { signal } = context.process;
    const io = processIo(command[0] ?? "", context);
    const extended = this.options.extendIo?.(io) ?? io;
    const cost = this.commandCostMs;
    try {
      if (cost > 0) await this.clock.sleep(cost, signal);
      if (!this.system) {
        const furnished = this.options.furnish?.(program, this.processes);
        if (furnished) this.system = await furnished;
      }
      return await this.#unlessKilled(program(command.slice(1), extended), signal);
    } catch (error) {
      return await exitCodeOf(error, io);
    }
  }

  /** Forgets a process and lets go of its descriptors. */
  end(context: Pick<ProcessContext, "process" | "descriptors">): void {
    this.processes.remove(context.process.pid);
    context.descriptors.closeAll();
  }

  /** Waits for a program; one that does not heed its signal is left behind after a grace. */
  #unlessKilled(running: Promise<number>, signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      let cancel: (() => void) | undefined;
      const abort = () => {
        const reason = signal.reason as Terminated;
        // Before it can say a last word: what it returns now does not count.
        if (reason.signalName === "SIGKILL") return reject(reason);
        const grace = reason.signalName === "SIGTERM" ? GRACE_MS.SIGTERM : GRACE_MS.other;
        cancel = this.clock.after(grace, () => reject(reason));
      };
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort, { once: true });
      running.then(resolve, reject).finally(() => {
        signal.removeEventListener("abort", abort);
        cancel?.();
      });
    });
  }
}

async function exitCodeOf(error: unknown, io: ProcessIo): Promise<number> {
  if (error instanceof Terminated) return error.exitCode;
  if (error instanceof BrokenPipe) return 141;
  const words =
    error instanceof FileError
      ? `${error.path}: ${error.message}`
      : `internal error: ${(error as Error).stack ?? error}`;
  await io.stderr.write(`${io.name}: ${words}\n`).catch(() => {});
  return error instanceof FileError ? 1 : 70;
}

/** A memory that lasts as long as the process. */
export function forgetful(): ProcessMemory {
  let value: unknown;
  return {
    read: () => value,
    write: (next) => {
      value = next;
    },
  };
}

function openStandard({ stdin, stdout, stderr, tty, ttyFds = [0, 1, 2] }: StartOptions): Descriptors {
  const descriptors = new Descriptors();
  const at = (fd: 0 | 1 | 2) => (tty && ttyFds.includes(fd) ? { tty } : {});
  descriptors.set(0, new Description({ reader: stdin, ...at(0) }));
  descriptors.set(1, new Description({ writer: new KeptOpen(stdout), ...at(1) }));
  descriptors.set(2, new Description({ writer: new KeptOpen(stderr), ...at(2) }));
  return descriptors;
}

/** The one who started us closes what it lent us. */
class KeptOpen implements ByteWriter {
  readonly #writer: ByteWriter;
  readonly taker: ByteWriter;

  constructor(writer: ByteWriter) {
    this.#writer = writer;
    this.taker = writer.taker ?? writer;
  }

  write(chunk: Uint8Array | string): Promise<void> {
    return this.#writer.write(chunk);
  }

  close(): void {}
}
