import type { Clock } from "../../base/clock.ts";
import type { NetAccess } from "../../base/net.ts";
import type { Random } from "../../base/random.ts";
import type { Trace } from "../../base/trace.ts";
import type { Files } from "../files.ts";
import type { Io, ProcessMemory, Program, User } from "../program.ts";
import type { Descriptors } from "./description.ts";
import type { Process, Processes } from "./processes.ts";
import type { Found, ProgramTable } from "./programs.ts";
import type { System } from "./system.ts";

export interface MachineOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly net: NetAccess;
  readonly programs: ProgramTable;
  /** What programs of this machine reach beyond the usual: a container's identity and API. Keep what is in `io`. */
  readonly extendIo?: (io: Io) => Io;
  /** Commands cost no time even on the virtual clock: in a container, which starts when its kubelet says so. */
  readonly instant?: true;
  /**
   * Finds out what the machine is made of, and mounts its /proc: asked before a program runs, until there is an answer. A machine that
   * knows nothing of itself has none.
   */
  readonly furnish?: (program: Program, processes: Processes) => Promise<System> | undefined;
  /** Default 512. */
  readonly maxProcesses?: number;
  /** The number of the first process: 1 in a container. */
  readonly firstPid?: number;
  /** Where requests' traces go; kept in the machine when absent. */
  readonly traces?: { record(trace: Trace): void; last(): Trace | undefined };
}

/** Who runs a program, and with what. */
export interface Standing {
  readonly files: Files;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: User;
}

/** What a process may ask of the machine it runs on. */
export interface MachineAccess {
  readonly processes: Processes;
  readonly options: MachineOptions;
  /** What the machine is made of, once a program has run that may want to know. */
  readonly system: System | undefined;
  readonly clock: Clock;
  /** What a command costs here, in cluster milliseconds. */
  readonly commandCostMs: number;
  /** Of a process's request, and of the last one that it may ask about. */
  recordTrace(trace: Trace, pid: number): void;
  lastTrace(pid: number): Trace | undefined;
  find(name: string, standing: Standing): Found;
  exec(command: readonly string[], context: ProcessContext): Promise<number>;
  execFound(
    found: Exclude<Found, { type: "missing" }>,
    command: readonly string[],
    context: ProcessContext,
  ): Promise<number>;
  end(context: Pick<ProcessContext, "process" | "descriptors">): void;
}

/** What a running process was given; the shell's own programs look behind `Io` with it. */
export interface ProcessContext extends Standing {
  readonly machine: MachineAccess;
  readonly process: Process;
  readonly descriptors: Descriptors;
  readonly memory: ProcessMemory;
}
