import type { Clock } from "../../../base/clock.ts";
import type { HttpRequest, HttpResponse } from "../../../base/http.ts";
import { utf8 } from "../../../base/streams.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { StoreEvent } from "../collection.ts";
import { type KindRegistry, resourceOf } from "../kindRegistry.ts";
import type { Query } from "../query.ts";
import type { Store } from "../store.ts";
import type { Wanted } from "./negotiation.ts";
import type { ListOptions } from "./options.ts";
import type { TableOptions } from "./table.ts";
import { type Backlog, backlogOf, bookmarkOf, seen, type WatchEvent } from "./watchEvents.ts";
import { type EventTexts, linesWriter } from "./watchLines.ts";

/** The server ends a watch by itself after half an hour; clients come back. */
const LONGEST_SECONDS = 1800;
/** A watcher that lets so many events wait is cut off; it may come back from the last that it has read. */
const MOST_WAITING = 10_000;
const BOOKMARK_MS = 60_000;
/** The last bookmark comes so long before the end. */
const BEFORE_END_MS = 2000;
/** What is written at once: a list of thousands goes out in pieces. */
const PIECE = 65_536;

export interface WatchRequest {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly clock: Clock;
  readonly kind: Kind;
  readonly query: Query;
  readonly parameters: URLSearchParams;
  readonly options: ListOptions;
  readonly wanted: Wanted;
  readonly texts: EventTexts;
  readonly encode: TableOptions["encode"];
}

/**
 * A watch as a stream of JSON lines.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 * @throws StatusError for a revision that is no number
 */
export function watchAnswer(request: HttpRequest, watch: WatchRequest): HttpResponse {
  const { store, kind, query, options } = watch;
  const backlog = backlogOf(store, kind, query, options);
  const write = linesWriter(watch);
  return {
    status: 200,
    headers: [
      ["Cache-Control", "no-cache, private"],
      ["Content-Type", "application/json"],
      ["Transfer-Encoding", "chunked"],
    ],
    body: new Watch(watch, backlog, write, request.signal),
  };
}

/**
 * One watch, from its beginning to its end: by its time, by the client, because the client does not read, or with its kind. It listens at
 * once, not when the first line is read, so that nothing is missed in between; whatever ends it, nothing of it stays.
 */
class Watch implements AsyncIterable<Uint8Array> {
  readonly #watch: WatchRequest;
  readonly #write: ReturnType<typeof linesWriter>;
  #objects: readonly KubeObject[];
  #shown = 0;
  #waiting: (StoreEvent | WatchEvent)[];
  #ended: boolean;
  #wake = () => {};
  #stops: (() => void)[] = [];

  constructor(
    watch: WatchRequest,
    { objects, events, last }: Backlog,
    write: ReturnType<typeof linesWriter>,
    signal: AbortSignal | undefined,
  ) {
    this.#watch = watch;
    this.#write = write;
    this.#objects = objects;
    this.#waiting = [...events];
    this.#ended = last ?? false;
    if (signal?.aborted) this.#drop();
    else if (!last) this.#listen(signal);
  }

  #listen(signal: AbortSignal | undefined): void {
    const { store, kinds, kind, query } = this.#watch;
    // Whoever watches custom resources begins anew when their definition changes.
    if (kind.openApi) this.#stops.push(kinds.whenGone(kind, () => this.#end()));
    this.#stops.push(
      store.listen(resourceOf(kind), (event) => {
        if (seen(kind, query, event)) this.#push(event);
      }),
    );
    const drop = () => this.#drop();
    signal?.addEventListener("abort", drop, { once: true });
    this.#stops.push(() => signal?.removeEventListener("abort", drop));
    this.#keepTime();
  }

  #keepTime(): void {
    const { clock, store, kind, parameters, options } = this.#watch;
    const seconds = Math.min(options.timeoutSeconds || LONGEST_SECONDS, LONGEST_SECONDS * 2);
    const endMs = timeoutMs(parameters) ?? seconds * 1000;
    this.#stops.push(clock.after(endMs, () => this.#end()));
    if (!options.allowWatchBookmarks) return;
    const mark = () => this.#push(bookmarkOf(kind, store.revision));
    let cancel = clock.after(BOOKMARK_MS, function again() {
      mark();
      cancel = clock.after(BOOKMARK_MS, again);
    });
    this.#stops.push(() => cancel());
    if (endMs > BEFORE_END_MS) this.#stops.push(clock.after(endMs - BEFORE_END_MS, mark));
  }

  #push(event: StoreEvent | WatchEvent): void {
    if (this.#waiting.length >= MOST_WAITING) return this.#drop();
    this.#waiting.push(event);
    this.#wake();
  }

  /** Nothing more comes; what waits is still read. */
  #end(): void {
    this.#ended = true;
    for (const stop of this.#stops.splice(0)) stop();
    this.#wake();
  }

  /** Nobody reads any more. */
  #drop(): void {
    this.#objects = [];
    this.#waiting = [];
    this.#end();
  }

  /** The lines that are ready, as far as they make one piece; empty when there are none. */
  #ready(): string {
    const { kind, query } = this.#watch;
    let text = "";
    while (this.#shown < this.#objects.length && text.length < PIECE) {
      text += this.#write({ type: "ADDED", object: this.#objects[this.#shown++]! });
    }
    if (this.#objects.length > 0 && this.#shown >= this.#objects.length) this.#objects = [];
    let taken = 0;
    for (; taken < this.#waiting.length && text.length < PIECE; taken++) {
      const next = this.#waiting[taken]!;
      if (!("revision" in next)) {
        text += this.#write(next);
        continue;
      }
      const event = seen(kind, query, next);
      if (event) text += this.#write(event, next);
    }
    this.#waiting.splice(0, taken);
    return text;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: async () => {
        for (;;) {
          const text = this.#ready();
          if (text !== "") return { done: false, value: utf8(text) };
          if (this.#ended) return { done: true, value: undefined };
          if (this.#waiting.length === 0) {
            await new Promise<void>((resolve) => {
              this.#wake = resolve;
            });
          }
        }
      },
      return: async () => {
        this.#drop();
        return { done: true, value: undefined };
      },
    };
  }
}

/** `timeout=2s`, which kubectl's --request-timeout adds. */
function timeoutMs(parameters: URLSearchParams): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(parameters.get("timeout") ?? "");
  if (!match?.[0] || match[0] === "0s") return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
