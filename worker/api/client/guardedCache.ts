import type { Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import type { Authorization } from "../server/authorization/authorization.ts";
import type { Reflectors } from "../server/authorization/reflectors.ts";
import type { Identity } from "../server/request.ts";
import type { Cache, Change, ListQuery } from "./client.ts";

/** What a program says of the informers that fill its cache. */
export interface ReflectorOptions {
  readonly signal: AbortSignal;
  /** They look at this namespace only. */
  readonly namespace?: string;
  /** One of them could not list or watch: "*v1.Ingress", "failed to list *v1.Ingress: ingresses.networking.k8s.io is forbidden: …". */
  failed(type: string, why: string): void;
}

export interface GuardedParts {
  readonly cache: Cache;
  readonly authorization: Authorization;
  readonly identity: Identity;
  /** One of the cluster's own components. */
  readonly own: boolean;
  readonly options: ReflectorOptions;
}

type Listener = (change: Change<KubeObject>) => void;

/** A kind that the cache holds, and who hears of it. */
export interface Reflected {
  readonly kind: Kind;
  /** Each until its signal aborts. */
  readonly listeners: Map<Listener, AbortSignal>;
}

/**
 * A cache as the informers of one identity fill it. While that may list and watch, it is the server's own; a kind that it may not
 * stays as it was seen last, which is empty at the start.
 */
export class GuardedCache implements Cache {
  readonly #cache: Cache;
  readonly reflected = new Map<string, Reflected>();
  /** What is seen in the place of kinds that are cut off. */
  readonly cut = new Map<string, Cache>();
  #reflectors: Reflectors | undefined;
  /** Nobody has said yet what may be seen. */
  #shut = false;
  #judged: Promise<void> = Promise.resolve();

  constructor(parts: GuardedParts) {
    this.#cache = parts.cache;
    const { authorization, options } = parts;
    const judge = async () => {
      const shut = this.#shut;
      await authorization.evaluator();
      this.#shut = false;
      this.#reflectors ??= authorization.reflectors(this, parts, !shut);
    };
    if (!parts.own || authorization.changed) {
      this.#reflectors = authorization.reflectors(this, parts, false);
      this.#shut = !this.#reflectors;
      if (this.#shut) this.#judged = judge();
    }
    const stop = authorization.onChange(() => {
      if (this.#reflectors) this.#reflectors.recheck();
      else void judge();
    });
    options.signal.addEventListener("abort", stop, { once: true });
  }

  serves(kind: Kind): boolean {
    return this.#cache.serves(kind);
  }

  get<T extends KubeObject>(kind: Kind<T>, ref: Parameters<Cache["get"]>[1]): T | undefined {
    return this.#of(kind).get(kind, ref);
  }

  list<T extends KubeObject>(kind: Kind<T>, query?: ListQuery): readonly T[] {
    return this.#of(kind).list(kind, query);
  }

  ownedBy<T extends KubeObject>(kind: Kind<T>, uid: string): readonly T[] {
    return this.#of(kind).ownedBy(kind, uid);
  }

  byField<T extends KubeObject>(kind: Kind<T>, field: string, value: string): readonly T[] {
    return this.#of(kind).byField(kind, field, value);
  }

  follow<T extends KubeObject>(kind: Kind<T>, listener: (change: Change<T>) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    const heard = listener as Listener;
    const key = this.#reflect(kind as unknown as Kind);
    const { listeners } = this.reflected.get(key)!;
    for (const [one, its] of listeners) if (its.aborted) listeners.delete(one);
    listeners.set(heard, signal);
    for (const object of this.cut.get(key)?.list(kind) ?? []) listener({ type: "ADDED", object });
    this.#cache.follow(
      kind,
      (change) => {
        if (!this.#shut && !this.cut.has(key)) listener(change);
      },
      signal,
    );
  }

  synced(kinds: readonly Kind[]): Promise<void> | undefined {
    const keys = kinds.map((kind) => this.#reflect(kind));
    if (this.#shut) return this.#judged.then(() => this.#reflectors?.synced(keys));
    return this.cut.size === 0 ? undefined : this.#reflectors?.synced(keys);
  }

  #of<T extends KubeObject>(kind: Kind<T>): Cache {
    if (this.#shut) return NOTHING_SEEN;
    return this.cut.size === 0 ? this.#cache : (this.cut.get(keyOf(kind)) ?? this.#cache);
  }

  #reflect(kind: Kind): string {
    const key = keyOf(kind);
    if (!this.reflected.has(key)) {
      this.reflected.set(key, { kind, listeners: new Map() });
      this.#reflectors?.begin(key);
    }
    return key;
  }
}

const NOTHING_SEEN: Cache = {
  serves: () => false,
  get: () => undefined,
  list: () => [],
  ownedBy: () => [],
  byField: () => [],
  follow() {},
};

const keyOf = ({ group, plural }: Pick<Kind, "group" | "plural">): string => `${plural}.${group}`;
