import type { LessonFiles } from "../../worker/session.ts";

const files = import.meta.glob<string>("../../lessons/*/*/**/*", { query: "?raw", import: "default" });
const indexes = import.meta.glob<{ title: string; description: string }>("../../lessons/*/*/index.json", {
  eager: true,
  import: "default",
});

export interface LessonEntry {
  /** "<track>/<nn-slug>" */
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly profile: string | undefined;
  load(): Promise<LessonFiles>;
}

/** Every lesson that ships with the page, in the order of its folders. */
export const lessons: readonly LessonEntry[] = Object.entries(indexes)
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([path, index]) => {
    const folder = path.slice(0, -"index.json".length);
    return {
      slug: folder.replace("../../lessons/", "").replace(/\/$/, ""),
      title: index.title,
      description: index.description,
      profile: (index as { gatehouse?: { profile?: string } }).gatehouse?.profile,
      async load() {
        const own = Object.entries(files).filter(([name]) => name.startsWith(folder));
        const texts = await Promise.all(
          own.map(async ([name, read]) => [name.slice(folder.length), await read()] as const),
        );
        return Object.fromEntries(texts);
      },
    };
  });
