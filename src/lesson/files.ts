import type { LessonFiles } from "../../worker/session.ts";

const files = import.meta.glob<string>("../../lessons/*/*/**/*", { query: "?raw", import: "default" });

/** All files of a lesson, "<track>/<nn-slug>", by path within its folder. */
export async function readLesson(slug: string): Promise<LessonFiles> {
  const folder = `../../lessons/${slug}/`;
  const own = Object.entries(files).filter(([name]) => name.startsWith(folder));
  return Object.fromEntries(
    await Promise.all(own.map(async ([name, read]) => [name.slice(folder.length), await read()] as const)),
  );
}
