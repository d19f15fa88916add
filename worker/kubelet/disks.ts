import type { PersistentVolumeClaimObject, PersistentVolumeObject } from "../api/generated/types.ts";
import type { SavedNode } from "../shell/filenode.ts";
import type { FileTree } from "../shell/filetree.ts";
import { directoryTree } from "./volumeTree.ts";

/** Directories that outlive pods: on the disks of nodes, and on those that nodes attach. One for all nodes of a cluster. */
export class Disks {
  readonly #now: () => number;
  readonly #saved: Record<string, SavedNode>;
  readonly #open = new Map<string, FileTree>();

  constructor(now: () => number, saved: Readonly<Record<string, SavedNode>> = {}) {
    this.#now = now;
    this.#saved = { ...saved };
  }

  /** The directory of that name; an empty one when nobody has been there before. */
  directory(name: string): FileTree {
    let tree = this.#open.get(name);
    if (!tree) this.#open.set(name, (tree = directoryTree(this.#now, this.#saved[name])));
    return tree;
  }

  save(): Readonly<Record<string, SavedNode>> {
    const open = [...this.#open].map(([name, tree]) => [name, tree.save()] as const);
    return { ...this.#saved, ...Object.fromEntries(open) };
  }
}

/** Where the files of a volume are, as a node sees it: on its own disk by path, on a server's, or on a disk of their own. */
export function directoryOf({ metadata, spec }: PersistentVolumeObject, node: string): string {
  const { hostPath, local, nfs } = spec;
  const path = hostPath?.path ?? local?.path;
  if (path !== undefined) return `node/${node}${path}`;
  return nfs ? `nfs/${nfs.server}${nfs.path}` : `volume/${metadata.name}`;
}

/** Whether a claim has its volume. */
export const isBound = ({ spec, status }: PersistentVolumeClaimObject): boolean =>
  spec.volumeName !== undefined && status?.phase === "Bound";
