import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { LessonFiles } from "../../session.ts";
import { UsageError } from "./options.ts";

/** The lessons that ship with Gatehouse, seen from the source and from the bundle. */
export function lessonsFolder(): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  for (const up of ["../../../lessons", "../../lessons"]) {
    const folder = resolve(here, up);
    if (existsSync(folder)) return folder;
  }
  throw new Error("the folder of lessons is not there");
}

/** Every folder below with an index.json. */
export function findLessons(folder: string): string[] {
  if (existsSync(join(folder, "index.json"))) return [folder];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory())
    .flatMap(findLessons);
}

/**
 * A folder of pages for the simulated internet, by host and path.
 * @throws UsageError when it is no folder
 */
export function readPages(folder: string): LessonFiles {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`--internet ${folder}: no such folder`);
  return readLesson(folder);
}

export function readLesson(folder: string): LessonFiles {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(names.map((name) => [relative(".", name), readFileSync(join(folder, name), "utf8")]));
}
