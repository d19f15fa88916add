import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { Kind } from "../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../machinery/object.ts";
import type { Cache, Client, EventRecorder } from "./client.ts";

/**
 * A control loop: a name, what it watches, and one small `reconcile`. Queue, back-off, de-duplication and following are
 * written once, in the runner.
 */
export interface Controller<T extends KubeObject = KubeObject> {
  readonly name: string;
  /** One key per object of this kind. */
  readonly for: Kind<T>;
  /** Which new objects and changes of this kind there may be something to do about; all when absent. */
  concerns?(object: T, cache: Cache): boolean;
  /** Other kinds whose changes concern keys. */
  readonly watches: readonly Watch[];
  /**
   * Makes what is agree with what should be. `object` is undefined when it is gone. A throw brings the key back with
   * back-off (5 ms doubling to 1000 s, as client-go's default limiter); a Conflict does so silently.
   */
  reconcile(ref: ObjectRef, object: T | undefined, context: ReconcileContext): Promise<Requeue | undefined | void>;
}

export interface Requeue {
  readonly requeueAfterMs: number;
}

export interface ReconcileContext {
  readonly client: Client;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventRecorder;
  readonly signal: AbortSignal;
  /** A line in the log of the pod that runs this loop. */
  log(line: string): void;
}

export interface Watch {
  readonly kind: Kind;
  /** The keys ("namespace/name") of the `for` kind that a change concerns; `old` is the state before; absent when it is new or gone. */
  readonly keys: (object: KubeObject, cache: Cache, old?: KubeObject) => readonly string[];
}

/** Watch another kind. Types are checked here, so that the list of watches can be of mixed kinds. */
export function on<T extends KubeObject>(
  kind: Kind<T>,
  keys: (object: T, cache: Cache, old?: T) => readonly string[],
): Watch {
  return { kind: kind as unknown as Kind, keys: keys as unknown as Watch["keys"] };
}

/** The keys of the controller owner, when it is of this kind. */
export function ownerKeys(kind: Kind): (object: KubeObject) => readonly string[] {
  return (object) =>
    (object.metadata.ownerReferences ?? [])
      .filter((owner) => owner.controller && owner.kind === kind.kind)
      .map((owner) => (object.metadata.namespace ? `${object.metadata.namespace}/${owner.name}` : owner.name));
}

export function defineController<T extends KubeObject>(controller: Controller<T>): Controller<T> {
  return controller;
}
