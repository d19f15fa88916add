import { fromUtf8 } from "../../base/streams.ts";
import { FileError, type Files, resolvePath } from "../files.ts";
import type { Program } from "../program.ts";

/**
 * The programs of a machine. A key is an absolute path (it is found when that file is there, see `installPrograms`), or a
 * bare name (found as /usr/bin/NAME without a file).
 */
export type ProgramTable = ReadonlyMap<string, Program>;

/** What is in the file of a program that we bring: the magic number of an executable, so that `cat` shows no script. */
const EXECUTABLE = "\u007fELF\u0002\u0001\u0001\u0000";

/** Writes an executable file for each program, as an image's layers would; files already there are left alone. */
export function installPrograms(files: Files, programs: ProgramTable): void {
  for (const name of programs.keys()) {
    const path = name.startsWith("/") ? name : `/usr/bin/${name}`;
    if (files.lstat(path)) continue;
    files.makeDirectory(path.slice(0, path.lastIndexOf("/")) || "/", { parents: true });
    files.write(path, EXECUTABLE, { mode: 0o755 });
  }
}

export type Found =
  | { readonly type: "program"; readonly program: Program; readonly path: string }
  | { readonly type: "script"; readonly interpreter: readonly string[]; readonly path: string }
  | { readonly type: "missing"; readonly errno: "ENOENT" | "EACCES" | "EISDIR" | "ENOTDIR" | "ENOEXEC" };

export interface Lookup {
  readonly files: Files;
  readonly programs: ProgramTable;
  readonly cwd: string;
  /** The PATH variable. */
  readonly path: string | undefined;
}

/** What running a name would run: execvp(3) with our programs. */
export function findProgram(name: string, where: Lookup): Found {
  if (name.includes("/")) return inspect(resolvePath(where.cwd, name), where);
  const path = pathOf(name, where);
  if (path === undefined) return { type: "missing", errno: "ENOENT" };
  return inspect(path, where);
}

/** The file a bare name stands for, as `type -P` tells. */
export function pathOf(name: string, { files, programs, cwd, path }: Lookup): string | undefined {
  if (name === "") return undefined;
  const folders = (path ?? "").split(":");
  let denied: string | undefined;
  for (const folder of folders) {
    const candidate = resolvePath(cwd, `${folder || "."}/${name}`);
    const stat = files.stat(candidate);
    if (stat?.type !== "file") continue;
    if (stat.mode & 0o111) return candidate;
    denied ??= candidate;
  }
  if (denied) return denied;
  const usual = folders.includes("/usr/bin") ? "/usr/bin" : folders.includes("/bin") ? "/bin" : undefined;
  return usual && programs.has(name) ? `${usual}/${name}` : undefined;
}

function inspect(path: string, where: Lookup): Found {
  const { files, programs } = where;
  const stat = files.stat(path);
  if (!stat) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const bare = /^(\/usr)?\/s?bin\//.test(path) ? programs.get(name) : undefined;
    if (bare) return { type: "program", program: bare, path };
    const twin = twinOf(path);
    if (twin && files.stat(twin)) return inspect(twin, where);
    return { type: "missing", errno: "ENOENT" };
  }
  if (stat.type === "directory") return { type: "missing", errno: "EISDIR" };
  if (!(stat.mode & 0o111)) return { type: "missing", errno: "EACCES" };
  const real = files.realPath(path);
  const program = programs.get(path) ?? programs.get(real) ?? bareProgram(real, programs);
  let head: Uint8Array;
  try {
    head = files.read(real).subarray(0, 256);
  } catch (error) {
    if (error instanceof FileError) return { type: "missing", errno: "EACCES" };
    throw error;
  }
  if (head[0] === 0x23 && head[1] === 0x21) {
    const [interpreter = "", argument] = fromUtf8(head)
      .slice(2)
      .split("\n")[0]!
      .trim()
      .split(/\s+(.*)/s);
    return { type: "script", interpreter: argument ? [interpreter, argument] : [interpreter], path };
  }
  if (program) return { type: "program", program, path };
  if (head.includes(0)) return { type: "missing", errno: "ENOEXEC" };
  return { type: "script", interpreter: [], path };
}

/** On a merged system /bin and /usr/bin are one folder: a script may name its interpreter either way. */
function twinOf(path: string): string | undefined {
  if (/^\/s?bin\//.test(path)) return `/usr${path}`;
  return /^\/usr\/s?bin\//.test(path) ? path.slice(4) : undefined;
}

function bareProgram(real: string, programs: ProgramTable): Program | undefined {
  const at = real.lastIndexOf("/");
  return /^(\/usr)?(\/local)?\/s?bin$/.test(real.slice(0, at)) ? programs.get(real.slice(at + 1)) : undefined;
}
