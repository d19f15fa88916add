import type { Clock } from "../base/clock.ts";
import type { NetAccess } from "../base/net.ts";
import type { Random } from "../base/random.ts";
import type { ByteReader, ByteWriter } from "../base/streams.ts";
import type { Trace } from "../base/trace.ts";
import type { Files } from "./files.ts";

/**
 * Anything that can be started: coreutils, curl, kubectl, and the servers inside images.
 *
 * `args` excludes the program's own name. Resolves with the exit code; rejects only for a bug of ours. A program stops
 * soon after `io.signal` aborts; BrokenPipe from a write may simply propagate (the shell turns it into 141).
 */
export type Program = (args: readonly string[], io: Io) => Promise<number>;

/** A terminal's size in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Whom a program runs as. */
export interface User {
  readonly name: string;
  readonly uid: number;
  /** The primary group; the number of the user when absent. */
  readonly gid?: number;
  /** Every group, the primary one first; only that one when absent. */
  readonly groups?: readonly number[];
}

/** Everything a program touches. */
export interface Io {
  readonly stdin: ByteReader;
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
  /** Present when stdin or stdout is a terminal: its size now, and raw keys for editors, pagers and `exec -it`. */
  readonly tty?: Tty;
  isTerminal(fd: 0 | 1 | 2): boolean;
  /** The working directory, absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly files: Files;
  /** The name it was called by, as argv[0]. */
  readonly name: string;
  /** User name and numeric id: "root" and 0 in most containers, the learner's own on the laptop. */
  readonly user: User;
  /** Aborts on SIGINT, SIGTERM, SIGHUP, SIGKILL; `signal.reason` is a Terminated that says which. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: Random;
  readonly net: NetAccess;
  /** Runs another program by name (searched on PATH) or path: xargs, watch, timeout, sudo, sh -c. */
  run(command: readonly string[], overrides?: RunOverrides): Promise<number>;
  /** What `run` would run: its path, or why it cannot. Absent only where programs stand alone. */
  find?(
    command: string,
  ):
    | { readonly type: "found"; readonly path: string }
    | { readonly type: "missing"; readonly errno: "ENOENT" | "EACCES" | "EISDIR" | "ENOTDIR" | "ENOEXEC" };
  /** What the process must still know after the sandbox is saved and restored; plain data. */
  readonly memory: ProcessMemory;
  /** Remembers the way of a request; `why` tells the last one. */
  trace(trace: Trace): void;
  lastTrace(): Trace | undefined;
}

export interface RunOverrides {
  readonly stdin?: ByteReader;
  readonly stdout?: ByteWriter;
  readonly stderr?: ByteWriter;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

export interface Tty {
  size(): TerminalSize;
  onResize(listener: (size: TerminalSize) => void): () => void;
  /** While `use` runs, keys arrive on stdin as typed: no echo, no line editing, Ctrl-C is the byte 3. */
  raw<T>(use: () => Promise<T>): Promise<T>;
  /** The column where the cursor stands after all that was written: not 0 when the last line has no end. */
  column?(): number;
  /** The keys of the terminal itself, for a program whose stdin is a pipe (`… | less`). */
  keys?(): AsyncIterable<Uint8Array>;
}

/** A process's own record. A restored program finds here what its former life wrote, and goes on from there. */
export interface ProcessMemory {
  read(): unknown;
  write(value: unknown): void;
}

export type SignalName =
  | "SIGINT"
  | "SIGTERM"
  | "SIGHUP"
  | "SIGKILL"
  | "SIGPIPE"
  | "SIGQUIT"
  | "SIGUSR1"
  | "SIGUSR2"
  | "SIGCHLD";

const NUMBERS: Readonly<Record<SignalName, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGTERM: 15,
  SIGCHLD: 17,
};

/** Why a program was stopped; the shell shows 128 plus the signal's number. */
export class Terminated extends Error {
  constructor(readonly signalName: SignalName) {
    super(signalName);
    this.name = "Terminated";
  }
  get exitCode(): number {
    return 128 + NUMBERS[this.signalName];
  }
}
