import { bytesFromBase64 } from "../base/base64.ts";
import { utf8 } from "../base/streams.ts";
import { rfc3339 } from "../base/time.ts";
import { type FileNode, lateFile, type SavedNode } from "../shell/filenode.ts";
import { FileTree } from "../shell/filetree.ts";
import type { Payload, PayloadFile } from "./records.ts";

/**
 * The files of a volume made from objects, laid out as the kubelet does it: a directory named by its time, `..data` that
 * points to it, and a link for every name. One rename swaps all files at once.
 * @see k8s.io/kubernetes pkg/volume/util atomic_writer.go
 */
export function writePayload(tree: FileTree, payload: Payload, nowMs: number): void {
  const files = tree.files(0);
  const folder = timestampedName(nowMs);
  const before = files.lstat("/..data") ? files.readLink("/..data") : undefined;
  const name = before === folder ? `${folder}1` : folder;
  for (const [path, file] of Object.entries(payload)) {
    const parent = path.includes("/") ? `/${path.slice(0, path.lastIndexOf("/"))}` : "";
    files.makeDirectory(`/${name}${parent}`, { parents: true });
    files.write(`/${name}/${path}`, bytesIn(file), { mode: file.mode });
  }
  if (!files.lstat(`/${name}`)) files.makeDirectory(`/${name}`);
  files.link(name, "/..data_tmp");
  files.rename("/..data_tmp", "/..data");
  const wanted = new Set(Object.keys(payload).map((path) => path.split("/")[0]!));
  for (const entry of files.list("/")) {
    if (!entry.startsWith("..") && !wanted.has(entry)) files.remove(`/${entry}`, { recursive: true });
  }
  for (const entry of wanted) if (!files.lstat(`/${entry}`)) files.link(`..data/${entry}`, `/${entry}`);
  if (before !== undefined) files.remove(`/${before}`, { recursive: true });
}

/** The same layout for a volume that is mounted for the first time, made at one go. */
export function payloadRoot(payload: Payload, nowMs: number): FileNode {
  const folder = timestampedName(nowMs);
  const data = new Map<string, FileNode>();
  const top = new Map<string, FileNode>();
  top.set(folder, directory(data, nowMs));
  top.set("..data", link(folder, nowMs));
  for (const path in payload) {
    const file = payload[path]!;
    const names = path.split("/");
    const last = names.pop()!;
    let entries = data;
    for (const name of names) entries = within(entries, name, nowMs);
    entries.set(
      last,
      lateFile({ mode: file.mode, uid: 0, mtimeMs: nowMs }, () => bytesIn(file)),
    );
    const first = names[0] ?? last;
    top.set(first, link(`..data/${first}`, nowMs));
  }
  return directory(top, nowMs);
}

const directory = (entries: ReadonlyMap<string, FileNode>, mtimeMs: number): FileNode => ({
  type: "directory",
  mode: 0o755,
  uid: 0,
  mtimeMs,
  entries,
});

const link = (target: string, mtimeMs: number): FileNode => ({ type: "link", mode: 0o777, uid: 0, mtimeMs, target });

const bytesIn = ({ text, base64 }: PayloadFile): Uint8Array =>
  base64 === undefined ? utf8(text ?? "") : bytesFromBase64(base64);

/** The entries of a directory that is still being made. */
function within(entries: Map<string, FileNode>, name: string, mtimeMs: number): Map<string, FileNode> {
  const there = entries.get(name);
  if (there?.type === "directory") return there.entries as Map<string, FileNode>;
  const made = new Map<string, FileNode>();
  entries.set(name, directory(made, mtimeMs));
  return made;
}

/** A directory with these files in it, which are made when somebody looks. */
export function flatRoot(files: Readonly<Record<string, () => string>>, nowMs: number): FileNode {
  const entries = new Map<string, FileNode>();
  for (const name in files) {
    const text = files[name]!;
    entries.set(
      name,
      lateFile({ mode: 0o644, uid: 0, mtimeMs: nowMs }, () => utf8(text())),
    );
  }
  return directory(entries, nowMs);
}

/** "..2026_11_21_10_45_17.123000000" */
function timestampedName(ms: number): string {
  const second = rfc3339(ms).slice(0, 19).replace(/[-T:]/g, "_");
  return `..${second}.${String(Math.floor(ms) % 1000).padStart(3, "0")}000000`;
}

export function directoryTree(now: () => number, saved: SavedNode | undefined): FileTree {
  const tree = new FileTree({ now, ...(saved && { saved }) });
  // An emptyDir can be written by every user of the pod.
  if (!saved) tree.files(0).chmod("/", 0o777);
  return tree;
}

/** The files below a path, by where they lie below it. */
export function filesBelow(files: Readonly<Record<string, string>>, path: string): Readonly<Record<string, string>> {
  const folder = `${path.replace(/\/+$/, "")}/`;
  const found = Object.entries(files).filter(([name]) => name.startsWith(folder));
  return Object.fromEntries(found.map(([name, text]) => [name.slice(folder.length - 1), text]));
}

export function copyFiles(tree: FileTree, files: Readonly<Record<string, string>>): void {
  const root = tree.files(0);
  for (const [path, text] of Object.entries(files)) {
    const parent = path.replace(/\/[^/]*$/, "");
    if (parent !== "") root.makeDirectory(parent, { parents: true });
    root.write(path, text, { mode: path.endsWith(".key") ? 0o600 : 0o644 });
  }
}
