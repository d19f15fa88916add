import { FileError, type FileStat, type Files } from "../files.ts";
import type { Descriptors } from "./description.ts";

/** A file that exists only as a process's descriptor: what a process substitution printed, or takes. */
export interface DescriptorFile {
  readonly content?: Uint8Array;
  write?(chunk: Uint8Array | string): void;
}

const substitutions = new WeakMap<object, DescriptorFile>();

/** Makes /dev/fd/N readable (or writable) as a whole through Files. */
export function offerAsFile(description: object, file: DescriptorFile): void {
  substitutions.set(description, file);
}

/** Files as one process sees them: /dev/stdin and the like are its own descriptors, /proc/self is its own number. */
export function processFiles(all: Files, descriptors: Descriptors, pid: number): Files {
  const own = (path: string): string => (/^\/proc\/self(?=\/)/.test(path) ? `/proc/${pid}${path.slice(10)}` : path);
  const files: Files = {
    ...all,
    stat: (path) => all.stat(own(path)),
    lstat: (path) => all.lstat(own(path)),
    read: (path) => all.read(own(path)),
    readText: (path) => all.readText(own(path)),
    list: (path) => all.list(own(path === "/proc/self" ? "/proc/self/" : path)),
    readLink: (path) => (path === "/proc/self" ? String(pid) : all.readLink(own(path))),
    realPath: (path) => all.realPath(own(path)),
  };
  const fdOf = (path: string): number | undefined => {
    if (!path.startsWith("/dev/")) return undefined;
    const name = path.slice(5);
    const standard = ["stdin", "stdout", "stderr"].indexOf(name);
    if (standard >= 0) return standard;
    return /^fd\/\d+$/.test(name) ? Number(name.slice(3)) : undefined;
  };
  const statOf = (fd: number): FileStat | undefined => {
    const description = descriptors.get(fd);
    if (!description) return undefined;
    const size = substitutions.get(description)?.content?.length ?? 0;
    return { type: "device", mode: 0o600, size, mtimeMs: 0, uid: 0 };
  };
  const read = (path: string): Uint8Array => {
    const fd = fdOf(path);
    if (fd === undefined) return files.read(path);
    const description = descriptors.get(fd);
    if (!description) throw new FileError("ENOENT", path);
    const content = substitutions.get(description)?.content;
    if (content) return content;
    return description.path ? files.read(description.path) : new Uint8Array();
  };
  const stat = (path: string, usual: (path: string) => FileStat | undefined): FileStat | undefined => {
    const fd = fdOf(path);
    return fd === undefined ? usual(path) : statOf(fd);
  };
  return {
    ...files,
    stat: (path) => stat(path, files.stat),
    lstat: (path) => stat(path, files.lstat),
    read,
    readText: (path) => (fdOf(path) === undefined ? files.readText(path) : new TextDecoder().decode(read(path))),
    write: (path, content, options) => {
      const fd = fdOf(path);
      if (fd === undefined) return files.write(path, content, options);
      const description = descriptors.get(fd);
      if (!description) throw new FileError("ENOENT", path);
      const sink = substitutions.get(description)?.write;
      if (sink) sink(content);
      else if (description.writable) description.write(content).catch(() => {});
      else throw new FileError("EACCES", path);
    },
    realPath: (path) => (fdOf(path) === undefined ? files.realPath(path) : path),
  };
}
