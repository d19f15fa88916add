import type { Cache, Client, EventRecorder } from "../api/client/client.ts";
import type { PodObject } from "../api/generated/types.ts";
import type { ReflectorOptions } from "../api/index.ts";
import type { Clock } from "../base/clock.ts";
import { hex32, type Random, type RandomStream } from "../base/random.ts";
import type { Trace } from "../base/trace.ts";
import type { NetHost, Topology } from "../network/topology.ts";
import type { Disks } from "./disks.ts";
import type { ObjectSource } from "./environment.ts";
import type { NodeDns } from "./etc.ts";
import type { ImageCatalogue, PodApi } from "./image.ts";
import type { NodeRecord } from "./records.ts";
import type { NodeTimings } from "./timings.ts";

/** A node as its profile describes it. */
export interface NodeSettings extends NodeDns {
  readonly name: string;
  readonly ip: string;
  /** Used until the node's spec.podCIDR is set. */
  readonly podCidr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly capacity: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, string>>;
  /** "v1.36.0" */
  readonly version: string;
  readonly osImage: string;
  readonly kernel: string;
  /** "containerd://2.1.3" */
  readonly runtime: string;
  readonly architecture: string;
  readonly providerId?: string;
}

/** "1.36", as the kubelet names itself to the servers that it asks. */
export const shortVersion = ({ version }: NodeSettings): string => version.replace(/^v(\d+\.\d+).*$/, "$1");

/** What every pod of a node shares. */
export interface NodeContext {
  readonly settings: NodeSettings;
  readonly record: NodeRecord;
  readonly clock: Clock;
  readonly random: Random;
  readonly chance: RandomStream;
  readonly client: Client;
  readonly cache: Cache;
  readonly events: EventRecorder;
  readonly objects: ObjectSource;
  readonly images: ImageCatalogue;
  readonly topology: Topology;
  readonly host: NetHost;
  readonly timings: NodeTimings;
  /** Stand-ins for every image that has no program here. */
  readonly standIn: boolean;
  readonly traces?: { record(trace: Trace): void; last(): Trace | undefined };
  /** The API as a pod's ServiceAccount. */
  podApi(pod: PodObject, reflectors?: ReflectorOptions): PodApi;
  /** A token for a pod's ServiceAccount. */
  token(pod: PodObject, request: { readonly audience?: string; readonly expirationSeconds: number }): () => string;
  /** Files that the node has, by absolute path. */
  readonly hostFiles: Readonly<Record<string, string>>;
  /** Directories that outlive pods. */
  readonly disks: Disks;
  /** Why pods cannot get a network yet; undefined once a network plugin is there. */
  networkProblem(): string | undefined;
  /** Looks at a pod again soon. */
  wake(uid: string): void;
  /** A pod's last trace is gone from the node. */
  forget(uid: string): void;
  /** An error that nobody else will see. */
  failed(error: unknown): void;
}

/** A random hexadecimal identifier, as containerd makes them. */
export function hexId(stream: RandomStream, digits = 64): string {
  const words = Array.from({ length: Math.ceil(digits / 8) }, () => hex32(stream.next()));
  return words.join("").slice(0, digits);
}
