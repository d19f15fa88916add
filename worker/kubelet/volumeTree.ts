import { utf8 } from "../base/streams.ts";
import type { SavedNode } from "../shell/filenode.ts";
import { FileTree } from "../shell/filetree.ts";
import { bytesFromBase64 } from "./base64.ts";
import type { Payload } from "./records.ts";

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
  for (const [path, { mode, text, base64 }] of Object.entries(payload)) {
    const parent = path.includes("/") ? `/${path.slice(0, path.lastIndexOf("/"))}` : "";
    files.makeDirectory(`/${name}${parent}`, { parents: true });
    files.write(`/${name}/${path}`, base64 === undefined ? utf8(text ?? "") : bytesFromBase64(base64), { mode });
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
