import type { Draft, KubeObject } from "../machinery/object.ts";
import { deepFreeze } from "../machinery/values.ts";
import { Collection, type StoreEvent } from "./collection.ts";
import { type Marked, WRITTEN, type Written, withWritten, writtenOf } from "./written.ts";

export type StoreListener = (event: StoreEvent) => void;

/** Plain data: every object by resource, in the order of creation. */
export interface SavedStore {
  readonly revision: number;
  readonly objects: Readonly<Record<string, readonly KubeObject[]>>;
  /** Who wrote them: the notes of the same objects, in the same order. */
  readonly written?: Readonly<Record<string, readonly (Written | null)[]>>;
}

/** How many past events a resource keeps for watches that start in the past. */
const HISTORY = 1024;

/**
 * All objects of one API server: frozen, shared, under one counter of resource versions. It knows resources by their
 * qualified name ("pods", "deployments.apps") and nothing of what they mean.
 *
 * Listeners are called synchronously, in order. A listener may write: its event is delivered after the current one has
 * reached everyone.
 */
export class Store {
  #revision: number;
  /** Nothing that happened up to here is known as an event. */
  readonly #floor: number;
  readonly #collections = new Map<string, Collection>();
  /** Lists are made anew when somebody comes or goes: a change under way reaches those who were there when it began. */
  readonly #listeners = new Map<string, readonly StoreListener[]>();
  readonly #pending: { resource: string; event: StoreEvent }[] = [];
  #delivering = false;

  constructor(saved?: SavedStore) {
    this.#revision = saved?.revision ?? 0;
    this.#floor = this.#revision;
    for (const [resource, objects] of Object.entries(saved?.objects ?? {})) {
      const collection = this.collection(resource);
      const written = saved?.written?.[resource];
      for (const [i, object] of objects.entries()) {
        collection.put(deepFreeze(withWritten(object, written?.[i] ?? undefined)));
      }
    }
  }

  get revision(): number {
    return this.#revision;
  }

  collection(resource: string): Collection {
    let collection = this.#collections.get(resource);
    if (!collection) {
      collection = new Collection(this.#floor, HISTORY);
      this.#collections.set(resource, collection);
    }
    return collection;
  }

  get(resource: string, key: string): KubeObject | undefined {
    return this.#collections.get(resource)?.get(key);
  }

  /**
   * Stores a new state under the next resource version and tells everyone. Takes ownership: the object is frozen.
   *
   * @param written who wrote it; what the object brings when absent
   */
  put(resource: string, object: KubeObject, written?: Written): KubeObject {
    this.#revision += 1;
    const revision = this.#revision;
    const metadata = ownOf(object.metadata) as Marked;
    metadata.resourceVersion = String(revision);
    if (written) metadata[WRITTEN] = written;
    const stored = ownOf(object) as Draft<KubeObject>;
    stored.metadata = metadata as Draft<KubeObject>["metadata"];
    deepFreeze(stored);
    const old = this.collection(resource).put(stored);
    const event: StoreEvent = old
      ? { type: "MODIFIED", object: stored, old, revision }
      : { type: "ADDED", object: stored, revision };
    this.#tell(resource, event);
    return stored;
  }

  /** Keeps resource versions free for objects that come later and were there before; answers the first of them. */
  reserve(count: number): number {
    const first = this.#revision + 1;
    this.#revision += count;
    return first;
  }

  /** Puts an object under the resource version that it brings: it has been there all along, and only followers hear of it. */
  plant(resource: string, object: KubeObject): void {
    const stored = deepFreeze(object);
    this.collection(resource).put(stored);
    this.#deliver(resource, { type: "ADDED", object: stored, revision: Number(stored.metadata.resourceVersion) });
  }

  /** Removes an object; answers its last state, or undefined when there was none. */
  remove(resource: string, key: string): KubeObject | undefined {
    const old = this.collection(resource).remove(key);
    if (!old) return undefined;
    this.#revision += 1;
    const last = deepFreeze({ ...old, metadata: { ...old.metadata, resourceVersion: String(this.#revision) } });
    this.#tell(resource, { type: "DELETED", object: last, old, revision: this.#revision });
    return last;
  }

  /** Calls back for every change of a resource from now on. Returns how to stop. */
  listen(resource: string, listener: StoreListener): () => void {
    this.#listeners.set(resource, [...(this.#listeners.get(resource) ?? []), listener]);
    return () => {
      const others = (this.#listeners.get(resource) ?? []).filter((one) => one !== listener);
      this.#listeners.set(resource, others);
    };
  }

  save(): SavedStore {
    const resources = [...this.#collections].filter(([, collection]) => collection.size > 0);
    resources.sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      revision: this.#revision,
      objects: Object.fromEntries(resources.map(([resource, collection]) => [resource, [...collection.all()]])),
      written: Object.fromEntries(
        resources.map(([resource, collection]) => [resource, collection.all().map((one) => writtenOf(one) ?? null)]),
      ),
    };
  }

  #tell(resource: string, event: StoreEvent): void {
    this.collection(resource).remember(event);
    this.#deliver(resource, event);
  }

  #deliver(resource: string, event: StoreEvent): void {
    if (this.#delivering) {
      this.#pending.push({ resource, event });
      return;
    }
    this.#delivering = true;
    try {
      this.#hand(resource, event);
      for (let next = this.#pending.shift(); next; next = this.#pending.shift()) this.#hand(next.resource, next.event);
    } finally {
      this.#delivering = false;
    }
  }

  #hand(resource: string, event: StoreEvent): void {
    for (const listener of this.#listeners.get(resource) ?? []) listener(event);
  }
}

/** The value itself while nobody else can have it, a copy of what is frozen. */
const ownOf = <T extends object>(value: T): T => (Object.isFrozen(value) ? { ...value } : value);
