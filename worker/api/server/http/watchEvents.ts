import { expired, unknownError } from "../../machinery/failures.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { StoreEvent } from "../collection.ts";
import { resourceOf, viewOf } from "../kindRegistry.ts";
import { meetsQuery, type Query, selectSorted } from "../query.ts";
import type { Store } from "../store.ts";
import type { ListOptions } from "./options.ts";
import { parseRevision } from "./revision.ts";

/** One line of a watch. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: object;
}

/** What comes before the first live event. */
export interface Backlog {
  /** Shown as added. */
  readonly objects: readonly KubeObject[];
  readonly events: readonly (StoreEvent | WatchEvent)[];
  /** Nothing comes after it. */
  readonly last?: true;
}

const NOTHING: Backlog = { objects: [], events: [] };

/**
 * Where a watch begins: with what there is, with what happened since a revision, or now.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-watch
 * @throws StatusError for a revision that is no number
 */
export function backlogOf(store: Store, kind: Kind, query: Query, options: ListOptions): Backlog {
  const { resourceVersion, sendInitialEvents, allowWatchBookmarks } = options;
  const from = parseRevision(resourceVersion, unknownError);
  if (sendInitialEvents) {
    const objects = selectSorted(store, kind, query);
    return { objects, events: allowWatchBookmarks ? [bookmarkOf(kind, store.revision, { initial: true })] : [] };
  }
  if (from === 0) return NOTHING;
  const collection = store.collection(resourceOf(kind));
  const events = collection.since(from);
  if (events) return { objects: [], events };
  const { status } = expired(`too old resource version: ${from} (${collection.floor})`);
  return { objects: [], events: [{ type: "ERROR", object: status }], last: true };
}

/** An event as a watcher with this query sees it: what begins to match is added, what no longer does is deleted. */
export function seen(kind: Kind, query: Query, event: StoreEvent): WatchEvent | undefined {
  const object = viewOf(kind, event.object);
  const old = event.old && viewOf(kind, event.old);
  const is = event.type !== "DELETED" && meetsQuery(kind, query, object);
  const was = old !== undefined && meetsQuery(kind, query, old);
  if (is) return { type: was ? "MODIFIED" : "ADDED", object };
  if (!was) return undefined;
  return { type: "DELETED", object: event.type === "DELETED" ? object : lastSeen(old, object) };
}

/** What a watcher loses sight of goes as it last saw it, under the new resource version. */
const lastSeen = (old: KubeObject, object: KubeObject): KubeObject => ({
  ...old,
  metadata: { ...old.metadata, resourceVersion: object.metadata.resourceVersion! },
});

/** Tells how far a watch has come; the first of a watch that began with what there is says that this is all. */
export function bookmarkOf(kind: Kind, revision: number, { initial = false } = {}): WatchEvent {
  const annotations = initial ? { annotations: { "k8s.io/initial-events-end": "true" } } : {};
  const metadata = { resourceVersion: String(revision), ...annotations };
  return { type: "BOOKMARK", object: { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata } };
}
