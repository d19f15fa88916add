import { type KubeObject, keyOf } from "../machinery/object.ts";

/** One change of one object, in the order of resource versions. */
export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** After the change; for DELETED the last state, under the resource version of the deletion. */
  readonly object: KubeObject;
  /** Before the change. */
  readonly old?: KubeObject;
  readonly revision: number;
}

type Bucket = Map<string, KubeObject>;

/** The value, or values, that an object stands under in an index. */
export type IndexOf = (object: KubeObject) => string | readonly string[] | undefined;

interface Index {
  readonly of: IndexOf;
  readonly buckets: Map<string, Bucket>;
}

/** The objects of one resource, with what makes looking them up cheap. A write costs the same however many there are. */
export class Collection {
  readonly #objects: Bucket = new Map();
  readonly #namespaces = new Map<string, Bucket>();
  readonly #indexes = new Map<string, Index>();
  /** Keys in the order of etcd, per namespace ("" for all); made when first asked for, dropped when the keys change. */
  readonly #order = new Map<string, readonly string[]>();
  /** The sorted keys that were valid last, so that sorting again is nearly free. */
  readonly #staleOrder = new Map<string, readonly string[]>();
  /** Whole lists, per namespace ("" for all), while nothing changes. */
  readonly #lists = new Map<string, readonly KubeObject[]>();
  /** Labels are frozen and shared by the states of an object, so what they are found under is worked out once. */
  readonly #terms = new WeakMap<object, readonly string[]>();
  readonly #history: StoreEvent[] = [];
  #floor: number;

  /** @param floor watches from before this revision are refused: their events are not known here */
  constructor(
    floor: number,
    readonly historySize: number,
  ) {
    this.#floor = floor;
    this.addIndex("owner", controllerUid);
    this.addIndex("label", (object) => this.#labelTerms(object));
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): KubeObject | undefined {
    return this.#objects.get(key);
  }

  /** In the order of creation. The same array again while nothing has changed. */
  all(namespace?: string): readonly KubeObject[] {
    const place = namespace ?? "";
    const known = this.#lists.get(place);
    if (known) return known;
    const bucket = namespace === undefined ? this.#objects : this.#namespaces.get(namespace);
    const list = Object.freeze(bucket ? [...bucket.values()] : []);
    this.#lists.set(place, list);
    return list;
  }

  /** How many there are in a namespace. */
  count(namespace?: string): number {
    return namespace === undefined ? this.#objects.size : (this.#namespaces.get(namespace)?.size ?? 0);
  }

  /** Keys in the order that lists have: by namespace and name, byte by byte. */
  sortedKeys(namespace?: string): readonly string[] {
    const place = namespace ?? "";
    const known = this.#order.get(place);
    if (known) return known;
    const bucket = namespace === undefined ? this.#objects : this.#namespaces.get(namespace);
    if (!bucket) return [];
    const old = this.#staleOrder.get(place) ?? [];
    const kept = old.filter((key) => bucket.has(key));
    const seen = new Set(kept);
    const keys = [...kept, ...[...bucket.keys()].filter((key) => !seen.has(key))].sort(byBytes);
    this.#order.set(place, keys);
    this.#staleOrder.delete(place);
    return keys;
  }

  addIndex(name: string, of: IndexOf): void {
    if (this.#indexes.has(name)) return;
    const buckets = new Map<string, Bucket>();
    this.#indexes.set(name, { of, buckets });
    for (const [key, object] of this.#objects) addToAll(buckets, of(object), key, object);
  }

  /** Objects that an index has under a value, in the order they came there. */
  indexed(name: string, value: string): Iterable<KubeObject> {
    return this.#indexes.get(name)?.buckets.get(value)?.values() ?? [];
  }

  /** Objects of a namespace with this value of a label, and how many there are. */
  labelled(namespace: string, key: string, value: string): { readonly size: number; values(): Iterable<KubeObject> } {
    return this.#indexes.get("label")!.buckets.get(labelTerm(namespace, key, value)) ?? NOTHING;
  }

  put(object: KubeObject): KubeObject | undefined {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    this.#objects.set(key, object);
    const namespace = object.metadata.namespace;
    if (namespace !== undefined) addTo(this.#namespaces, namespace, key, object);
    if (!old) this.#keysChanged(namespace);
    this.#listsChanged(namespace);
    for (const index of this.#indexes.values()) enter(index, key, object, old);
    return old;
  }

  remove(key: string): KubeObject | undefined {
    const old = this.#objects.get(key);
    if (!old) return undefined;
    this.#objects.delete(key);
    const namespace = old.metadata.namespace;
    if (namespace !== undefined) removeFrom(this.#namespaces, namespace, key);
    this.#keysChanged(namespace);
    this.#listsChanged(namespace);
    for (const { of, buckets } of this.#indexes.values()) removeFromAll(buckets, of(old), key);
    return old;
  }

  remember(event: StoreEvent): void {
    this.#history.push(event);
    // Dropping in blocks keeps a write's cost even.
    if (this.#history.length < 2 * this.historySize) return;
    const dropped = this.#history.splice(0, this.historySize);
    this.#floor = dropped.at(-1)!.revision;
  }

  /** Events after a revision, oldest first; undefined when some of them are forgotten. */
  since(revision: number): readonly StoreEvent[] | undefined {
    if (revision < this.#floor) return undefined;
    let at = this.#history.length;
    while (at > 0 && this.#history[at - 1]!.revision > revision) at -= 1;
    return this.#history.slice(at);
  }

  /**
   * What has changed since a revision, by key: how it was then, undefined for what was not there. Undefined when that is
   * forgotten.
   */
  changedSince(revision: number): ReadonlyMap<string, KubeObject | undefined> | undefined {
    const events = this.since(revision);
    if (!events) return undefined;
    const before = new Map<string, KubeObject | undefined>();
    for (const { object, old } of events) {
      const key = keyOf(object);
      if (!before.has(key)) before.set(key, old);
    }
    return before;
  }

  get floor(): number {
    return this.#floor;
  }

  #labelTerms(object: KubeObject): readonly string[] {
    const { labels, namespace } = object.metadata;
    if (!labels || namespace === undefined) return NO_TERMS;
    const known = this.#terms.get(labels);
    if (known?.[0]?.startsWith(`${namespace}\n`)) return known;
    const terms = Object.keys(labels).map((key) => labelTerm(namespace, key, labels[key]!));
    this.#terms.set(labels, terms);
    return terms;
  }

  #listsChanged(namespace: string | undefined): void {
    if (this.#lists.size === 0) return;
    this.#lists.delete("");
    if (namespace !== undefined) this.#lists.delete(namespace);
  }

  #keysChanged(namespace: string | undefined): void {
    for (const place of namespace === undefined ? [""] : ["", namespace]) {
      const order = this.#order.get(place);
      if (!order) continue;
      this.#staleOrder.set(place, order);
      this.#order.delete(place);
    }
  }
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** "" for what no controller owns, so that whoever selects orphans finds them. */
function controllerUid(object: KubeObject): string {
  const owners = object.metadata.ownerReferences;
  if (owners) for (const owner of owners) if (owner.controller) return owner.uid;
  return "";
}

const NOTHING: Bucket = new Map();

/** Where the index of labels has an object; names of namespaces and labels hold neither of the signs between. */
const labelTerm = (namespace: string, key: string, value: string) => `${namespace}\n${key}\n${value}`;

const NO_TERMS: readonly string[] = [];

function sameValues(a: ReturnType<IndexOf>, b: ReturnType<IndexOf>): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((value, i) => value === b[i]);
}

function addTo(buckets: Map<string, Bucket>, value: string, key: string, object: KubeObject): void {
  let bucket = buckets.get(value);
  if (!bucket) {
    bucket = new Map();
    buckets.set(value, bucket);
  }
  bucket.set(key, object);
}

function removeFrom(buckets: Map<string, Bucket>, value: string, key: string): void {
  const bucket = buckets.get(value);
  if (!bucket) return;
  bucket.delete(key);
  if (bucket.size === 0) buckets.delete(value);
}

function addToAll(buckets: Map<string, Bucket>, values: ReturnType<IndexOf>, key: string, object: KubeObject): void {
  if (typeof values === "string") addTo(buckets, values, key, object);
  else for (const value of values ?? []) addTo(buckets, value, key, object);
}

function enter({ of, buckets }: Index, key: string, object: KubeObject, old: KubeObject | undefined): void {
  const values = of(object);
  const before = old && of(old);
  if (before !== undefined && !sameValues(before, values)) removeFromAll(buckets, before, key);
  addToAll(buckets, values, key, object);
}

function removeFromAll(buckets: Map<string, Bucket>, values: ReturnType<IndexOf>, key: string): void {
  if (typeof values === "string") removeFrom(buckets, values, key);
  else for (const value of values ?? []) removeFrom(buckets, value, key);
}
