import type { Requeue } from "../../api/client/controller.ts";
import { type KubeObject, keyOf, type ObjectRef } from "../../api/machinery/object.ts";

/** Up to this many objects are looked at on every change. */
const FEW = 50;
const MS_PER_OBJECT = 0.5;
const LONGEST_MS = 1000;

/**
 * Spaces out the passes over an owner with many objects, as the client-side rate limit does in life: a set of 500 pods is
 * counted at most every 250 ms, however fast they change. A change of the owner's spec never waits.
 */
export class Pace {
  readonly #last = new Map<string, { readonly atMs: number; readonly about: string }>();

  /** How long to wait before the next pass over `count` objects; undefined when it may be made now, which it notes. */
  wait(owner: KubeObject, count: number, nowMs: number): Requeue | undefined {
    const key = keyOf(owner);
    const about = `${owner.metadata.uid} ${owner.metadata.generation ?? 0}`;
    if (count <= FEW) {
      this.#last.delete(key);
      return undefined;
    }
    const last = this.#last.get(key);
    const spacingMs = Math.min(count * MS_PER_OBJECT, LONGEST_MS);
    const restMs = last && last.about === about ? last.atMs + spacingMs - nowMs : 0;
    if (restMs > 0) return { requeueAfterMs: restMs };
    this.#last.set(key, { atMs: nowMs, about });
    return undefined;
  }

  /** The owner is gone. */
  forget({ namespace, name }: ObjectRef): void {
    this.#last.delete(namespace ? `${namespace}/${name}` : name);
  }
}
