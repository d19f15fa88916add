import type { Clock } from "../../base/clock.ts";

type Language = typeof import("./language.ts");

let here: Language | undefined;

/**
 * Fetches the language; cluster time stands still meanwhile. A shell asks before it first reads a command, whether or not another
 * one has: so what it does never depends on those.
 */
export async function fetchLanguage(clock: Clock): Promise<void> {
  here = await clock.hold(import("./language.ts"));
}

/** The language, for a shell that has fetched it. */
export function language(): Language {
  if (!here) throw new Error("a shell runs commands before it has fetched the language");
  return here;
}
