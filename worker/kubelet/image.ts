import type { Cache, Client } from "../api/client/client.ts";
import type { ReflectorOptions } from "../api/index.ts";
import type { NetHost } from "../network/topology.ts";
import type { ProgramTable } from "../shell/machine/index.ts";
import type { Io, SignalName } from "../shell/program.ts";

/**
 * An image is a program and its files. `worker/images` holds one file an image; the kubelet pulls and starts them through
 * this interface.
 */
export interface Image {
  /** Repositories it is known by, normalised: "docker.io/library/nginx", "quay.io/mavazque/reversewords". */
  readonly repositories: readonly string[];
  /** Whether this tag exists; "latest" unless named. */
  hasTag(tag: string): boolean;
  /** Compressed size in bytes; with the pull's speed it makes the pull time. */
  readonly sizeBytes: number;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** USER: the group is that of /etc/passwd unless it is named too. */
  readonly user: { readonly name: string; readonly uid: number; readonly gid?: number };
  /**
   * Files of the image by absolute path, for the tag. A path that ends in "/" is an empty directory, a value
   * "link:/target" a symbolic link; a file that begins with "#!" can be executed.
   */
  files(tag: string): Readonly<Record<string, string | Uint8Array>>;
  /** Files and directories that belong to its user; all others are root's. */
  readonly ownedByUser?: readonly string[];
  /**
   * Programs of its own by absolute path: "/usr/sbin/nginx". Found by PATH as usual. As a container's first process they
   * stop when told, as servers do.
   */
  programs(tag: string): ReadonlyMap<string, ContainerProgram>;
  /** Shell and tools of its base. As a container's first process they ignore SIGTERM, as any program without a handler. */
  readonly tools?: ProgramTable | ((tag: string) => ProgramTable);
  /** Programs that a package manager can bring, by path: run once their file is there. */
  readonly installable?: ProgramTable;
  /** A stand-in: its own entrypoint runs, whatever command the pod names. */
  readonly ownCommandOnly?: boolean;
  /** When its files were made, milliseconds since the epoch: their modification time. */
  builtMs?(tag: string): number;
}

/** A program inside a container: an ordinary program, with a little more within reach. */
export type ContainerProgram = (args: readonly string[], io: ContainerIo) => Promise<number>;

export interface ContainerIo extends Io {
  readonly container: {
    readonly podName: string;
    readonly podUid: string;
    readonly namespace: string;
    readonly nodeName: string;
    /** `uname -r` of the node. */
    readonly kernel: string;
    readonly containerName: string;
    readonly image: string;
    readonly tag: string;
    readonly serviceAccountName: string;
    /** Ports that the pod's spec declares for this container. */
    readonly ports?: readonly { readonly port: number; readonly name?: string; readonly transport: string }[];
  };
  /**
   * The API as this pod's ServiceAccount, without JSON in between; for loops. Throws when the pod mounts no token. Each call with
   * `reflectors` makes a cache that its informers fill; without, the cache is the server's own and knows nothing of rights.
   */
  api(reflectors?: ReflectorOptions): PodApi;
  /** The wires of the node, for programs on the host network that program them (kube-proxy, a CNI). Undefined for others. */
  readonly nodeNetwork?: NetHost | undefined;
  /** Handles a signal instead of being stopped by it, as sigaction(2). */
  onSignal?(name: SignalName, handler: () => void): void;
  /** Sends a signal to another process of the container; false when there is none. */
  kill?(pid: number, name: SignalName): boolean;
}

export interface PodApi {
  readonly client: Client;
  readonly cache: Cache;
  /** A client that acts as another ServiceAccount of the pod's namespace, with a token that this one asks for. */
  account(name: string): Client;
}

export interface ImageCatalogue {
  /**
   * Looks an image reference up, as a registry would answer.
   * "unsupported": the image exists in the world but has no program here; "absent": no such repository or tag.
   */
  find(reference: string): ImageAnswer;
  /** The program that takes the place of an image that has none here, where the learner asked for it. */
  standIn?(reference: string): ImageAnswer;
}

export type ImageAnswer =
  | { readonly found: Image; readonly tag: string; readonly repository: string; readonly digest: string }
  | { readonly unsupported: string }
  | { readonly absent: "repository" | "tag"; readonly repository: string; readonly tag: string };
