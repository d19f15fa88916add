import { bytesFromBase64 } from "../base/base64.ts";
import { utf8 } from "../base/streams.ts";
import { type DirectoryNode, type FileNode, lateFile, type SavedNode } from "../shell/filenode.ts";
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
  const head = { mode: 0o755, uid: 0, mtimeMs: nowMs };
  const folder = timestampedName(nowMs);
  const data = new Map<string, FileNode>();
  const top = new Map<string, FileNode>([
    [folder, { ...head, type: "directory", entries: data }],
    ["..data", { ...head, mode: 0o777, type: "link", target: folder }],
  ]);
  for (const [path, file] of Object.entries(payload)) {
    const names = path.split("/");
    let entries = data;
    for (const name of names.slice(0, -1)) entries = within(entries, name, head);
    entries.set(
      names.at(-1)!,
      lateFile({ ...head, mode: file.mode }, () => bytesIn(file)),
    );
    const first = names[0]!;
    top.set(first, { ...head, mode: 0o777, type: "link", target: `..data/${first}` });
  }
  return { ...head, type: "directory", entries: top };
}

const bytesIn = ({ text, base64 }: PayloadFile): Uint8Array =>
  base64 === undefined ? utf8(text ?? "") : bytesFromBase64(base64);

/** The entries of a directory that is still being made. */
function within(entries: Map<string, FileNode>, name: string, head: Omit<DirectoryNode, "type" | "entries">) {
  const there = entries.get(name);
  if (there?.type === "directory") return there.entries as Map<string, FileNode>;
  const made = new Map<string, FileNode>();
  entries.set(name, { ...head, type: "directory", entries: made });
  return made;
}

/** A directory with these files in it. */
export function flatRoot(files: Readonly<Record<string, string>>, nowMs: number): FileNode {
  const head = { uid: 0, mtimeMs: nowMs };
  const entries = new Map<string, FileNode>();
  for (const [name, text] of Object.entries(files)) {
    entries.set(
      name,
      lateFile({ ...head, mode: 0o644 }, () => utf8(text)),
    );
  }
  return { ...head, mode: 0o755, type: "directory", entries };
}

/** "..2026_11_21_10_45_17.123000000" */
function timestampedName(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `..${iso.slice(0, 19).replace(/[-T:]/g, "_")}.${iso.slice(20, 23)}000000`;
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
