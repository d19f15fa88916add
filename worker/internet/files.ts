import type { Page, Site } from "../base/site.ts";

/** Content by where it is: "example.com/path/file.yaml", with or without a scheme before it. */
export type FilesByUrl = Readonly<Record<string, string>>;

/** The folder of a lesson, or of `gatehouse run`, with a file for every URL. */
const FOLDER = "internet/";

/** A lesson's own pages: its files below internet/, by what follows. */
export function filesByUrl(files: Readonly<Record<string, string>>): FilesByUrl {
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, content]) =>
      path.startsWith(FOLDER) ? [[path.slice(FOLDER.length), content]] : [],
    ),
  );
}

/** A site for every host that files name; an index.html is also what its folder answers. */
export function sitesOfFiles(files: FilesByUrl): readonly Site[] {
  const pages = new Map<string, Page[]>();
  for (const [where, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [, host, path] = /^(?:https?:\/\/)?([^/:]+)(\/.+)$/.exec(where) ?? [];
    if (host === undefined || path === undefined) continue;
    const name = host.toLowerCase();
    const own = pages.get(name) ?? [];
    pages.set(name, own);
    own.push({ path, content, says: "from the lesson" });
    if (path.endsWith("/index.html")) own.push({ path: path.slice(0, -"index.html".length), content });
  }
  return [...pages].map(([name, own]) => ({ names: [name], pages: own }));
}
