import { FileError, type Files, resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { say, UsageError } from "./tool.ts";

/** Copies a node and all below it. */
export function copyTree(files: Files, from: string, to: string, keepTimes: boolean, followLinks: boolean): void {
  const stat = followLinks ? files.stat(from) : files.lstat(from);
  if (!stat) throw new FileError("ENOENT", from);
  if (stat.type === "directory") {
    if (!files.stat(to)) files.makeDirectory(to, { mode: stat.mode });
    for (const name of files.list(from)) copyTree(files, `${from}/${name}`, `${to}/${name}`, keepTimes, false);
  } else if (stat.type === "link") {
    if (files.lstat(to)) files.remove(to);
    files.link(files.readLink(from), to);
  } else {
    const fresh = !files.stat(to);
    files.write(to, files.read(from), { mode: stat.mode });
    if (fresh && keepTimes) files.chmod(to, stat.mode);
  }
  if (keepTimes && stat.type !== "link") files.touch(to, stat.mtimeMs);
}

/** What cp and mv are to do: the sources, and whether the target is a folder that takes them in; says what is wrong. */
export async function destinations(
  operands: readonly string[],
  folder: string | undefined,
  io: Io,
): Promise<{ sources: readonly string[] | undefined; target: string; into: boolean }> {
  if (operands.length === 0) throw new UsageError("missing file operand");
  if (folder === undefined && operands.length === 1)
    throw new UsageError(`missing destination file operand after '${operands[0]}'`);
  const target = folder ?? operands.at(-1)!;
  const sources = folder === undefined ? operands.slice(0, -1) : operands;
  const into = io.files.stat(resolvePath(io.cwd, target))?.type === "directory";
  if (!into && (sources.length > 1 || folder !== undefined)) {
    await say(io, `target '${target}' is not a directory`);
    return { sources: undefined, target, into };
  }
  if (
    !into &&
    target.endsWith("/") &&
    sources.length === 1 &&
    io.files.stat(resolvePath(io.cwd, sources[0]!))?.type !== "directory"
  ) {
    await say(io, `cannot create regular file '${target}': Not a directory`);
    return { sources: undefined, target, into };
  }
  return { sources, target, into };
}
