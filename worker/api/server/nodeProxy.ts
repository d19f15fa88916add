import type { ByteReader, ByteWriter } from "../../base/streams.ts";
import type { PodObject } from "../generated/types.ts";

/**
 * What the API server asks of the kubelet of a pod's node: the way of logs, exec, attach and port-forward. Every method
 * throws a StatusError to refuse, in the kubelet's words; the server has checked that pod and container exist and that the
 * pod is on a node.
 */
export interface NodeProxy {
  /** Log bytes; ends at the end of the log, or with `follow` when the container ends or the signal aborts. */
  logs(target: ContainerTarget, options: LogOptions): Promise<AsyncIterable<Uint8Array>>;
  /** Runs a command in a container. Resolves once it runs. */
  exec(target: ContainerTarget, options: ExecOptions): Promise<RunningCommand>;
  /** Joins the container's own process. */
  attach(target: ContainerTarget, options: Omit<ExecOptions, "command">): Promise<RunningCommand>;
  /** Connects to a port inside the pod. */
  portForward(pod: PodObject, port: number): Promise<{ readonly input: ByteReader; readonly output: ByteWriter }>;
}

export interface ContainerTarget {
  readonly pod: PodObject;
  readonly container: string;
}

export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  /** Only lines from this time on, milliseconds since the epoch. */
  readonly sinceMs?: number;
  readonly signal?: AbortSignal;
}

export interface ExecOptions {
  readonly command: readonly string[];
  /** Absent: the command reads an empty input. */
  readonly stdin?: ByteReader;
  readonly stdout?: ByteWriter;
  /** Absent with a terminal, where both go to stdout. */
  readonly stderr?: ByteWriter;
  /** Present for -t: calls back with every size the caller's terminal takes. */
  readonly tty?: { onResize(listener: (size: { columns: number; rows: number }) => void): void };
  /** The caller has gone. */
  readonly signal: AbortSignal;
}

export interface RunningCommand {
  /** Resolves when it ends; stdout and stderr have been written by then. */
  readonly exitCode: Promise<number>;
}
