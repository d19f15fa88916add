import type { SignalName, User } from "../program.ts";
import { Terminated } from "../program.ts";

/** The machine has as many processes as it may: EAGAIN of fork(2). */
export class ForkFailed extends Error {
  constructor() {
    super("Resource temporarily unavailable");
    this.name = "ForkFailed";
  }
}

/** What `ps` shows of a process. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly command: string;
  readonly user: string;
  /** Whose it is, in numbers. */
  readonly owner?: User;
  readonly startedMs: number;
  readonly terminal: string;
}

export interface ProcessStart {
  /** A number of its own choice, for one that others know by it; the next free one when absent. */
  readonly pid?: number;
  readonly parent: number;
  /** The group that a terminal's Ctrl-C goes to; a group of its own when absent. */
  readonly group?: number;
  readonly command: string;
  readonly user: string;
  /** Whose it is, in numbers. */
  readonly owner?: User;
  readonly startedMs: number;
  readonly terminal: string;
}

/** One process: a number, and a way to be told to stop. */
export class Process {
  readonly pid: number;
  info: ProcessInfo;
  /** A shell with traps takes signals here; true when it has dealt with it. SIGKILL is never asked. */
  handler: ((signal: SignalName) => boolean) | undefined;
  /** Whether it was told to stop: what its signal says, at less cost. */
  stopped = false;
  readonly #controller = new AbortController();

  constructor(info: ProcessInfo) {
    this.pid = info.pid;
    this.info = info;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Another command line from now on: after exec(2), or as a server calls itself. */
  rename(command: string): void {
    this.info = { ...this.info, command };
  }

  deliver(name: SignalName): void {
    if (name === "SIGCHLD") return;
    if (name !== "SIGKILL" && this.handler?.(name)) return;
    this.stopped = true;
    this.#controller.abort(new Terminated(name));
  }
}

/** The processes of one machine: a laptop, a node, a container. */
export class Processes {
  readonly #running = new Map<number, Process>();
  readonly #limit: number;
  #next: number;

  /** @param firstPid the number the first process gets: 1 in a container */
  constructor({ limit, firstPid }: { limit: number; firstPid: number }) {
    this.#limit = limit;
    this.#next = firstPid;
  }

  /** The number the next process will get; kept when the sandbox is saved. */
  get nextPid(): number {
    return this.#next;
  }

  /** @throws ForkFailed */
  add(start: ProcessStart): Process {
    if (this.#running.size >= this.#limit) throw new ForkFailed();
    const pid = start.pid ?? this.#next;
    this.#next = Math.max(this.#next, pid + 1);
    const process = new Process({ group: pid, ...start, pid });
    this.#running.set(pid, process);
    return process;
  }

  remove(pid: number): void {
    this.#running.delete(pid);
  }

  get(pid: number): Process | undefined {
    return this.#running.get(pid);
  }

  list(): ProcessInfo[] {
    return [...this.#running.values()].map(({ info }) => info);
  }

  /** Tells a process, or with a negative number a whole group; says whether there was one. */
  kill(target: number, signal: SignalName): boolean {
    const targets = [...this.#running.values()].filter(({ info }) =>
      target < 0 ? info.group === -target : info.pid === target,
    );
    for (const process of targets) process.deliver(signal);
    return targets.length > 0;
  }

  /** A process and all it started, youngest first. */
  killTree(pid: number, signal: SignalName): void {
    for (const { info } of [...this.#running.values()]) if (info.parent === pid) this.killTree(info.pid, signal);
    this.kill(pid, signal);
  }

  killAll(signal: SignalName): void {
    for (const process of [...this.#running.values()]) process.deliver(signal);
  }
}
