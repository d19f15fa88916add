import { bytesFromBase64 } from "../base/base64.ts";

/**
 * What a file tree is made of. Nodes never change, so a snapshot is a reference to the root and trees share what is equal.
 */
export type FileNode = RegularNode | DirectoryNode | LinkNode | DeviceNode;

interface NodeHead {
  /** Permission bits, such as 0o644. */
  readonly mode: number;
  readonly uid: number;
  /** Milliseconds since the epoch. */
  readonly mtimeMs: number;
}

export interface RegularNode extends NodeHead {
  readonly type: "file";
  readonly content: Content;
}

export interface DirectoryNode extends NodeHead {
  readonly type: "directory";
  readonly entries: Entries;
}

export interface LinkNode extends NodeHead {
  readonly type: "link";
  readonly target: string;
}

export type DeviceName = "null" | "zero" | "full" | "random" | "tty" | "stdin" | "stdout" | "stderr";

export interface DeviceNode extends NodeHead {
  readonly type: "device";
  readonly device: DeviceName;
}

export type Entries = ReadonlyMap<string, FileNode>;

/** The first `length` bytes of a store that only ever grows, so that appending shares what is there. */
export interface Content {
  readonly store: { bytes: Uint8Array; used: number };
  readonly length: number;
}

export const contentOf = (bytes: Uint8Array): Content => ({
  store: { bytes, used: bytes.length },
  length: bytes.length,
});

/** A file whose bytes are made when somebody looks: little of what a container is given is ever read. */
export const lateFile = ({ mode, uid, mtimeMs }: NodeHead, make: () => Uint8Array): RegularNode => ({
  type: "file",
  mode,
  uid,
  mtimeMs,
  content: new LateContent(make),
});

class LateContent implements Content {
  readonly #make: () => Uint8Array;
  #made: Content | undefined;

  constructor(make: () => Uint8Array) {
    this.#make = make;
  }

  get store(): Content["store"] {
    return this.#content().store;
  }

  get length(): number {
    return this.#content().length;
  }

  #content(): Content {
    this.#made ??= contentOf(this.#make());
    return this.#made;
  }
}

export const bytesOf = (content: Content): Uint8Array => content.store.bytes.subarray(0, content.length);

/** Appends without copying when nobody else has appended to the same store. */
export function appended(content: Content, more: Uint8Array): Content {
  const length = content.length + more.length;
  const { store } = content;
  if (store.used !== content.length) {
    const bytes = new Uint8Array(length);
    bytes.set(bytesOf(content));
    bytes.set(more, content.length);
    return contentOf(bytes);
  }
  if (store.bytes.length < length) {
    const grown = new Uint8Array(Math.max(length, 2 * store.bytes.length, 256));
    grown.set(bytesOf(content));
    store.bytes = grown;
  }
  store.bytes.set(more, content.length);
  store.used = length;
  return { store, length };
}

/** A file tree as plain data: what a snapshot of the sandbox holds. */
export type SavedNode =
  | {
      readonly type: "file";
      readonly mode: number;
      readonly uid: number;
      readonly mtimeMs: number;
      readonly text?: string;
      readonly base64?: string;
    }
  | {
      readonly type: "directory";
      readonly mode: number;
      readonly uid: number;
      readonly mtimeMs: number;
      readonly entries: Readonly<Record<string, SavedNode>>;
    }
  | {
      readonly type: "link";
      readonly mode: number;
      readonly uid: number;
      readonly mtimeMs: number;
      readonly target: string;
    }
  | {
      readonly type: "device";
      readonly mode: number;
      readonly uid: number;
      readonly mtimeMs: number;
      readonly device: DeviceName;
    };

const saved = new WeakMap<FileNode, SavedNode>();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Plain data for a node; what has not changed since the last time is the same object again. */
export function saveNode(node: FileNode): SavedNode {
  const known = saved.get(node);
  if (known) return known;
  const plain = plainNode(node);
  saved.set(node, plain);
  return plain;
}

function plainNode(node: FileNode): SavedNode {
  const { mode, uid, mtimeMs } = node;
  switch (node.type) {
    case "file":
      return { type: "file", mode, uid, mtimeMs, ...savedContent(bytesOf(node.content)) };
    case "directory": {
      const entries: Record<string, SavedNode> = {};
      for (const name of [...node.entries.keys()].sort()) {
        Object.defineProperty(entries, name, { value: saveNode(node.entries.get(name)!), enumerable: true });
      }
      return { type: "directory", mode, uid, mtimeMs, entries };
    }
    case "link":
      return { type: "link", mode, uid, mtimeMs, target: node.target };
    case "device":
      return { type: "device", mode, uid, mtimeMs, device: node.device };
  }
}

function savedContent(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: strict.decode(bytes) };
  } catch {
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return { base64: btoa(binary) };
  }
}

export function loadNode(plain: SavedNode): FileNode {
  const { mode, uid, mtimeMs } = plain;
  switch (plain.type) {
    case "file": {
      const bytes =
        plain.base64 === undefined ? new TextEncoder().encode(plain.text ?? "") : bytesFromBase64(plain.base64);
      return { type: "file", mode, uid, mtimeMs, content: contentOf(bytes) };
    }
    case "directory": {
      const entries = new Map(Object.entries(plain.entries).map(([name, node]) => [name, loadNode(node)]));
      return { type: "directory", mode, uid, mtimeMs, entries };
    }
    case "link":
      return { type: "link", mode, uid, mtimeMs, target: plain.target };
    case "device":
      return { type: "device", mode, uid, mtimeMs, device: plain.device };
  }
}
