/**
 * /proc: what the kernel tells about processes and the machine, as files.
 *
 * In:   the machine (kernel, processors, memory, mounts), its processes, its network.
 * Out:  a tree mounted at /proc whose files are made when they are looked at.
 * Nothing in it can be written.
 *
 * @module
 */
import { utf8 } from "../../base/streams.ts";
import { type DirectoryNode, type FileNode, lateFile } from "../../shell/filenode.ts";
import { FileTree } from "../../shell/filetree.ts";
import { kernelFiles } from "./kernel.ts";
import { processFiles } from "./process.ts";
import type { ProcDirectory, ProcSource } from "./source.ts";

export { machineSystem } from "./machine.ts";
export type { ProcSource } from "./source.ts";

export function mountProc(tree: FileTree, source: ProcSource): void {
  const proc = new FileTree({ now: source.now, live: () => procRoot(source) });
  tree.mount("/proc", proc, { readOnly: true });
}

function procRoot(source: ProcSource): FileNode {
  const processes = source.processes
    .list()
    .map((info) => [String(info.pid), processFiles(info, source)] as const)
    .reverse();
  return directory(
    {
      ...Object.fromEntries(processes),
      ...kernelFiles(source),
      net: "self/net",
      mounts: "self/mounts",
      // What reads it has a number of its own; see the files of a process.
      self: String(source.processes.list().at(-1)?.pid ?? 1),
    },
    source.now(),
  );
}

function directory(entries: ProcDirectory, nowMs: number): DirectoryNode {
  const head = { uid: 0, mtimeMs: nowMs };
  const node = (content: ProcDirectory[string]): FileNode => {
    if (typeof content === "string") return { ...head, type: "link", mode: 0o777, target: content };
    if (typeof content === "function") return lateFile({ ...head, mode: 0o444 }, () => utf8(content()));
    return directory(content, nowMs);
  };
  return {
    ...head,
    type: "directory",
    mode: 0o555,
    entries: new Map(Object.entries(entries).map(([name, content]) => [name, node(content)])),
  };
}
