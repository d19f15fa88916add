import { FileError, type Files, resolvePath } from "../files.ts";
import { hasPattern, patternRegExp, unescapePattern } from "./pattern.ts";

export interface GlobOptions {
  /** `*` matches names that begin with a dot too. */
  readonly dotglob: boolean;
  readonly nocaseglob: boolean;
  /** `**` matches any depth of folders. */
  readonly globstar: boolean;
}

/** The file names that a pattern matches, sorted; empty when there is none. bash(1) "Pathname Expansion". */
export function matchFiles(pattern: string, cwd: string, files: Files, options: GlobOptions): string[] {
  const parts = splitPath(pattern);
  const start = pattern.startsWith("/") ? "/" : "";
  let found = [start];
  for (const [at, part] of parts.entries()) {
    const last = at === parts.length - 1;
    found = found.flatMap((folder) => step(folder, part, last, { cwd, files, options }));
    if (found.length === 0) return [];
  }
  return [...new Set(found)].sort(byLocale);
}

interface Walk {
  readonly cwd: string;
  readonly files: Files;
  readonly options: GlobOptions;
}

function step(folder: string, part: string, last: boolean, walk: Walk): string[] {
  const { cwd, files, options } = walk;
  const here = resolvePath(cwd, folder || ".");
  if (part === "")
    return last && folder !== "/" ? (isFolder(here, files) ? [`${folder.replace(/\/$/, "")}/`] : []) : [folder];
  if (part === "**" && options.globstar) return everyDepth(folder, last, walk);
  const ending = last ? "" : "/";
  if (!hasPattern(part)) {
    const name = unescapePattern(part);
    const path = resolvePath(cwd, folder + name);
    if (!(last ? files.lstat(path) : isFolder(path, files))) return [];
    return [folder + name + ending];
  }
  const regExp = patternRegExp(part, { path: true, ignoreCase: options.nocaseglob });
  return listed(here, files)
    .filter((name) => (!name.startsWith(".") || options.dotglob || part.startsWith(".")) && regExp.test(name))
    .filter((name) => last || isFolder(resolvePath(here, name), files))
    .map((name) => folder + name + ending);
}

function everyDepth(folder: string, last: boolean, walk: Walk): string[] {
  const { cwd, files, options } = walk;
  const here = resolvePath(cwd, folder || ".");
  const found: string[] = last ? (folder === "" ? [] : [folder]) : [folder];
  for (const name of listed(here, files)) {
    if (name.startsWith(".") && !options.dotglob) continue;
    const stat = files.lstat(resolvePath(here, name));
    if (stat?.type === "directory") {
      found.push(
        ...everyDepth(`${folder}${name}/`, false, walk).flatMap((inner) =>
          last ? [inner.replace(/\/$/, "")] : [inner],
        ),
      );
      if (last) found.push(...filesBelow(`${folder}${name}/`, walk));
    } else if (last) found.push(folder + name);
  }
  return found;
}

function filesBelow(folder: string, walk: Walk): string[] {
  const { cwd, files, options } = walk;
  const here = resolvePath(cwd, folder);
  return listed(here, files)
    .filter((name) => !name.startsWith(".") || options.dotglob)
    .flatMap((name) => {
      const stat = files.lstat(resolvePath(here, name));
      return stat?.type === "directory" ? filesBelow(`${folder}${name}/`, walk) : [folder + name];
    });
}

const isFolder = (path: string, files: Files): boolean => files.stat(path)?.type === "directory";

function listed(path: string, files: Files): readonly string[] {
  try {
    return [...files.list(path)];
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

/** Splits at slashes that are not inside brackets or groups. */
function splitPath(pattern: string): string[] {
  const parts: string[] = [];
  let part = "";
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === "\\") {
      part += char + (pattern[++at] ?? "");
      continue;
    }
    if (char === "(" && /[?*+@!]$/.test(part)) depth += 1;
    else if (char === ")" && depth > 0) depth -= 1;
    if (char === "/" && depth === 0) {
      if (part !== "" || parts.length > 0) parts.push(part);
      part = "";
      while (pattern[at + 1] === "/") at += 1;
    } else part += char;
  }
  parts.push(part);
  return parts;
}

/** The order of the C.UTF-8 locale: by code point. */
const byLocale = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
