/** What the worker fetches before anybody asks: the shell while the cluster boots, everything else when the prompt is there. */

/** No prompt without them. */
const FOR_THE_PROMPT = [() => import("../../shell/engine.ts")];

/** Called before the cluster boots. */
export function prefetchForPrompt(): void {
  for (const load of FOR_THE_PROMPT) load().catch(ignore);
}

/** What the first command wants, which is mostly kubectl. */
const FOR_THE_FIRST_COMMAND = [
  () => import("../../shell/interpreter/language.ts"),
  () => import("../../programs/kubectl/kubectl.ts"),
  () => import("../../network/tls.ts"),
  () => import("../../api/server/http/index.ts"),
];

/** Called when the cluster has booted. */
export async function prefetchRest(): Promise<void> {
  await Promise.all(FOR_THE_FIRST_COMMAND.map((load) => load().catch(ignore)));
  const { fetchAhead } = await import("./ahead.ts");
  await fetchAhead();
}

/** Whoever needs it will ask again, and hear what is wrong. */
function ignore(): void {}
