import { fromUtf8, utf8 } from "../base/streams.ts";
import {
  appended,
  bytesOf,
  contentOf,
  type DeviceName,
  type DirectoryNode,
  type Entries,
  type FileNode,
  loadNode,
  type SavedNode,
  saveNode,
} from "./filenode.ts";
import { type Errno, FileError, type FileStat, type Files, resolvePath } from "./files.ts";

export interface FileTreeOptions {
  /** Cluster time for modification times. */
  readonly now: () => number;
  /** A tree saved before. */
  readonly saved?: SavedNode;
  /** The root of another tree, to begin as a copy of it at no cost. */
  readonly root?: FileNode;
  /** Makes the root anew whenever somebody looks: /proc. */
  readonly live?: () => FileNode;
}

export interface MountOptions {
  readonly readOnly?: boolean;
  /** The part of the mounted tree that is shown (a volume's subPath); a file may be mounted too. */
  readonly from?: string;
}

interface Mount {
  readonly tree: FileTree;
  readonly from: string;
  readonly readOnly: boolean;
}

/** A node, and where it lives: in which tree, under which name there, and whether that may change. */
interface Place {
  readonly tree: FileTree;
  /** Path inside `tree`. */
  readonly local: string;
  /** Path as this tree's users see it, every link followed. */
  readonly path: string;
  readonly node: FileNode | undefined;
  readonly readOnly: boolean;
}

interface WalkOptions {
  readonly follow: boolean;
  readonly may: (node: FileNode, bits: number) => boolean;
}

/** What the user 0 may do. */
const anything = (): boolean => true;

const MAX_LINKS = 40;
const READ = 4;
const WRITE = 2;
const EXECUTE = 1;

/**
 * A tree of files in memory, with other trees mounted into it. Inside it is immutable: `save()` costs what has changed.
 * `files(uid)` is the tree as one user may see it.
 */
export class FileTree {
  #root: FileNode;
  /** Directories' entries that nobody else holds: they are changed in place, so that filling a directory costs no copies of it. */
  #own = new WeakSet<Entries>();
  readonly #now: () => number;
  readonly #live: (() => FileNode) | undefined;
  readonly #mounts = new Map<string, Mount>();

  constructor({ now, saved, root, live }: FileTreeOptions) {
    this.#now = now;
    this.#live = live;
    this.#root = saved
      ? loadNode(saved)
      : (root ?? { type: "directory", mode: 0o755, uid: 0, mtimeMs: now(), entries: new Map<string, FileNode>() });
  }

  /** What the tree is now, without what is mounted; later changes do not reach it. */
  get root(): FileNode {
    this.#own = new WeakSet();
    return this.#root;
  }

  /** The tree as plain data, without what is mounted. */
  save(): SavedNode {
    return saveNode(this.root);
  }

  /** Goes back to what was saved; mounts stay. */
  restore(saved: SavedNode): void {
    this.#root = loadNode(saved);
  }

  /** Shows another tree at a path; the place is made when missing. */
  mount(path: string, tree: FileTree, { readOnly = false, from = "/" }: MountOptions = {}): void {
    const at = resolvePath("/", path);
    const there = this.#find(at, { follow: false, may: anything });
    const node = typeof there === "string" ? undefined : there.node;
    if (!node) {
      const root = this.files(0);
      root.makeDirectory(parentOf(at), { parents: true });
      const target = tree.#nodeAt(from);
      if (target && target.type !== "directory") root.write(at, "");
      else root.makeDirectory(at);
    }
    const found = node && node.type !== "link" ? (there as Place) : this.#walk(at, { follow: true, may: anything });
    this.#mounts.set(found.path, { tree, from, readOnly });
  }

  unmount(path: string): void {
    this.#mounts.delete(resolvePath("/", path));
  }

  /** Where other trees are shown. */
  mounts(): readonly { readonly path: string; readonly readOnly: boolean }[] {
    return [...this.#mounts].map(([path, { readOnly }]) => ({ path, readOnly }));
  }

  /** Makes the usual devices under /dev. */
  addDevices(): void {
    this.files(0).makeDirectory("/dev/fd", { parents: true });
    const names: readonly DeviceName[] = ["null", "zero", "full", "random", "tty", "stdin", "stdout", "stderr"];
    const add = (name: string, device: DeviceName) =>
      this.#put(`/dev/${name}`, { type: "device", mode: 0o666, uid: 0, mtimeMs: this.#now(), device });
    for (const name of names) add(name, name);
    add("urandom", "random");
  }

  /** The tree as a user sees it: 0 may do everything, others what the mode bits say. */
  files(uid: number): Files {
    const may = (node: FileNode, bits: number): boolean => {
      if (uid === 0) return true;
      const shift = node.uid === uid ? 6 : 0;
      return ((node.mode >> shift) & bits) === bits;
    };
    const walk = (path: string, follow: boolean) => this.#walk(path, { follow, may });
    const existing = (path: string, follow = true): Place & { node: FileNode } => {
      const place = walk(path, follow);
      if (!place.node) throw new FileError("ENOENT", path);
      return place as Place & { node: FileNode };
    };
    const statOf = (path: string, follow: boolean): FileStat | undefined => {
      const place = this.#find(path, { follow, may });
      return typeof place === "string" || !place.node ? undefined : describeNode(place.node);
    };
    /** Checks that a name may be added to, or taken from, the directory that holds `place`. */
    const changeParent = (place: Place, path: string): void => {
      const parent = place.tree.#nodeAt(parentOf(place.local));
      if (!parent) throw new FileError("ENOENT", path);
      if (parent.type !== "directory") throw new FileError("ENOTDIR", path);
      if (place.readOnly) throw new FileError("EROFS", path);
      if (!may(parent, WRITE | EXECUTE)) throw new FileError("EACCES", path);
    };
    const change = (path: string, how: (node: FileNode) => FileNode): void => {
      const place = existing(path);
      if (place.readOnly) throw new FileError("EROFS", path);
      if (uid !== 0 && place.node.uid !== uid) throw new FileError("EPERM", path);
      place.tree.#put(place.local, how(place.node));
    };
    const read = (path: string): Uint8Array => {
      const { node } = existing(path);
      if (node.type === "directory") throw new FileError("EISDIR", path);
      if (!may(node, READ)) throw new FileError("EACCES", path);
      return node.type === "file" ? bytesOf(node.content) : new Uint8Array();
    };
    const makeDirectory = (path: string, mode: number): void => {
      const place = walk(path, true);
      if (place.node) throw new FileError("EEXIST", path);
      changeParent(place, path);
      place.tree.#put(place.local, {
        type: "directory",
        mode,
        uid,
        mtimeMs: this.#now(),
        entries: new Map<string, FileNode>(),
      });
    };

    return {
      stat: (path) => statOf(path, true),
      lstat: (path) => statOf(path, false),
      read,
      readText: (path) => fromUtf8(read(path)),
      write: (path, content, { append = false, mode = 0o644 } = {}) => {
        const place = walk(path, true);
        const bytes = typeof content === "string" ? utf8(content) : content.slice();
        const { node } = place;
        if (node?.type === "directory") throw new FileError("EISDIR", path);
        if (node?.type === "device") return;
        if (path.endsWith("/")) throw new FileError(node ? "ENOTDIR" : "EISDIR", path);
        if (!node) {
          changeParent(place, path);
          place.tree.#put(place.local, { type: "file", mode, uid, mtimeMs: this.#now(), content: contentOf(bytes) });
          return;
        }
        if (place.readOnly) throw new FileError("EROFS", path);
        if (node.type === "link") throw new FileError("ELOOP", path);
        if (!may(node, WRITE)) throw new FileError("EACCES", path);
        const next = append ? appended(node.content, bytes) : contentOf(bytes);
        place.tree.#put(place.local, { ...node, content: next, mtimeMs: this.#now() });
      },
      list: (path) => {
        const { node } = existing(path);
        if (node.type !== "directory") throw new FileError("ENOTDIR", path);
        if (!may(node, READ)) throw new FileError("EACCES", path);
        return [...node.entries.keys()].sort();
      },
      makeDirectory: (path, { parents = false, mode = 0o755 } = {}) => {
        if (!parents) return makeDirectory(path, mode);
        let at = "";
        for (const name of resolvePath("/", path).split("/").slice(1)) {
          at += `/${name}`;
          const there = statOf(at, true);
          if (!there && name !== "") makeDirectory(at, mode);
          else if (there && there.type !== "directory") throw new FileError(at === path ? "EEXIST" : "ENOTDIR", path);
        }
      },
      remove: (path, { recursive = false } = {}) => {
        const place = existing(path, false);
        if (place.local === "/" || place.path === "/") throw new FileError("EPERM", path);
        if (this.#mounts.has(place.path)) throw new FileError("EPERM", path);
        if (place.node.type === "directory" && place.node.entries.size > 0 && !recursive) {
          throw new FileError("ENOTEMPTY", path);
        }
        changeParent(place, path);
        place.tree.#put(place.local, undefined);
      },
      rename: (from, to) => {
        const source = existing(from, false);
        const target = walk(to, false);
        if (source.path === target.path) return;
        if (target.path.startsWith(`${source.path}/`)) throw new FileError("EINVAL", to);
        if (target.node?.type === "directory") {
          if (source.node.type !== "directory") throw new FileError("EISDIR", to);
          if (target.node.entries.size > 0) throw new FileError("ENOTEMPTY", to);
        } else if (target.node && source.node.type === "directory") throw new FileError("ENOTDIR", to);
        changeParent(source, from);
        changeParent(target, to);
        source.tree.#put(source.local, undefined);
        target.tree.#put(target.local, source.node);
      },
      link: (target, path) => {
        const place = walk(path, false);
        if (place.node) throw new FileError("EEXIST", path);
        changeParent(place, path);
        place.tree.#put(place.local, { type: "link", mode: 0o777, uid, mtimeMs: this.#now(), target });
      },
      readLink: (path) => {
        const { node } = existing(path, false);
        if (node.type !== "link") throw new FileError("EINVAL", path);
        return node.target;
      },
      chmod: (path, mode) => change(path, (node) => ({ ...node, mode })),
      touch: (path, mtimeMs) => {
        const place = existing(path);
        if (place.readOnly) throw new FileError("EROFS", path);
        if (!may(place.node, WRITE) && place.node.uid !== uid) throw new FileError("EACCES", path);
        place.tree.#put(place.local, { ...place.node, mtimeMs });
      },
      realPath: (path) => existing(path).path,
    };
  }

  /** Gives a node to another user, as `chown`. */
  setOwner(path: string, uid: number): void {
    const place = this.#walk(path, { follow: true, may: anything });
    if (place.node) place.tree.#put(place.local, { ...place.node, uid });
  }

  /** Follows a path from the root through links and mounts; only the last name may be missing. */
  #walk(path: string, how: WalkOptions): Place {
    const place = this.#find(path, how);
    if (typeof place === "string") throw new FileError(place, path);
    return place;
  }

  /** The place of a path, there or not; or why there cannot be one. Asking is common, so that it must not cost an exception. */
  #find(path: string, { follow, may }: WalkOptions): Place | Errno {
    const top = { tree: this, local: "/", path: "/", node: this.#live?.() ?? this.#root, readOnly: false };
    const start = this.#enter(top);
    if (path === "/") return start;
    let links = 0;
    const pending = path.split("/").reverse();
    let trail: Place[] = [start];
    while (pending.length > 0) {
      const name = pending.pop()!;
      if (name === "" || name === ".") continue;
      const here = trail.at(-1)!;
      if (name === "..") {
        if (trail.length > 1) trail.pop();
        continue;
      }
      if (!here.node) return "ENOENT";
      if (here.node.type !== "directory") return "ENOTDIR";
      const directory: DirectoryNode = here.node;
      if (!may(directory, EXECUTE)) return "EACCES";
      const child = directory.entries.get(name);
      if (child?.type === "link" && (follow || pending.some((rest) => rest !== "" && rest !== "."))) {
        if (++links > MAX_LINKS) return "ELOOP";
        if (child.target.startsWith("/")) trail = trail.slice(0, 1);
        pending.push(...child.target.split("/").reverse());
        continue;
      }
      const { tree, readOnly } = here;
      const local = joined(here.local, name);
      const seen = here.path === here.local ? local : joined(here.path, name);
      trail.push(this.#enter({ tree, local, path: seen, node: child, readOnly }));
    }
    return trail.at(-1)!;
  }

  /** Steps into what is mounted at a place. */
  #enter(place: Place): Place {
    if (this.#mounts.size === 0) return place;
    const mount = this.#mounts.get(place.path);
    if (!mount) return place;
    const inner = mount.tree.#walk(mount.from, { follow: true, may: anything });
    return { ...inner, path: place.path, readOnly: inner.readOnly || mount.readOnly };
  }

  #nodeAt(local: string): FileNode | undefined {
    let node: FileNode | undefined = this.#root;
    for (const name of namesOf(local)) {
      if (node?.type !== "directory") return undefined;
      node = node.entries.get(name);
    }
    return node;
  }

  /** Puts a node at a path without links (undefined takes it away), making new directories up to the root. */
  #put(local: string, node: FileNode | undefined): void {
    const names = namesOf(local);
    const replace = (at: FileNode | undefined, depth: number): FileNode => {
      if (depth === names.length) return node!;
      if (at?.type !== "directory") throw new FileError("ENOENT", local);
      const name = names[depth]!;
      const last = depth === names.length - 1;
      const next = last ? node : replace(at.entries.get(name), depth + 1);
      const membersChange = last && (!node || !at.entries.has(name));
      const entries = this.#ownEntries(at);
      if (next) entries.set(name, next);
      else entries.delete(name);
      const { mode, uid, mtimeMs } = at;
      return { type: "directory", mode, uid, mtimeMs: membersChange ? this.#now() : mtimeMs, entries };
    };
    this.#root = replace(this.#root, 0);
  }

  #ownEntries({ entries }: DirectoryNode): Map<string, FileNode> {
    if (this.#own.has(entries)) return entries as Map<string, FileNode>;
    const own = new Map(entries);
    this.#own.add(own);
    return own;
  }
}

const namesOf = (path: string): string[] => path.split("/").filter((name) => name !== "");
const joined = (folder: string, name: string): string => (folder === "/" ? `/${name}` : `${folder}/${name}`);
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";

function describeNode(node: FileNode): FileStat {
  return {
    type: node.type,
    mode: node.mode,
    size: sizeOf(node),
    mtimeMs: node.mtimeMs,
    uid: node.uid,
  };
}

function sizeOf(node: FileNode): number {
  switch (node.type) {
    case "file":
      return node.content.length;
    case "link":
      return node.target.length;
    case "directory":
      return 4096;
    case "device":
      return 0;
  }
}
