import type { PodObject } from "../api/generated/types.ts";
import type { NetHost } from "../network/topology.ts";
import type { FileTree } from "../shell/filetree.ts";
import type { PlacedContainer } from "./containers.ts";
import type { NodeContext } from "./node.ts";
import type { ContainerRecord, PodRecord } from "./records.ts";

/** A pod at work, as the parts that work on it see it. */
export interface PodAccess {
  readonly pod: PodObject;
  readonly record: PodRecord;
  readonly node: NodeContext;
  readonly volumes: PodMounts;
  /** "web_default(6f1c…)": how the kubelet names a pod in messages. */
  readonly longName: string;
  readonly ip: string;
  /** Its network namespace; undefined on the host network and before it has one. */
  host: NetHost | undefined;
  /** The API has no such pod any more. */
  readonly gone: boolean;
  /** Whether every container that ran has ended. */
  readonly quiet: boolean;
  /** Whether its main containers have ended for good. */
  readonly finished: boolean;

  /** Makes what a container will run. @throws ConfigError */
  prepare(placed: PlacedContainer, own: ContainerRecord): void;
  /** Starts what was made. */
  start(placed: PlacedContainer, own: ContainerRecord): void;
  /** Begins to stop a container: hook, SIGTERM, and after the grace SIGKILL. */
  stop(placed: PlacedContainer, own: ContainerRecord, how: { message: string; graceMs: number }): void;
  /** SIGKILL for those whose grace is over. */
  enforceGrace(): void;
  /** Every container that may go on, goes on. */
  advance(): void;
  /** Lets go of address and wires. */
  release(): void;
  /** The last word to the API: the object may go. */
  removeFromApi(): void;
  graceMs(): number;
  event(type: "Normal" | "Warning", reason: string, message: string, fieldPath?: string): void;
  /** Look at the pod again at this time, at the latest. */
  due(ms: number): void;
  /** Something changed that the status tells. */
  touch(): void;
}

/** The volumes of a pod, mounted on its node. */
export interface PodMounts {
  /** @throws MountError */
  mountAll(): void;
  tree(name: string): FileTree | undefined;
  /** Reads ConfigMaps and Secrets again when it is time. */
  refresh(): void;
}
