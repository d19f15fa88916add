/**
 * Who wrote which part of an object, as the server notes it with every write. It has to cost next to nothing: noted is who, when,
 * and the parts that changed, as they were and as they are; what that comes to in fields is worked out when somebody asks
 * (`ownership/`). The note rides on the metadata under a symbol, so that every state has its own and nobody stumbles over it.
 *
 * Exact for updates: their changed parts are kept. Two owners are kept without their fields: who created the object owns what
 * nobody else does, and so does the only one who has ever written its status in the status.
 */
import type { ManagedFieldsEntry } from "../generated/types.ts";
import { apiVersionOf, type Kind } from "../machinery/kind.ts";
import type { Draft, KubeObject } from "../machinery/object.ts";
import { deepEqual, isObject, type JsonObject } from "../machinery/values.ts";

export const WRITTEN: unique symbol = Symbol("written");

/** Plain data, never changed once made; states share it. */
export interface Written {
  /** metadata.managedFields as they were worked out last: then nobody is the creator. */
  readonly known?: readonly ManagedFieldsEntry[];
  readonly creator?: Writer;
  /** The only one who has written the status, through its subresource. */
  readonly status?: Writer;
  readonly since?: readonly Change[];
}

export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  /** Absent: when the object was created. */
  readonly at?: number;
}

/** One write: only what differs, maps key by key, lists whole. Without a manager, the server's own hand. */
export interface Change {
  readonly by?: Writer;
  readonly subresource?: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What a write says of itself. */
export interface Signature {
  readonly manager: string;
  readonly subresource?: string;
  readonly atMs: number;
}

/** Metadata with its note, while it is made. */
export type Marked = Draft<KubeObject["metadata"]> & { [WRITTEN]?: Written };

export const writtenOf = (object: KubeObject): Written | undefined => (object.metadata as Marked)[WRITTEN];

export function withWritten<T extends KubeObject>(object: T, written: Written | undefined): T {
  if (!written || writtenOf(object) === written) return object;
  return { ...object, metadata: { ...object.metadata, [WRITTEN]: written } };
}

const managers = new WeakMap<object, string>();

/** How the loops of a cluster sign: by the first word of their User-Agent. */
export function managerOf(by: { readonly user: string }): string {
  const known = managers.get(by);
  if (known !== undefined) return known;
  const manager = firstWordOf(by);
  managers.set(by, manager);
  return manager;
}

function firstWordOf({ user }: { readonly user: string }): string {
  if (user.startsWith("system:node:")) return "kubelet";
  const name = user.slice(user.lastIndexOf(":") + 1);
  const loop = name.endsWith("-controller") || name === "horizontal-pod-autoscaler";
  if (loop && user.startsWith("system:serviceaccount:kube-system:")) {
    return "kube-controller-manager";
  }
  return user === "system:apiserver" ? "kube-apiserver" : user === "kubernetes-admin" ? "kubeadm" : name;
}

const writer = (manager: string, kind: Kind, at?: number): Writer => ({
  manager,
  apiVersion: apiVersionOf(kind),
  ...(at === undefined ? {} : { at }),
});

/** Nobody owns anything, and nobody is noted before the first apply. */
const NOBODY: Written = Object.freeze({ known: [] });

const TYPE_AND_STATUS = new Set(["apiVersion", "kind", "metadata", "status"]);
const OWNED_METADATA = ["labels", "annotations", "ownerReferences", "finalizers", "generateName"] as const;

/** Whether an object has nothing but its name. */
function saysNothing(object: unknown): boolean {
  for (const key in object as KubeObject) if (!TYPE_AND_STATUS.has(key)) return false;
  const { metadata } = object as KubeObject;
  return OWNED_METADATA.every((key) => metadata[key] === undefined);
}

/** Objects that one hand has made by the hundred share their note. */
export class Notes {
  readonly #created = new Map<Kind, Map<string, Written>>();

  /**
   * @param given the new object before the server laid hands on it, where it may have
   * @param decided what the request itself says of its owners
   */
  created(kind: Kind, manager: string, object: KubeObject, given: unknown, decided?: Written): Written {
    if (!decided && saysNothing(given ?? object)) return NOBODY;
    const note = decided ?? this.#shared(kind, manager);
    const own = given === undefined ? undefined : difference(given, object);
    return own ? { ...note, since: [{ before: own[0], after: own[1] }] } : note;
  }

  #shared(kind: Kind, manager: string): Written {
    let byManager = this.#created.get(kind);
    if (!byManager) this.#created.set(kind, (byManager = new Map()));
    let shared = byManager.get(manager);
    if (!shared) byManager.set(manager, (shared = Object.freeze({ creator: writer(manager, kind) })));
    return shared;
  }
}

/** The note of an object after an update. */
export function updated(kind: Kind, old: KubeObject, next: KubeObject, by: Signature): Written | undefined {
  const before = writtenOf(old);
  // What has no owners gets none by an update: it was cleared, or comes from before there were notes.
  if (!before || (before.known?.length === 0 && !before.since && !before.creator)) return before;
  const { known = [], since = [], creator, status } = before;
  const own = writer(by.manager, kind, by.atMs);
  const same = (one: Writer) => one.manager === own.manager && one.apiVersion === own.apiVersion;
  if (by.subresource === "status") {
    const alone = status ? same(status) : !known.some(({ subresource }) => subresource === "status");
    const only = OWNED_METADATA.every((key) => old.metadata[key] === next.metadata[key]);
    if (only && alone && !since.some((one) => one.by && touchesStatus(one))) return { ...before, status: own };
  }
  const parts = difference(old, next);
  if (!parts) return before;
  if (creator && since.length === 0 && !by.subresource && same(creator)) {
    // Who only removes is not noted anew.
    return gains(...parts) ? { ...before, creator: own } : before;
  }
  const subresource = by.subresource ? { subresource: by.subresource } : {};
  return { ...before, since: [...since, { by: own, ...subresource, before: parts[0], after: parts[1] }] };
}

/** The note after the server itself has changed something: nobody's. */
export function rewritten(old: KubeObject, next: KubeObject): Written | undefined {
  const before = writtenOf(old);
  if (!before) return undefined;
  const parts = difference(old, next);
  if (!parts) return before;
  const { since = [] } = before;
  const own = { before: parts[0], after: parts[1] };
  const last = since.at(-1);
  return { ...before, since: last && !last.by ? [...since.slice(0, -1), together(last, own)] : [...since, own] };
}

/** All that the server has changed by itself, as one change. */
export function serverMade(since: readonly Change[]): Change | undefined {
  const own = since.filter(({ by }) => !by);
  return own.length > 0 ? own.reduce(together) : undefined;
}

/** Two changes of one hand, one after the other, as one. */
function together(first: Change, second: Change): Change {
  return {
    before: changed(second.before, first.after, first.before),
    after: changed(first.after, second.before, second.after),
  };
}

/** A part with a change done to it, or undone. */
function changed(part: unknown, from: unknown, to: unknown): unknown {
  if (!isObject(part) || !isObject(from) || !isObject(to)) return to;
  const result: JsonObject = Object.assign({}, part);
  for (const key in from) {
    if (!(key in to)) delete result[key];
    else result[key] = key in part ? changed(part[key], from[key], to[key]) : to[key];
  }
  for (const key in to) if (!(key in from)) result[key] = to[key];
  return result;
}

/** So many changes are kept; then it is worked out what they come to. */
export const MOST_CHANGES = 16;

/** Whether a change adds or modifies anything. */
function gains(before: unknown, after: unknown): boolean {
  if (!isObject(before) || !isObject(after)) return after !== undefined && !deepEqual(before, after);
  return Object.keys(after).some((key) => gains(before[key], after[key]));
}

const touchesStatus = ({ before, after }: Change) => [before, after].some((part) => isObject(part) && "status" in part);

/** Parts of metadata that are the server's own and have no owners. */
const UNOWNED = new Set(["resourceVersion", "generation", "uid", "creationTimestamp", "name", "managedFields"]);

/** Two objects cut down to where they differ; undefined when that is nowhere. */
export function difference(before: unknown, after: unknown): readonly [unknown, unknown] | undefined {
  const parts = differing(before, after);
  if (!parts) return undefined;
  const [old, next] = parts as [JsonObject, JsonObject];
  for (const part of [old, next]) {
    if (isObject(part.metadata)) {
      for (const key of Object.keys(part.metadata)) if (UNOWNED.has(key)) delete part.metadata[key];
    }
  }
  const empty = (part: JsonObject) =>
    Object.keys(part).every((key) => key === "metadata" && Object.keys(part.metadata as object).length === 0);
  return empty(old) && empty(next) ? undefined : parts;
}

function differing(before: unknown, after: unknown): readonly [unknown, unknown] | undefined {
  if (before === after) return undefined;
  if (!isObject(before) || !isObject(after)) return deepEqual(before, after) ? undefined : [before, after];
  let parts: [JsonObject, JsonObject] | undefined;
  for (const key in before) {
    const old = before[key];
    const next = after[key];
    if (old === next) continue;
    const part = typeof old === "object" && typeof next === "object" ? differing(old, next) : ([old, next] as const);
    if (!part) continue;
    parts ??= [{}, {}];
    if (part[0] !== undefined) parts[0][key] = part[0];
    if (part[1] !== undefined) parts[1][key] = part[1];
  }
  for (const key in after) {
    if (before[key] !== undefined || after[key] === undefined) continue;
    parts ??= [{}, {}];
    parts[1][key] = after[key];
  }
  if (parts) tellApart(parts, before, after);
  return parts;
}

/** A map that has lost or gained keys is another thing than one that came or went: both parts get a key that is the same. */
function tellApart(parts: readonly [JsonObject, JsonObject], before: JsonObject, after: JsonObject): void {
  if (parts.every((part) => Object.keys(part).length > 0)) return;
  const witness = Object.keys(before).find((key) => typeof before[key] !== "object" && before[key] === after[key]);
  if (witness !== undefined) for (const part of parts) part[witness] = before[witness];
}
