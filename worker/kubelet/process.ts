import type { Clock } from "../base/clock.ts";
import type { ListenHandle, NetAccess, Tally } from "../base/net.ts";
import type { Random } from "../base/random.ts";
import { type ByteReader, type ByteWriter, fromUtf8, type LateLine, readerOf } from "../base/streams.ts";
import type { Trace } from "../base/trace.ts";
import type { FileNode } from "../shell/filenode.ts";
import type { FileTree } from "../shell/filetree.ts";
import {
  forgetful,
  isProcessIo,
  Machine,
  type Process,
  type Processes,
  type StartOptions,
  type System,
} from "../shell/machine/index.ts";
import type { Io, ProcessMemory, SignalName, TerminalSize, User } from "../shell/program.ts";
import { Pty } from "../shell/terminal/pty.ts";
import type { ContainerIo } from "./image.ts";
import type { PreparedImage } from "./imageRoot.ts";
import type { ContainerLog } from "./logs.ts";
import { TrackedAccess } from "./trackedAccess.ts";

/** What a container is started with; all of it can be made again when a sandbox is restored. */
export interface ProcessSpec {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user: User;
  readonly image: PreparedImage;
  readonly tree: FileTree;
  /** The files as they were before the program touched them. */
  readonly baseRoot: FileNode;
  readonly net: NetAccess;
  readonly identity: ContainerIo["container"];
  readonly extras: Pick<ContainerIo, "api" | "nodeNetwork">;
  readonly memory: ProcessMemory;
  readonly log: ContainerLog;
  /** Counts every request that it serves or sends. */
  readonly tally: Tally;
  /** The container keeps its stdin open: `kubectl attach -i`. */
  readonly stdin?: ByteReader;
  readonly stdinWriter?: ByteWriter;
  /** The container's own terminal. */
  readonly terminal?: boolean;
  /** What the container sees of its machine, and its /proc; asked when the first program runs that may look. */
  furnish(processes: Processes): Promise<System>;
}

export interface ProcessHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly traces?: { record(trace: Trace): void; last(): Trace | undefined };
}

/** Why a container's first process could not be started, in the runtime's words. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StartError";
  }
}

/** Streams of a command that runs beside the container's own. */
export interface ExecStreams {
  readonly stdin?: ByteReader;
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
  /** For -t: the command gets a terminal of its own in the container. */
  readonly terminal?: CallersTerminal;
  readonly signal?: AbortSignal;
}

/** The caller's terminal: keys come on stdin, the screen is stdout. */
export interface CallersTerminal {
  readonly size?: TerminalSize;
  onResize?(listener: (size: TerminalSize) => void): void;
}

/** A running container: its machine, its first process, and what it listens on. */
export class ContainerProcess {
  readonly spec: ProcessSpec;
  readonly #machine: Machine;
  readonly #clock: Clock;
  readonly #listening = new Set<ListenHandle>();
  #first: Process | undefined;
  /** The terminal that the first process has, where the container asks for one. */
  terminal: Pty | undefined;
  #finish: (code: number) => void = () => {};
  #code = 2;
  /** Resolves with the exit code when the first process has ended. */
  readonly ended = new Promise<number>((resolve) => {
    this.#finish = resolve;
  });
  constructor(spec: ProcessSpec, { clock, random, traces }: ProcessHost) {
    this.spec = spec;
    this.#clock = clock;
    this.#machine = new Machine({
      clock,
      random,
      net: new TrackedAccess(spec.net, this.#listening, spec.tally),
      programs: spec.image.programs,
      extendIo: (io) => this.#extend(io),
      firstPid: 1,
      instant: true,
      furnish: (program, processes) => (spec.image.own.has(program) ? undefined : spec.furnish(processes)),
      ...(traces && { traces }),
    });
  }

  /**
   * Starts the first process; resolves with its exit code when it has ended.
   * @throws StartError at once when the command cannot be run
   */
  start(): Promise<number> {
    const { command } = this.spec;
    const standing = this.#standing();
    const found = this.#machine.find(command[0] ?? "", standing);
    if (found.type === "missing") throw new StartError(startFailure(command[0] ?? "", found.errno));
    const { memory } = this.spec;
    const started = this.#machine.start(command, { memory, found, ...standing, ...this.#streams() });
    this.#first = this.#machine.processes.get(started.pid);
    if (this.terminal) this.terminal.onSignal = (name) => this.#machine.processes.kill(-started.pid, name);
    // The kernel drops signals to the first process of a container that it has no handler for.
    const own = found.type === "program" && this.spec.image.own.has(found.program);
    if (this.#first && !own) this.#first.handler ??= () => true;
    const done = started.done.then((code) => {
      this.#code = code;
      return code;
    });
    return done.finally(() => {
      this.#machine.processes.killAll("SIGKILL");
      for (const handle of this.#listening) handle.reset();
      this.terminal?.close();
      this.spec.log.close();
      this.#finish(this.#code);
    });
  }

  /** Sends a signal to the first process. */
  signal(name: SignalName): void {
    this.#first?.deliver(name);
  }

  /** SIGKILL to everything in the container. */
  kill(): void {
    this.#machine.processes.killAll("SIGKILL");
  }

  /** Runs a command in the container. A command that is not there is a StartError. */
  async exec(command: readonly string[], streams: ExecStreams): Promise<number> {
    const standing = this.#standing(streams.terminal !== undefined);
    const found = this.#machine.find(command[0] ?? "", standing);
    if (found.type === "missing") throw new StartError(execFailure(command[0] ?? "", found.errno));
    if (streams.terminal) return this.#execOnTerminal(command, streams, streams.terminal);
    const started = this.#machine.start(command, {
      ...standing,
      stdin: streams.stdin ?? readerOf(""),
      stdout: streams.stdout,
      stderr: streams.stderr,
      memory: forgetful(),
      ...(streams.signal && { signal: streams.signal }),
    });
    return started.done;
  }

  async #execOnTerminal(
    command: readonly string[],
    { stdin, stdout, signal }: ExecStreams,
    terminal: CallersTerminal,
  ): Promise<number> {
    const pty = new Pty(terminal.size ?? { columns: 80, rows: 24 });
    terminal.onResize?.((size) => pty.resize(size));
    const started = this.#machine.start(command, {
      ...this.#standing(true),
      stdin: pty.stdin,
      stdout: pty.stdout,
      stderr: pty.stdout,
      tty: pty,
      memory: forgetful(),
      ...(signal && { signal }),
    });
    pty.onSignal = (name) => this.#machine.processes.kill(-started.pid, name);
    const type = async () => {
      for await (const keys of stdin ?? readerOf("")) pty.write(fromUtf8(keys));
    };
    // The caller may leave at any time; the command finds out by its signal.
    type().catch(() => {});
    const show = (async () => {
      for await (const chunk of pty.output) await stdout.write(chunk);
    })().catch(() => {});
    const code = await started.done;
    pty.close();
    await show;
    return code;
  }

  /** What the first process writes from now on is shown to `onlooker` too. Returns a stop. */
  watch(onlooker: Pick<ExecStreams, "stdout" | "stderr">): () => void {
    return this.spec.log.watch(onlooker);
  }

  #standing(tty = false) {
    const { env, cwd, user, tree } = this.spec;
    const terminal = tty ? { TERM: "xterm", ...env } : env;
    return { files: tree.files(user.uid), cwd, env: terminal, user };
  }

  #streams(): Pick<StartOptions, "stdin" | "stdout" | "stderr" | "tty"> {
    const stdout = this.#output("stdout");
    if (!this.spec.terminal) {
      return { stdin: this.spec.stdin ?? readerOf(""), stdout, stderr: this.#output("stderr") };
    }
    const pty = new Pty({ columns: 80, rows: 24 });
    this.terminal = pty;
    const { stdin } = this.spec;
    if (stdin) {
      const type = async () => {
        for await (const keys of stdin) pty.write(fromUtf8(keys));
      };
      type().catch(() => {});
    }
    const show = async () => {
      for await (const chunk of pty.output) await stdout.write(chunk);
    };
    show().catch(() => {});
    return { stdin: pty.stdin, stdout: pty.stdout, stderr: pty.stdout, tty: pty };
  }

  #output(stream: "stdout" | "stderr"): ByteWriter {
    return new ContainerOutput(stream, this.#clock, this.spec.log);
  }

  #extend(io: Io): ContainerIo {
    const process = isProcessIo(io) ? io.process.process : undefined;
    const { api, nodeNetwork } = this.spec.extras;
    // The spread comes last: objects that begin with one have each a shape of their own, and are slow to read.
    return {
      api,
      nodeNetwork,
      container: this.spec.identity,
      onSignal: (name, handler) => {
        if (!process) return;
        const before = process.handler;
        process.handler = (arrived) => {
          if (arrived !== name) return before?.(arrived) ?? false;
          handler();
          return true;
        };
      },
      kill: (pid, name) => this.#machine.processes.kill(pid, name),
      ...io,
    };
  }
}

/** Where a container's first process writes: its log, and whoever watches. */
class ContainerOutput implements ByteWriter {
  readonly #stream: "stdout" | "stderr";
  readonly #clock: Clock;
  readonly #log: ContainerLog;

  constructor(stream: "stdout" | "stderr", clock: Clock, log: ContainerLog) {
    this.#stream = stream;
    this.#clock = clock;
    this.#log = log;
  }

  async write(chunk: Uint8Array | string): Promise<void> {
    this.#log.write(this.#clock.now(), this.#stream, chunk);
    for (const onlooker of this.#log.onlookers ?? []) await onlooker[this.#stream].write(chunk).catch(() => {});
  }

  offer(chunk: Uint8Array | string): boolean {
    if (this.#log.onlookers) return false;
    this.#log.write(this.#clock.now(), this.#stream, chunk);
    return true;
  }

  offerLate(line: LateLine): boolean {
    return this.#log.writeLate(this.#stream, line);
  }

  close(): void {}
}

const RUNC =
  "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed:";

function startFailure(name: string, errno: string): string {
  return `${RUNC} unable to start container process: error during container init: ${lookupFailure(name, errno)}: unknown`;
}

function execFailure(name: string, errno: string): string {
  return `OCI runtime exec failed: exec failed: unable to start container process: ${lookupFailure(name, errno)}: unknown`;
}

/** As Go's os/exec reports a command that cannot be run. */
function lookupFailure(name: string, errno: string): string {
  if (errno === "ENOENT") {
    return name.includes("/")
      ? `exec: "${name}": stat ${name}: no such file or directory`
      : `exec: "${name}": executable file not found in $PATH`;
  }
  if (errno === "EISDIR") return `exec: "${name}": is a directory`;
  if (errno === "ENOEXEC") return `exec ${name}: exec format error`;
  return `exec: "${name}": permission denied`;
}
