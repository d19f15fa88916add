import { type LessonEntry, lessons } from "./lesson/catalogue.ts";

/**
 * What the page's own URL asks for:
 *
 *   lesson=<track>/<nn-slug>  step=<unit, 0 is the introduction>  profile=<name>  theme=dark|light
 *   seed=<number>  stand-in   speed=<seconds that pass in the cluster in one of ours, 1 to 20>
 *   embed=1                   the compact page, for a frame in somebody's article
 *   host=<origin>             who frames it: events go there, and orders are taken from there
 *   fit=1                     the page is as high as its content and says how high that is
 *   lab=<name>                keeps this lab's session apart from those of others
 */
export interface Address {
  readonly entry: LessonEntry | undefined;
  readonly profile: string;
  readonly unit: number | undefined;
  readonly seed: number | undefined;
  readonly standIn: boolean;
  readonly speed: number | undefined;
  readonly embedded: boolean;
  readonly host: string | undefined;
  readonly fit: boolean;
  /** Under which name the session is kept. */
  readonly sessionKey: string;
}

export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const entry = lessons.find((lesson) => lesson.slug === query.get("lesson"));
  const profile = query.get("profile") ?? entry?.profile ?? "kind";
  const lab = query.get("lab");
  return {
    entry,
    profile,
    unit: query.has("step") ? Number(query.get("step")) || 0 : undefined,
    seed: Number(query.get("seed")) || undefined,
    standIn: query.has("stand-in"),
    speed: query.has("speed") ? Math.min(20, Math.max(1, Number(query.get("speed")) || 1)) : undefined,
    embedded: query.get("embed") === "1",
    host: query.get("host") ?? undefined,
    fit: query.get("fit") === "1",
    sessionKey: `${profile}:${entry?.slug ?? ""}${lab ? `:${lab}` : ""}`,
  };
}

export const address = readAddress(location.search);

/** Goes to the page with some of what it asks for changed; an empty value drops a parameter. */
export function go(change: Readonly<Record<string, string>>): void {
  location.search = changed(change);
}

/** The same lab as a page of its own. */
export const fullPage = (): string => `?${changed({ embed: "", host: "", fit: "", lab: "" })}`;

function changed(change: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next.toString();
}
