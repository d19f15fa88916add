import type { Clock } from "../../../base/clock.ts";
import type { Random, RandomStream } from "../../../base/random.ts";
import type { Cache, Change } from "../../client/client.ts";
import { inProcessCache } from "../../client/inProcessCache.ts";
import type { Guarded, GuardedParts, Informers, Reflected } from "../../client/reflected.ts";
import type { Kind } from "../../machinery/kind.ts";
import { type KubeObject, keyOf } from "../../machinery/object.ts";
import type { KindRegistry } from "../kindRegistry.ts";
import { resourceOf } from "../kindRegistry.ts";
import { Resources } from "../resources.ts";
import { Store } from "../store.ts";
import { forbidden, resourceRequest } from "./attributes.ts";
import type { Evaluator } from "./evaluator.ts";

/**
 * How long a watch goes on at most when the right to it is gone: the server looks at a request when it comes and never again, and
 * clients ask anew when a watch has run its time. That is five to ten minutes in life and seconds here.
 */
const WATCH_MS = 5_000;

/** k8s.io/client-go tools/cache defaultBackoffInit, defaultBackoffMax */
const FIRST_RETRY_MS = 800;
const LAST_RETRY_MS = 30_000;

export interface ReflectorSurroundings {
  readonly evaluator: Evaluator;
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly clock: Clock;
  readonly random: Random;
}

interface Reflector {
  phase: "watching" | "ending" | "cut";
  /** It has been filled once. */
  synced: boolean;
  failures: number;
  /** Called when it is filled for the first time. */
  readonly waiting: (() => void)[];
}

/**
 * The informers of one identity: they list and watch as long as they may, say so when they may not, and try again with client-go's
 * back-off.
 */
export class Reflectors implements Informers {
  readonly #guarded: Guarded;
  readonly #parts: GuardedParts;
  readonly #around: ReflectorSurroundings;
  readonly #chance: RandomStream;
  readonly #reflectors = new Map<string, Reflector>();
  readonly #timers = new Set<() => void>();

  /** @param filled whether what the cache has been asked for before has been seen already */
  constructor(guarded: Guarded, parts: GuardedParts, around: ReflectorSurroundings, filled: boolean) {
    this.#guarded = guarded;
    this.#parts = parts;
    this.#around = around;
    this.#chance = around.random.stream(`reflectors/${parts.identity.user}`);
    parts.options.signal.addEventListener("abort", () => this.#stop(), { once: true });
    for (const key of guarded.reflected.keys()) {
      if (filled) this.#reflectors.set(key, { phase: "watching", synced: true, failures: 0, waiting: [] });
      else {
        this.begin(key);
        if (!guarded.cut.has(key)) this.#tell(key, []);
      }
    }
    if (filled) this.recheck();
  }

  begin(key: string): void {
    const reflector: Reflector = { phase: "watching", synced: true, failures: 0, waiting: [] };
    this.#reflectors.set(key, reflector);
    const why = this.#refusal(this.#kindOf(key));
    if (why === undefined) return;
    reflector.synced = false;
    this.#cutOff(key, reflector, why, []);
  }

  recheck(): void {
    for (const [key, reflector] of this.#reflectors) {
      if (reflector.phase !== "watching" || this.#refusal(this.#kindOf(key)) === undefined) continue;
      reflector.phase = "ending";
      this.#after(WATCH_MS * (1 + this.#chance.fraction()), () => this.#watchEnds(key, reflector));
    }
  }

  synced(keys: readonly string[]): Promise<void> | undefined {
    const missing = keys.flatMap((key) => this.#reflectors.get(key) ?? []).filter((one) => !one.synced);
    if (missing.length === 0) return undefined;
    const all = missing.map(({ waiting }) => new Promise<void>((resolve) => waiting.push(resolve)));
    return Promise.all(all).then(() => undefined);
  }

  #stop(): void {
    for (const cancel of this.#timers) cancel();
    for (const { waiting } of this.#reflectors.values()) for (const filled of waiting.splice(0)) filled();
  }

  #watchEnds(key: string, reflector: Reflector): void {
    const kind = this.#kindOf(key);
    const why = this.#refusal(kind);
    reflector.phase = "watching";
    if (why !== undefined) this.#cutOff(key, reflector, why, this.#around.store.collection(resourceOf(kind)).all());
  }

  #cutOff(key: string, reflector: Reflector, why: string, seen: readonly KubeObject[]): void {
    reflector.phase = "cut";
    this.#guarded.cut.set(key, this.#frozen(this.#kindOf(key), seen));
    this.#fail(key, reflector, why);
  }

  #fail(key: string, reflector: Reflector, why: string): void {
    const delay = Math.min(FIRST_RETRY_MS * 2 ** reflector.failures, LAST_RETRY_MS);
    reflector.failures += 1;
    this.#parts.options.failed(typeOf(this.#kindOf(key)), why);
    this.#after(delay * (1 + this.#chance.fraction()), () => this.#retry(key, reflector));
  }

  #retry(key: string, reflector: Reflector): void {
    const why = this.#refusal(this.#kindOf(key));
    if (why !== undefined) {
      this.#fail(key, reflector, why);
      return;
    }
    reflector.phase = "watching";
    reflector.synced = true;
    reflector.failures = 0;
    const before = this.#guarded.cut.get(key)!.list(this.#kindOf(key));
    this.#guarded.cut.delete(key);
    this.#tell(key, before);
    for (const filled of reflector.waiting.splice(0)) filled();
  }

  /** Tells whoever follows a kind how what is there now differs from what was seen. */
  #tell(key: string, before: readonly KubeObject[]): void {
    const { kind, listeners } = this.#guarded.reflected.get(key)!;
    for (const change of differences(before, this.#parts.cache.list(kind))) {
      for (const [listener, signal] of [...listeners]) if (!signal.aborted) listener(change);
    }
  }

  /** Why it may not list and watch, in client-go's words; undefined when it may. */
  #refusal(kind: Kind): string | undefined {
    const { identity, own, gate, options } = this.#parts;
    if (gate.waves(identity, kind, own)) return undefined;
    const within = kind.namespaced && options.namespace ? { namespace: options.namespace } : {};
    for (const verb of ["list", "watch"]) {
      const asked = resourceRequest(verb, kind, within);
      const { allowed, reason } = this.#around.evaluator.decide(identity, asked);
      if (allowed) continue;
      const { message } = forbidden(identity, asked, reason).status;
      return verb === "list" ? `failed to list ${typeOf(kind)}: ${message}` : message;
    }
    return undefined;
  }

  #kindOf(key: string): Kind {
    return (this.#guarded.reflected.get(key) as Reflected).kind;
  }

  /** What has been seen last. */
  #frozen(kind: Kind, seen: readonly KubeObject[]): Cache {
    const { kinds, clock, random } = this.#around;
    const store = new Store({ revision: 0, objects: { [resourceOf(kind)]: seen } });
    return inProcessCache({ resources: new Resources(store, clock, random, []), kinds, follow: () => () => {} });
  }

  #after(ms: number, work: () => void): void {
    if (this.#parts.options.signal.aborted) return;
    const cancel = this.#around.clock.after(ms, () => {
      this.#timers.delete(cancel);
      work();
    });
    this.#timers.add(cancel);
  }
}

/** "*v1.Ingress" */
const typeOf = ({ version, kind }: Kind): string => `*${version}.${kind}`;

/** What an informer tells its handlers when a new list takes the place of what it had. */
function differences(before: readonly KubeObject[], now: readonly KubeObject[]): readonly Change<KubeObject>[] {
  const old = new Map(before.map((object) => [keyOf(object), object]));
  const there = new Set(now.map(keyOf));
  return [
    ...before.filter((object) => !there.has(keyOf(object))).map((object) => ({ type: "DELETED" as const, object })),
    ...now.flatMap((object): Change<KubeObject>[] => {
      const was = old.get(keyOf(object));
      if (!was) return [{ type: "ADDED", object }];
      return was === object ? [] : [{ type: "MODIFIED", object, old: was }];
    }),
  ];
}
