import type { SavedNode } from "../shell/filenode.ts";

/**
 * What a node's container runtime knows, as one tree of plain data. The kubelet changes it in place and hands out copies;
 * a kubelet that is given such a tree goes on from it.
 */
export interface NodeRecord {
  /** By the pod's uid. */
  readonly pods: Record<string, PodRecord>;
  /** Pulled images by full reference: "docker.io/library/nginx:latest". */
  readonly images: Record<string, ImageRecord>;
  /** Offset in the node's pod range of the address given out last. */
  lastAddress: number;
  /** Changes when the machine is switched on again. */
  bootId: string;
  /** When it was switched on. */
  bootedMs?: number;
  /** Cluster time until which the image puller is busy; pulls of one node go one after the other. */
  pullerBusyUntilMs: number;
  power: "on" | "off";
  /** What it shows to those who ask the kubelet itself, once somebody has. */
  serving?: { readonly chainPem: string; readonly keyPem: string };
  /** CPU time of the whole node, as it was last read. */
  meter?: { readonly cpuMs: number; readonly readMs: number } | undefined;
}

export interface ImageRecord {
  readonly reference: string;
  readonly digest: string;
  readonly sizeBytes: number;
}

export interface PodRecord {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** When the kubelet first saw it: status.startTime. */
  readonly seenMs: number;
  sandbox?: SandboxRecord;
  /** When the sandbox that is being made will stand. */
  sandboxDueMs?: number | undefined;
  sandboxFailure?: { nextMs: number; delayMs: number } | undefined;
  /** Why volumes cannot be mounted, and when the next try is due. */
  mountFailure?: { message: string; nextMs: number; delayMs: number } | undefined;
  readonly containers: Record<string, ContainerRecord>;
  readonly volumes: Record<string, VolumeRecord>;
  /** Failed pulls by the image as the pod names it. */
  readonly pullFailures: Record<string, PullFailure>;
  /** Set once: the pod has failed as a whole, whatever its containers do. */
  verdict?: { readonly reason: string; readonly message: string };
  /** The pod is being stopped: containers get until then. */
  ending?: { readonly sinceMs: number; graceMs: number };
  /** Unsupported fields were told once. */
  told?: boolean;
  /** Next time that mounted ConfigMaps and Secrets are read again. */
  volumesDueMs?: number;
}

export interface SandboxRecord {
  readonly id: string;
  /** Absent on the host network. */
  readonly ip?: string;
  /** Stopped: the address may be given to another pod. */
  released?: boolean;
}

export interface PullFailure {
  readonly message: string;
  /** "ErrImagePull" and the message: what ImagePullBackOff quotes. */
  readonly quoted: string;
  readonly failedMs: number;
  readonly delayMs: number;
}

export type ContainerRole = "init" | "sidecar" | "main" | "ephemeral";

/** Where a container stands; see `containerStages`. */
export type ContainerStage =
  | "waiting"
  | "pulling"
  | "pullFailed"
  | "pullBackOff"
  | "creating"
  | "failedToCreate"
  | "running"
  | "exited"
  | "crashBackOff";

/** What is no more is set to undefined: an object that a property is deleted from is slow to read ever after. */
export interface ContainerRecord {
  readonly name: string;
  readonly role: ContainerRole;
  stage: ContainerStage;
  /** What status says while it waits. */
  waiting?: { readonly reason: string; readonly message?: string } | undefined;
  /** Cluster time at which the present stage is over, where it has an end. */
  dueMs?: number | undefined;
  pull?: { readonly startedMs: number; readonly beganMs: number; readonly outcome: "ok" | "failed" } | undefined;
  id?: string;
  /** Of the container that was created and is not started yet. */
  pendingId?: string;
  image?: string;
  imageId?: string;
  /** Whom its first process runs as. */
  user?: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };
  startedMs?: number;
  exit?: ExitRecord | undefined;
  lastExit?: ExitRecord;
  restarts: number;
  /** The crash back-off: how long the present one is, and when it was last raised. */
  backOff?: { delayMs: number; raisedMs: number };
  /** Startup probe passed, post-start hook done. */
  started: boolean;
  ready: boolean;
  postStart?: "running" | "done" | undefined;
  /** Being stopped: SIGKILL comes then. */
  stopping?: { killMs: number; signalled: boolean } | undefined;
  readonly probes: Partial<Record<ProbeKind, ProbeRecord | undefined>>;
  /** Requests that it has served and sent since it was started. */
  requests?: number | undefined;
  /** Its CPU time as it was last read, and what it had done until then. */
  meter?:
    | { readonly startMs: number; readonly cpuMs: number; readonly readMs: number; readonly requests: number }
    | undefined;
  /** What the program remembers. */
  memory?: unknown;
  /** What projected volumes held when the container was created, by volume, where it mounts a subPath of them. */
  subPaths?: Record<string, Payload> | undefined;
  /** Files that differ from the image's. */
  layer?: Layer | undefined;
  log: LogLine[];
  previousLog?: LogLine[];
}

export interface ExitRecord {
  readonly code: number;
  readonly reason: string;
  readonly message?: string;
  readonly signal?: number;
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly id: string;
}

export type ProbeKind = "startup" | "readiness" | "liveness";

export interface ProbeRecord {
  nextMs: number;
  /** Same results in a row. */
  run: number;
  last?: "success" | "failure";
  /** What counts now, thresholds applied. */
  result: "success" | "failure" | "unknown";
  /** No more probing until there is a new container. */
  onHold?: boolean;
}

/** One write of a container, as its log keeps it. */
export interface LogLine {
  readonly ms: number;
  readonly stream: "stdout" | "stderr";
  /** Ends with a newline, unless the line was still open. */
  readonly text: string;
}

export type VolumeRecord =
  /** emptyDir and the like: its files live as long as the pod. */
  | { readonly type: "directory"; files?: SavedNode }
  /** A directory that outlives the pod, by its name among the disks. */
  | { readonly type: "kept"; readonly directory: string }
  /** Filled from objects: what was mounted last. */
  | { readonly type: "projected"; payload: Payload };

/** Relative path → file. */
export type Payload = Readonly<Record<string, PayloadFile>>;
export interface PayloadFile {
  readonly mode: number;
  readonly text?: string;
  readonly base64?: string;
}

/** The difference between a container's files and its image's: a path with a node was written, with null was removed. */
export type Layer = Readonly<Record<string, SavedNode | null>>;

export function newNodeRecord(bootId: string, bootedMs: number): NodeRecord {
  return { pods: {}, images: {}, lastAddress: 1, bootId, bootedMs, pullerBusyUntilMs: 0, power: "on" };
}

/** A copy that later changes do not reach. Frozen parts are shared. */
export function copyPlain<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(copyPlain) as T;
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = copyPlain(value[key]);
  return copy as T;
}
