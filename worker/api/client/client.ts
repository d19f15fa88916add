import type { EventObject } from "../generated/types.ts";
import type { Kind } from "../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../machinery/object.ts";

/** A client over kinds. The kind value carries the type. Objects that come out are frozen and shared. */
export interface Client {
  /** @throws StatusError NotFound */
  get<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef): Promise<T>;
  tryGet<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef): Promise<T | undefined>;
  list<T extends KubeObject>(kind: Kind<T>, query?: ListQuery): Promise<readonly T[]>;
  /** @throws StatusError AlreadyExists, Invalid, Forbidden */
  create<T extends KubeObject>(kind: Kind<T>, object: T): Promise<T>;
  /** Replaces all but status. @throws StatusError Conflict when resourceVersion is set and stale */
  replace<T extends KubeObject>(kind: Kind<T>, object: T): Promise<T>;
  /** Replaces status only. */
  replaceStatus<T extends KubeObject>(kind: Kind<T>, object: T): Promise<T>;
  patch<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef, patch: Patch): Promise<T>;
  /** Resolves once the deletion is accepted; finalizers and grace may keep the object for a while. */
  delete<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef, options?: DeleteOptions): Promise<void>;
  /** pods/binding, as the scheduler does it: sets spec.nodeName and the PodScheduled condition. @throws StatusError Conflict */
  bind(pod: ObjectRef, nodeName: string): Promise<void>;
  /** pods/eviction: a deletion that respects disruption budgets. @throws StatusError TooManyRequests */
  evict(pod: ObjectRef, options?: DeleteOptions): Promise<void>;
  /** namespaces/finalize: replaces spec.finalizers only; an emptied list lets a terminating namespace go. */
  finalize(namespace: ObjectRef, finalizers: readonly string[]): Promise<void>;
  /**
   * A request by its path, as clients without types make it: discovery, a scale, what an aggregated API serves. Never rejects: what goes
   * wrong is an answer too.
   */
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** First ADDED for all that is there, then changes, until the signal aborts. */
  watch<T extends KubeObject>(kind: Kind<T>, query: ListQuery, signal: AbortSignal): AsyncIterable<WatchEvent<T>>;
}

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** With its query. */
  readonly path: string;
  /** Plain data, sent as JSON. */
  readonly body?: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  /** Read as JSON; the text where it is none. */
  readonly body: unknown;
}

export interface ListQuery {
  readonly namespace?: string;
  /** "app=web,tier in (a,b)", or exact labels. */
  readonly labels?: string | Readonly<Record<string, string>>;
  /** "spec.nodeName=a,status.phase!=Running" */
  readonly fields?: string;
}

export interface Patch {
  readonly type: "merge" | "strategic" | "json";
  readonly body: unknown;
  readonly subresource?: "status" | "scale";
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagation?: "Background" | "Foreground" | "Orphan";
  readonly uid?: string;
}

export interface WatchEvent<T extends KubeObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: T;
}

/** A synchronous view of what the client may see, kept current by the server: an informer's cache. */
export interface Cache {
  /** Whether the server serves the kind: for custom resources, whether their definition is established. */
  serves(kind: Kind): boolean;
  get<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef): T | undefined;
  list<T extends KubeObject>(kind: Kind<T>, query?: ListQuery): readonly T[];
  /**
   * Resolves once all objects of these kinds have been seen, as WaitForCacheSync; undefined, or no such method, when there is nothing to
   * wait for. Whoever may not list them waits until it may.
   */
  synced?(kinds: readonly Kind[]): Promise<void> | undefined;
  /** Objects whose controller owner has this uid; with "" those that no controller owns. Indexed. */
  ownedBy<T extends KubeObject>(kind: Kind<T>, uid: string): readonly T[];
  /** Pods on a node and the like: objects whose selectable field has this value; indexed. */
  byField<T extends KubeObject>(kind: Kind<T>, field: string, value: string): readonly T[];
  /**
   * Calls back at once for all that is there (ADDED), then synchronously for every change, in order, until the signal
   * aborts: an informer's event handler. A kind that is not served has no objects; they are ADDED once it is, and DELETED
   * when its definition goes.
   */
  follow<T extends KubeObject>(kind: Kind<T>, listener: (change: Change<T>) => void, signal: AbortSignal): void;
}

/** A change with the state before it, where there was one. */
export interface Change<T extends KubeObject> extends WatchEvent<T> {
  readonly old?: T;
}

/** Writes Events the way client-go's recorder does: repeats raise the count of the first. */
export interface EventRecorder {
  event(
    about: KubeObject,
    event: { type: "Normal" | "Warning"; reason: string; message: string; fieldPath?: string },
  ): Promise<EventObject>;
}
