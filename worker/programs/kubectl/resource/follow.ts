import type { Status } from "../../../api/machinery/status.ts";
import { StatusError } from "../../../api/machinery/status.ts";
import type { Place, WatchLine } from "../client/rest.ts";
import { dig, type JsonObject } from "../json.ts";
import type { Kube } from "../kube.ts";

/**
 * One object as it is and as it changes, until the caller stops or the deadline passes. An object that is not there yields
 * nothing until it is created; one that is gone when following begins yields DELETED.
 *
 * @param deadline cluster time in milliseconds
 */
export async function* followObject(kube: Kube, place: Place, deadline?: number): AsyncGenerator<WatchLine> {
  const rest = await kube.rest();
  const { name, ...collection } = place;
  const stop = new AbortController();
  const onAbort = () => stop.abort(kube.io.signal.reason);
  kube.io.signal.addEventListener("abort", onAbort, { once: true });
  const cancel =
    deadline === undefined
      ? () => {}
      : kube.io.clock.after(Math.max(0, deadline - kube.io.clock.now()), () => stop.abort(new DeadlinePassed()));
  try {
    for (;;) {
      const query = [
        ["fieldSelector", `metadata.name=${name}`],
        ["allowWatchBookmarks", "true"],
        ["resourceVersionMatch", "NotOlderThan"],
        ["sendInitialEvents", "true"],
      ] as const;
      let seen = false;
      for await (const line of rest.watch(collection, query, { signal: stop.signal })) {
        if (line.type === "ERROR") {
          const error = new StatusError(line.object as unknown as Status);
          if (error.is("Expired") || error.is("Gone")) break;
          throw error;
        }
        if (line.type !== "BOOKMARK") {
          seen = true;
          yield line;
        } else if (initialEnd(line.object) && !seen) yield { type: "DELETED", object: {} };
      }
      if (stop.signal.aborted) break;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    cancel();
    kube.io.signal.removeEventListener("abort", onAbort);
    stop.abort(new DeadlinePassed());
  }
  if (kube.io.signal.aborted) throw kube.io.signal.reason;
}

const initialEnd = (bookmark: JsonObject): boolean =>
  dig(bookmark, "metadata", "annotations", "k8s.io/initial-events-end") === "true";

class DeadlinePassed extends Error {}
