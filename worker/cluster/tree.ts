import type { SavedApi } from "../api/index.ts";
import { canonicalJson, sha256 } from "../base/hash.ts";
import type { RandomState } from "../base/random.ts";
import type { FilesByUrl } from "../internet/index.ts";
import type { NodeRecord } from "../kubelet/index.ts";
import type { NetworkState } from "../network/topology.ts";
import type { SandboxOptions, Snapshot } from "../session.ts";
import type { SavedNode } from "../shell/filenode.ts";
import type { PkiState } from "./pki.ts";

/** The format of a saved sandbox; raised when the tree's shape changes, with a migration from the one before. */
const VERSION = 1;

/** Everything there is to a sandbox, as plain data. */
export interface SandboxTree {
  readonly options: SandboxOptions;
  readonly nowMs: number;
  readonly random: RandomState;
  /** Of the cluster's certificates; a sandbox saved before there were any gets new ones. */
  readonly pki?: PkiState;
  readonly api: SavedApi;
  readonly network: NetworkState;
  /** What a lesson put on the internet, by URL. */
  readonly internet?: FilesByUrl;
  /** What sites of the internet keep, by name. */
  readonly sites?: Readonly<Record<string, SavedNode>>;
  /** By node name. */
  readonly nodes: Readonly<Record<string, NodeRecord>>;
  /** Directories that outlive pods: of volumes and of nodes. */
  readonly disks?: Readonly<Record<string, SavedNode>>;
  /** Files by vantage point: "laptop", "vm", "node/kind-worker". */
  readonly places: Readonly<Record<string, SavedNode>>;
  /** Shell state by terminal. */
  readonly terminals: Readonly<Record<string, unknown>>;
}

/** Plain data with a hash that tells whether two sandboxes at rest are equal: it leaves out only what time it is. */
export function snapshotOf(tree: SandboxTree): Snapshot {
  const { nowMs: _, ...state } = tree;
  return { format: "gatehouse", version: VERSION, hash: sha256(canonicalJson(state)), tree };
}

/** @throws Error when it is not one of ours, or of a later version */
export function treeOf(snapshot: Snapshot): SandboxTree {
  if (snapshot.format !== "gatehouse") throw new Error("this is not a saved sandbox");
  if (snapshot.version !== VERSION) throw new Error(`saved by version ${snapshot.version}; this is version ${VERSION}`);
  return snapshot.tree as SandboxTree;
}
