import type { Clock } from "../../base/clock.ts";
import type { ClusterView } from "./view.ts";

interface Parts {
  readonly view: ClusterView;
  readonly clock: Clock;
  print(line: string): void;
}

const SYNC_MS = 5000;

/** The kubernetes plugin gives its informers five seconds, then the server starts without what they have not seen. */
export async function informersFilled(text: string, { view, clock, print }: Parts, signal: AbortSignal): Promise<void> {
  if (!/^\s*kubernetes\b/m.test(text)) return;
  print("[INFO] plugin/kubernetes: waiting for Kubernetes API before starting server");
  for (let waited = 0; waited < SYNC_MS && view.synced?.() === false && !signal.aborted; waited += 500) {
    await clock.sleep(500, signal).catch(() => {});
  }
  if (view.synced?.() === false) print("[WARNING] plugin/kubernetes: starting server with unsynced Kubernetes API");
}
