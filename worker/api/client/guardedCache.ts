import type { Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import type { Cache, Change, ListQuery } from "./client.ts";
import {
  type Guarded,
  type GuardedParts,
  type Informers,
  type Listener,
  type Reflected,
  resourceKey,
} from "./reflected.ts";

/**
 * A cache as the informers of one identity fill it. While that may list and watch, it is the server's own; a kind that it may not
 * stays as it was seen last, which is empty at the start.
 */
export class GuardedCache implements Cache, Guarded {
  readonly #cache: Cache;
  readonly reflected = new Map<string, Reflected>();
  readonly cut = new Map<string, Cache>();
  #informers: Informers | undefined;
  /** Nobody has said yet what may be seen. */
  #shut = false;
  #judged: Promise<void> = Promise.resolve();

  constructor(parts: GuardedParts) {
    this.#cache = parts.cache;
    const { gate, options } = parts;
    const judge = async () => {
      const shut = this.#shut;
      await gate.evaluator();
      this.#shut = false;
      this.#informers ??= gate.informers(this, parts, !shut);
    };
    if (!parts.own || gate.changed) {
      this.#informers = gate.informers(this, parts, false);
      this.#shut = !this.#informers;
      if (this.#shut) this.#judged = judge();
    }
    const stop = gate.onChange(() => {
      if (this.#informers) this.#informers.recheck();
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
    if (this.#shut) return this.#judged.then(() => this.#informers?.synced(keys));
    return this.cut.size === 0 ? undefined : this.#informers?.synced(keys);
  }

  #of<T extends KubeObject>(kind: Kind<T>): Cache {
    if (this.#shut) return NOTHING_SEEN;
    return this.cut.size === 0 ? this.#cache : (this.cut.get(resourceKey(kind)) ?? this.#cache);
  }

  #reflect(kind: Kind): string {
    const key = resourceKey(kind);
    if (!this.reflected.has(key)) {
      this.reflected.set(key, { kind, listeners: new Map() });
      this.#informers?.begin(key);
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
