import type { Cache, Client } from "../api/client/client.ts";
import type { NetHost } from "../network/topology.ts";
import type { Io } from "../shell/program.ts";

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
  readonly user: { readonly name: string; readonly uid: number };
  /** Files of the image by absolute path, for the tag. */
  files(tag: string): Readonly<Record<string, string | Uint8Array>>;
  /** Programs by absolute path: "/usr/sbin/nginx", "/bin/sh". Found by PATH as usual. */
  programs(tag: string): ReadonlyMap<string, ContainerProgram>;
}

/** A program inside a container: an ordinary program, with a little more within reach. */
export type ContainerProgram = (args: readonly string[], io: ContainerIo) => Promise<number>;

export interface ContainerIo extends Io {
  readonly container: {
    readonly podName: string;
    readonly podUid: string;
    readonly namespace: string;
    readonly nodeName: string;
    readonly containerName: string;
    readonly image: string;
    readonly tag: string;
    readonly serviceAccountName: string;
  };
  /** The API as this pod's ServiceAccount, without JSON in between; for loops. Throws when the pod mounts no token. */
  api(): { readonly client: Client; readonly cache: Cache };
  /** The wires of the node, for programs on the host network that program them (kube-proxy, a CNI). Undefined for others. */
  readonly nodeNetwork?: NetHost;
}

export interface ImageCatalogue {
  /**
   * Looks an image reference up, as a registry would answer.
   * "unsupported": the image exists in the world but has no program here; "absent": no such repository or tag.
   */
  find(reference: string): ImageAnswer;
}

export type ImageAnswer =
  | { readonly found: Image; readonly tag: string; readonly repository: string; readonly digest: string }
  | { readonly unsupported: string }
  | { readonly absent: "repository" | "tag"; readonly repository: string; readonly tag: string };
