import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { Kind } from "../machinery/kind.ts";
import { type KubeObject, keyOf, type ObjectRef } from "../machinery/object.ts";
import { StatusError } from "../machinery/status.ts";
import type { Cache, Client, EventRecorder } from "./client.ts";
import type { Controller, ReconcileContext } from "./controller.ts";
import { WorkQueue } from "./workQueue.ts";

/** What a loop is given to run with. */
export interface ControllerDeps {
  readonly client: Client;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventRecorder;
  /** How many keys are worked on at a time; most loops of Kubernetes take 5. */
  readonly workers?: number;
  log(line: string): void;
}

const WORKERS = 5;

/**
 * Runs a control loop until the signal aborts: follows what it watches, and works through the keys that this concerns.
 * Resolves when the last worker has stopped.
 */
export async function runController<T extends KubeObject>(
  controller: Controller<T>,
  deps: ControllerDeps,
  signal: AbortSignal,
): Promise<void> {
  const queue = new WorkQueue(deps.clock);
  signal.addEventListener("abort", () => queue.stop(), { once: true });
  if (signal.aborted) return;
  deps.cache.follow(
    controller.for,
    ({ object }) => {
      if (controller.concerns?.(object, deps.cache) ?? true) queue.add(keyOf(object));
    },
    signal,
  );
  for (const { kind, keys } of controller.watches) {
    deps.cache.follow(
      kind,
      ({ type, object, old }) => {
        // What is gone always matters: the last state must not pass for one that has hardly changed.
        for (const key of keys(object, deps.cache, type === "DELETED" ? undefined : old)) queue.add(key);
      },
      signal,
    );
  }
  const unseen = deps.cache.synced?.([
    controller.for as unknown as Kind,
    ...controller.watches.map(({ kind }) => kind),
  ]);
  if (unseen) await unseen;
  const context: ReconcileContext = { ...deps, signal, log: (line) => deps.log(line) };
  const workers = Array.from({ length: deps.workers ?? WORKERS }, () => work(controller, queue, context));
  await Promise.all(workers);
}

async function work<T extends KubeObject>(
  controller: Controller<T>,
  queue: WorkQueue,
  context: ReconcileContext,
): Promise<void> {
  for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
    const pause = context.clock.breathe();
    if (pause) await pause;
    await reconcileOne(controller, key, queue, context);
    queue.done(key);
  }
}

async function reconcileOne<T extends KubeObject>(
  controller: Controller<T>,
  key: string,
  queue: WorkQueue,
  context: ReconcileContext,
): Promise<void> {
  const ref = refOfKey(key);
  try {
    const again = await controller.reconcile(ref, context.cache.get<T>(controller.for, ref), context);
    queue.forget(key);
    if (again) queue.addAfter(key, again.requeueAfterMs);
  } catch (error) {
    if (context.signal.aborted) return;
    if (!(error instanceof StatusError && error.is("Conflict"))) {
      const words = error instanceof Error ? error.message : String(error);
      context.log(
        `"Unhandled Error" err=${JSON.stringify(`error syncing '${key}': ${words}`)} controller="${controller.name}"`,
      );
    }
    queue.addFailed(key);
  }
}

/** "namespace/name" or "name", as keyOf makes them. */
export function refOfKey(key: string): ObjectRef {
  const slash = key.indexOf("/");
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
