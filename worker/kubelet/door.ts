import type { Clock } from "../base/clock.ts";
import type { Connected, Unconnected } from "../base/net.ts";
import type { TerminalSize } from "../shell/program.ts";
import type { LogOptions } from "./logs.ts";
import type { PodWorker } from "./pod.ts";
import type { ExecStreams } from "./process.ts";

/**
 * What the API server asks of a node about its pods: logs, exec, attach, port-forward. Problems are thrown as DoorError,
 * whose message is what the learner reads.
 */
export interface NodeDoor {
  logs(target: DoorTarget, options: LogOptions, signal?: AbortSignal): AsyncGenerator<string>;
  /** Resolves with the exit code. */
  exec(target: DoorTarget, command: readonly string[], streams: ExecStreams): Promise<number>;
  /** Joins the first process's streams until it ends or the signal aborts. Resolves with the exit code, where there is one. */
  attach(target: DoorTarget, streams: AttachStreams): Promise<number | undefined>;
  portForward(target: Omit<DoorTarget, "container">, port: number): Promise<Connected | Unconnected>;
}

export interface DoorTarget {
  readonly namespace: string;
  readonly pod: string;
  /** The container's name. */
  readonly container: string;
}

export interface AttachStreams extends Omit<ExecStreams, "terminal"> {
  readonly size?: TerminalSize;
  readonly onResize?: (listener: (size: TerminalSize) => void) => void;
}

/** A request that the node refuses, with the HTTP status that goes with it. */
export class DoorError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = "DoorError";
  }
}

/** What a door needs of its node. */
export interface DoorContext {
  find(namespace: string, name: string): PodWorker | undefined;
  readonly clock: Clock;
  /** Whether the agent answers at all. */
  reachable(): boolean;
}
