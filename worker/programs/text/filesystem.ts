import type { IFileSystem } from "just-bash/browser";
import { FileError, type FileStat, type Files, resolvePath } from "../../shell/files.ts";

/** Our files in the form that just-bash's commands use. */
export function fileSystemOf(files: Files): IFileSystem {
  const failing = async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (error) {
      throw error instanceof FileError
        ? new Error(`${error.errno}: ${error.message.toLowerCase()}, '${error.path}'`)
        : error;
    }
  };
  const describe = (path: string, stat: FileStat | undefined) => {
    if (!stat) throw new FileError("ENOENT", path);
    return {
      isFile: stat.type === "file" || stat.type === "device",
      isDirectory: stat.type === "directory",
      isSymbolicLink: stat.type === "link",
      mode: stat.mode,
      size: stat.size,
      mtime: new Date(stat.mtimeMs),
    };
  };
  const copy = (from: string, to: string): void => {
    if (files.stat(from)?.type !== "directory") return files.write(to, files.read(from));
    files.makeDirectory(to, { parents: true });
    for (const name of files.list(from)) copy(`${from}/${name}`, `${to}/${name}`);
  };
  return {
    readFile: (path) => failing(() => files.readText(path)),
    readFileBuffer: (path) => failing(() => files.read(path)),
    writeFile: (path, content) => failing(() => files.write(path, content)),
    appendFile: (path, content) => failing(() => files.write(path, content, { append: true })),
    exists: async (path) => files.stat(path) !== undefined,
    stat: (path) => failing(() => describe(path, files.stat(path))),
    lstat: (path) => failing(() => describe(path, files.lstat(path))),
    mkdir: (path, options) => failing(() => files.makeDirectory(path, { parents: options?.recursive ?? false })),
    readdir: (path) => failing(() => [...files.list(path)]),
    rm: (path, options) =>
      failing(() => {
        if (options?.force && !files.lstat(path)) return;
        files.remove(path, { recursive: options?.recursive ?? false });
      }),
    cp: (from, to) => failing(() => copy(from, to)),
    mv: (from, to) => failing(() => files.rename(from, to)),
    resolvePath,
    getAllPaths: () => [],
    chmod: (path, mode) => failing(() => files.chmod(path, mode)),
    symlink: (target, path) => failing(() => files.link(target, path)),
    link: (from, to) => failing(() => files.write(to, files.read(from))),
    readlink: (path) => failing(() => files.readLink(path)),
    realpath: (path) => failing(() => files.realPath(path)),
    utimes: (path, _, mtime) => failing(() => files.touch(path, mtime.getTime())),
  };
}
