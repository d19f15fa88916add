/**
 * A tree of files as one process sees it. Paths are absolute and normalised by the caller's `resolvePath`.
 * Methods are synchronous: files live in memory. Errors are FileError with the errno's usual words.
 */
export interface Files {
  stat(path: string): FileStat | undefined;
  /** Like stat, but says what a symbolic link itself is. */
  lstat(path: string): FileStat | undefined;
  read(path: string): Uint8Array;
  readText(path: string): string;
  /** Creates or replaces. */
  write(
    path: string,
    content: Uint8Array | string,
    options?: { readonly append?: boolean; readonly mode?: number },
  ): void;
  list(path: string): readonly string[];
  makeDirectory(path: string, options?: { readonly parents?: boolean; readonly mode?: number }): void;
  remove(path: string, options?: { readonly recursive?: boolean }): void;
  rename(from: string, to: string): void;
  link(target: string, path: string): void;
  readLink(path: string): string;
  chmod(path: string, mode: number): void;
  /** Sets the modification time, milliseconds since the epoch. */
  touch(path: string, mtimeMs: number): void;
  /** The path with every symbolic link followed. */
  realPath(path: string): string;
}

export interface FileStat {
  readonly type: "file" | "directory" | "link" | "device";
  readonly mode: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly uid: number;
}

export type Errno =
  | "ENOENT"
  | "EEXIST"
  | "ENOTDIR"
  | "EISDIR"
  | "ENOTEMPTY"
  | "EACCES"
  | "EROFS"
  | "ELOOP"
  | "EINVAL"
  | "EPERM";

/** The usual words of errno(3). */
export const ERRNO_WORDS: Readonly<Record<Errno, string>> = {
  ENOENT: "No such file or directory",
  EEXIST: "File exists",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  ENOTEMPTY: "Directory not empty",
  EACCES: "Permission denied",
  EROFS: "Read-only file system",
  ELOOP: "Too many levels of symbolic links",
  EINVAL: "Invalid argument",
  EPERM: "Operation not permitted",
};

export class FileError extends Error {
  constructor(
    readonly errno: Errno,
    readonly path: string,
  ) {
    super(ERRNO_WORDS[errno]);
    this.name = "FileError";
  }
}

/** Joins a path to the working directory and removes ".", ".." and doubled slashes. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${cwd}/${path}`).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}
