import type { Clock } from "../../../base/clock.ts";
import type { HttpRequest, HttpResponse } from "../../../base/http.ts";
import { utf8 } from "../../../base/streams.ts";
import { expired } from "../../machinery/failures.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { StoreEvent } from "../collection.ts";
import { resourceOf, viewOf } from "../kindRegistry.ts";
import { meetsQuery, type Query, selectSorted } from "../query.ts";
import type { Store } from "../store.ts";
import type { Wanted } from "./answers.ts";
import { includeObject, partial, tableOf } from "./table.ts";
import { count, flag } from "./target.ts";

/** The server ends a watch by itself after half an hour to an hour; clients come back. */
const LONGEST_SECONDS = 1800;
/** A watcher that lets so many events wait is cut off; it may come back from the last that it has read. */
const MOST_WAITING = 10_000;
const BOOKMARK_MS = 60_000;

export interface WatchOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly kind: Kind;
  readonly query: Query;
  readonly parameters: URLSearchParams;
  readonly wanted: Wanted;
  /** The object as it goes over the wire. */
  encode(object: KubeObject): KubeObject;
}

/**
 * A watch as a stream of JSON lines.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export function watchAnswer(request: HttpRequest, options: WatchOptions): HttpResponse {
  return {
    status: 200,
    headers: [
      ["Cache-Control", "no-cache, private"],
      ["Content-Type", "application/json"],
      ["Transfer-Encoding", "chunked"],
    ],
    body: lines(request, options),
  };
}

interface Out {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: KubeObject | object;
}

/** Starts to listen at once, not when the first line is read, so that nothing is missed in between. */
function lines(request: HttpRequest, options: WatchOptions): AsyncIterable<Uint8Array> {
  const { store, clock, kind, query, parameters } = options;
  const waiting: Out[] = [];
  let wake = () => {};
  let ended = false;
  const end = () => {
    ended = true;
    wake();
  };
  const push = (out: Out) => {
    if (waiting.length >= MOST_WAITING) return end();
    waiting.push(out);
    wake();
  };

  for (const out of backlog(options)) waiting.push(out);
  if (waiting.at(-1)?.type === "ERROR") ended = true;
  const stop = store.listen(resourceOf(kind), (event) => {
    const out = seen(kind, query, viewed(kind, event));
    if (out) push(out);
  });
  const seconds = Math.min(count(parameters, "timeoutSeconds") || LONGEST_SECONDS, LONGEST_SECONDS * 2);
  const cancelEnd = clock.after(timeoutMs(parameters) ?? seconds * 1000, end);
  const bookmarks = flag(parameters, "allowWatchBookmarks");
  let cancelBookmark = () => {};
  const bookmark = () => {
    push({ type: "BOOKMARK", object: bookmarkOf(kind, store.revision) });
    cancelBookmark = clock.after(BOOKMARK_MS, bookmark);
  };
  if (bookmarks) cancelBookmark = clock.after(BOOKMARK_MS, bookmark);
  request.signal?.addEventListener("abort", end, { once: true });
  const close = () => {
    ended = true;
    stop();
    cancelEnd();
    cancelBookmark();
    request.signal?.removeEventListener("abort", end);
  };
  const print = printer(options);

  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        for (;;) {
          if (request.signal?.aborted) break;
          if (waiting.length > 0) {
            const text = waiting.splice(0).map(print).join("");
            return { done: false, value: utf8(text) };
          }
          if (ended) break;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        close();
        return { done: true, value: undefined };
      },
      async return() {
        close();
        return { done: true, value: undefined };
      },
    }),
  };
}

/** `timeout=2s`, which kubectl's --request-timeout adds. */
function timeoutMs(parameters: URLSearchParams): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(parameters.get("timeout") ?? "");
  if (!match?.[0] || match[0] === "0s") return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** What comes before the first live event: the present state, or what happened since a resource version. */
function backlog({ store, kind, query, parameters }: WatchOptions): Out[] {
  const from = parameters.get("resourceVersion") ?? "";
  const initial = flag(parameters, "sendInitialEvents");
  if (initial || from === "" || from === "0") {
    const added: Out[] = selectSorted(store, kind, query).map((object) => ({ type: "ADDED", object }));
    if (initial) added.push({ type: "BOOKMARK", object: bookmarkOf(kind, store.revision, true) });
    return added;
  }
  const collection = store.collection(resourceOf(kind));
  const events = collection.since(Number(from));
  if (!events) {
    const { status } = expired(`too old resource version: ${from} (${collection.floor})`);
    return [{ type: "ERROR", object: status }];
  }
  return events.flatMap((event) => seen(kind, query, viewed(kind, event)) ?? []);
}

/** An event with the objects as this version of the kind has them. */
function viewed(kind: Kind, event: StoreEvent): StoreEvent {
  if (!kind.view) return event;
  const { object, old } = event;
  return { ...event, object: viewOf(kind, object), ...(old ? { old: viewOf(kind, old) } : {}) };
}

/** An event as a watcher with this query sees it: what begins to match is added, what no longer does is deleted. */
function seen(kind: Kind, query: Query, event: StoreEvent): Out | undefined {
  const is = event.type !== "DELETED" && meetsQuery(kind, query, event.object);
  const was = event.old !== undefined && meetsQuery(kind, query, event.old);
  if (is) return { type: was ? "MODIFIED" : "ADDED", object: event.object };
  return was ? { type: "DELETED", object: event.type === "DELETED" ? event.object : lastSeen(event) } : undefined;
}

/** What a watcher loses sight of goes as it last saw it, under the new resource version. */
function lastSeen({ old, object }: StoreEvent): KubeObject {
  return { ...old!, metadata: { ...old!.metadata, resourceVersion: object.metadata.resourceVersion! } };
}

function bookmarkOf(kind: Kind, revision: number, initial = false): KubeObject {
  const annotations = initial ? { annotations: { "k8s.io/initial-events-end": "true" } } : {};
  const metadata = { resourceVersion: String(revision), ...annotations } as unknown as KubeObject["metadata"];
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
}

/** Tables carry their columns only once. */
function printer({ kind, clock, parameters, wanted, encode }: WatchOptions): (out: Out) => string {
  let first = true;
  return ({ type, object }) => {
    const whole = object as KubeObject;
    if (type === "ERROR") return `${JSON.stringify({ type, object })}\n`;
    if (wanted.as === "Object") return `${JSON.stringify({ type, object: encode(whole) })}\n`;
    if (wanted.as === "PartialObjectMetadata") return `${JSON.stringify({ type, object: partial(whole) })}\n`;
    const metadata = { resourceVersion: whole.metadata.resourceVersion };
    const table = tableOf(kind, type === "BOOKMARK" ? [] : [whole], {
      metadata,
      include: includeObject(parameters),
      nowMs: clock.now(),
      withoutColumns: !first,
    });
    const marked = type === "BOOKMARK" ? { ...table, rows: [{ cells: [], object: partial(whole) }] } : table;
    first = false;
    return `${JSON.stringify({ type, object: marked })}\n`;
  };
}
