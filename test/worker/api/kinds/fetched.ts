import type { Kind } from "../../../../worker/api/machinery/kind.ts";

/** Waits for the rules and columns of a kind, as whoever asks a server for it does. */
export async function fetched(kind: Kind): Promise<void> {
  await kind.ready?.({ hold: (promise) => promise });
}
