import type { Clock } from "../../base/clock.ts";
import { type KubeObject, keyOf } from "../machinery/object.ts";
import type { Store } from "./store.ts";

/** --event-ttl of the real server. */
const LIFETIME_MS = 3_600_000;

/** Events go an hour after they were last written. One timer serves all: the oldest is always the first to go. */
export function expireEvents(store: Store, clock: Clock): void {
  /** By key, in the order of the last write. */
  const written = new Map<string, number>();
  let planned = false;

  const plan = () => {
    const [oldest] = written.values();
    if (planned || oldest === undefined) return;
    planned = true;
    clock.after(oldest + LIFETIME_MS - clock.now(), () => {
      planned = false;
      const now = clock.now();
      for (const [key, ms] of written) {
        if (ms + LIFETIME_MS > now) break;
        store.remove("events", key);
      }
      plan();
    });
  };

  const note = (event: KubeObject, ms: number) => {
    const key = keyOf(event);
    written.delete(key);
    written.set(key, ms);
    plan();
  };
  const saved = [...store.collection("events").all()].map((event) => ({ event, ms: lastWrite(event) }));
  for (const { event, ms } of saved.sort((a, b) => a.ms - b.ms)) note(event, ms);
  store.listen("events", ({ type, object }) => {
    if (type === "DELETED") written.delete(keyOf(object));
    else note(object, clock.now());
  });
}

/** As near as a saved event tells it. */
function lastWrite(event: KubeObject): number {
  const { lastTimestamp } = event as { lastTimestamp?: string };
  return Date.parse(lastTimestamp ?? event.metadata.creationTimestamp ?? "") || 0;
}
