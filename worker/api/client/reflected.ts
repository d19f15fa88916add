/** What a cache that knows of rights, its informers and the gate of the server are to each other. */
import type { Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import type { Identity } from "../server/request.ts";
import type { Cache, Change } from "./client.ts";

/** What a program says of the informers that fill its cache. */
export interface ReflectorOptions {
  readonly signal: AbortSignal;
  /** They look at this namespace only. */
  readonly namespace?: string;
  /** One of them could not list or watch: "*v1.Ingress", "failed to list *v1.Ingress: ingresses.networking.k8s.io is forbidden: …". */
  failed(type: string, why: string): void;
}

export type Listener = (change: Change<KubeObject>) => void;

/** A kind that the cache holds, and who hears of it. */
export interface Reflected {
  readonly kind: Kind;
  /** Each until its signal aborts. */
  readonly listeners: Map<Listener, AbortSignal>;
}

/** The cache, as its informers fill it. Kinds by `resourceKey`. */
export interface Guarded {
  readonly reflected: Map<string, Reflected>;
  /** What is seen in the place of kinds that are cut off. */
  readonly cut: Map<string, Cache>;
}

export interface GuardedParts {
  readonly cache: Cache;
  readonly gate: Gate;
  readonly identity: Identity;
  /** One of the cluster's own components. */
  readonly own: boolean;
  readonly options: ReflectorOptions;
}

/** The informers. */
export interface Informers {
  /** A kind that the cache holds from now on. */
  begin(key: string): void;
  /** Roles or bindings have changed. */
  recheck(): void;
  /** Resolves once each of these has been filled; undefined when they have been. */
  synced(keys: readonly string[]): Promise<void> | undefined;
}

/** Who judges. */
export interface Gate {
  /** Somebody has changed a role or a binding. */
  readonly changed: boolean;
  /** Calls back whenever a role or binding has changed. Returns how to stop. */
  onChange(listener: () => void): () => void;
  /** Resolves once what judges is there. */
  evaluator(): Promise<unknown>;
  /** Whether somebody is let through to a kind without a decision; `own` are the cluster's components. */
  waves(identity: Identity, kind: Kind, own: boolean): boolean;
  /**
   * The informers behind a cache; undefined when what judges is still to be fetched.
   *
   * @param filled whether the cache has been open until now
   */
  informers(guarded: Guarded, parts: GuardedParts, filled: boolean): Informers | undefined;
}

export const resourceKey = ({ group, plural }: Pick<Kind, "group" | "plural">): string => `${plural}.${group}`;
