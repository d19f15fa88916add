/** What the worker fetches before anybody asks: the shell while the cluster boots, everything else when the prompt is there. */

/** No prompt without them. */
const FOR_THE_PROMPT = [() => import("../../shell/engine.ts")];

/** Called before the cluster boots. */
export function prefetchForPrompt(): void {
  for (const load of FOR_THE_PROMPT) load().catch(ignore);
}

/** Called when the cluster has booted. The first command wants the language. */
export async function prefetchRest(): Promise<void> {
  await import("../../shell/interpreter/language.ts").catch(ignore);
  const { fetchAhead } = await import("./ahead.ts");
  await fetchAhead();
}

/** Whoever needs it will ask again, and hear what is wrong. */
function ignore(): void {}
