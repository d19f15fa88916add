import type { LessonFiles } from "../../worker/session.ts";

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
    const slug = path.replace("../../lessons/", "").replace(/\/index\.json$/, "");
    return {
      slug,
      title: index.title,
      description: index.description,
      profile: (index as { gatehouse?: { profile?: string } }).gatehouse?.profile,
      load: async () => (await import("./files.ts")).readLesson(slug),
    };
  });
