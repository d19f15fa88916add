/**
 * The garbage collector: what has lost its last owner goes; what waits for its dependents, or leaves them behind, is let go.
 *
 * In:   every object, for its ownerReferences, deletionTimestamp and finalizers.
 * Out:  deletions, owner references struck off, the finalizers foregroundDeletion and orphan removed.
 * Never: deletes an object one of whose owners lives, or whose owner is of a kind it does not know.
 *
 * @module
 */

import { type ControllerDeps, refOfKey } from "../../api/client/runner.ts";
import { WorkQueue } from "../../api/client/workQueue.ts";
import type { OwnerReference } from "../../api/generated/types.ts";
import { CustomResourceDefinition } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { type KubeObject, refOf } from "../../api/machinery/object.ts";
import { StatusError } from "../../api/machinery/status.ts";
import { kindOfDefinition } from "../workload/custom-kinds.ts";
import { type Dependent, isForeground, isOrphaning, judge, OwnerGraph, type OwnerState, workKey } from "./graph.ts";

/** Events own nothing and nothing owns them. */
const IGNORED = new Set(["Event"]);

/** Collects until the signal aborts. */
export async function runGarbageCollector(
  kinds: readonly Kind[],
  deps: ControllerDeps,
  signal: AbortSignal,
): Promise<void> {
  const { cache, clock } = deps;
  const graph = new OwnerGraph();
  const queue = new WorkQueue(clock);
  // A signal of its own for each kind: many listeners on one would look like a leak.
  const stops: AbortController[] = [];
  const stop = () => {
    queue.stop();
    for (const one of stops) one.abort();
  };
  if (signal.aborted) return;
  signal.addEventListener("abort", stop, { once: true });
  const collector: Collector = { deps, graph, kinds: new Map(kinds.map((kind) => [kindKey(kind), kind])) };
  const follow = (kind: Kind) => {
    const own = new AbortController();
    stops.push(own);
    cache.follow(
      kind,
      ({ type, object }) => {
        const uid = object.metadata.uid!;
        if (type === "DELETED") {
          graph.remove(uid);
          for (const dependent of graph.dependentsOf(uid)) queue.add(keyOfDependent(dependent));
          for (const owner of object.metadata.ownerReferences ?? []) {
            const waiting = ownerObject(collector, object, owner);
            if (waiting && isForeground(waiting.object)) queue.add(workKey(waiting.kind, waiting.object));
          }
          return;
        }
        graph.set(kind, object);
        if (needsLook(collector, object)) queue.add(workKey(kind, object));
      },
      own.signal,
    );
  };
  // Definitions come first: whether an owner of a kind that they bring is there can only be told once it is known.
  const definitions = new AbortController();
  stops.push(definitions);
  cache.follow(
    CustomResourceDefinition,
    ({ type, object }) => {
      const kind = kindOfDefinition(object);
      if (type === "DELETED" || !kind || collector.kinds.has(kindKey(kind))) return;
      collector.kinds.set(kindKey(kind), kind);
      follow(kind);
    },
    definitions.signal,
  );
  for (const kind of kinds) if (!IGNORED.has(kind.kind)) follow(kind);
  for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
    const breath = clock.breathe();
    if (breath) await breath;
    await collectOne(collector, queue, key);
    queue.done(key);
  }
}

interface Collector {
  readonly deps: ControllerDeps;
  readonly graph: OwnerGraph;
  /** By kind and group; those of definitions join as they come. */
  readonly kinds: Map<string, Kind>;
}

const kindKey = (kind: Kind): string => `${kind.kind}.${kind.group}`;
const keyOfDependent = ({ kind, ref }: Dependent): string =>
  `${kindKey(kind)} ${ref.namespace ? `${ref.namespace}/${ref.name}` : ref.name}`;

/** Whether a new state of an object may ask for anything: it is leaving with something to settle, or an owner is gone. */
function needsLook(collector: Collector, object: KubeObject): boolean {
  if (object.metadata.deletionTimestamp !== undefined) return isForeground(object) || isOrphaning(object);
  const owners = object.metadata.ownerReferences;
  return owners?.some((owner) => stateOf(collector, object, owner) !== "present") === true;
}

function stateOf(collector: Collector, object: KubeObject, owner: OwnerReference): OwnerState {
  const group = owner.apiVersion.slice(0, Math.max(owner.apiVersion.indexOf("/"), 0));
  // Of a kind that is not known nothing can be said, so it is taken to be there.
  if (!collector.kinds.has(`${owner.kind}.${group}`)) return "present";
  const found = ownerObject(collector, object, owner);
  if (!found) return "absent";
  return isForeground(found.object) && owner.blockOwnerDeletion ? "waiting" : "present";
}

function ownerObject({ kinds, deps }: Collector, object: KubeObject, owner: OwnerReference) {
  const group = owner.apiVersion.includes("/") ? owner.apiVersion.split("/")[0]! : "";
  const kind = kinds.get(`${owner.kind}.${group}`);
  if (!kind) return undefined;
  const { namespace } = object.metadata;
  if (kind.namespaced && !namespace) return undefined;
  const found = deps.cache.get(
    kind,
    kind.namespaced ? { namespace: namespace!, name: owner.name } : { name: owner.name },
  );
  return found?.metadata.uid === owner.uid ? { kind, object: found } : undefined;
}

async function collectOne(collector: Collector, queue: WorkQueue, key: string): Promise<void> {
  const { deps, kinds } = collector;
  const space = key.indexOf(" ");
  const kind = kinds.get(key.slice(0, space))!;
  const object = deps.cache.get(kind, refOfKey(key.slice(space + 1)));
  try {
    if (object) await collect(collector, queue, kind, object);
    queue.forget(key);
  } catch (error) {
    if (error instanceof StatusError && error.is("NotFound")) return;
    if (!(error instanceof StatusError)) throw error;
    queue.addFailed(key);
  }
}

async function collect(collector: Collector, queue: WorkQueue, kind: Kind, object: KubeObject): Promise<void> {
  const { deps, graph } = collector;
  const uid = object.metadata.uid!;
  if (isForeground(object)) {
    await settleForeground(collector, queue, kind, object);
    return;
  }
  if (isOrphaning(object)) {
    for (const dependent of graph.dependentsOf(uid)) await dropOwners(collector, dependent, [uid]);
    await removeFinalizer(collector, kind, object, "orphan");
    return;
  }
  if (object.metadata.deletionTimestamp !== undefined) return;
  const verdict = judge(
    object,
    (owner) => stateOf(collector, object, owner),
    () => graph.dependentsOf(uid).length > 0,
  );
  switch (verdict.action) {
    case "keep":
      return;
    case "drop owners":
      await dropOwners(collector, graph.get(uid)!, verdict.uids);
      return;
    case "delete":
      await deps.client.delete(kind, refOf(object), { uid, propagation: verdict.propagation });
  }
}

/** Sends the dependents away; lets the owner go once none is left that blocks it. */
async function settleForeground(collector: Collector, queue: WorkQueue, kind: Kind, object: KubeObject): Promise<void> {
  const uid = object.metadata.uid!;
  const dependents = collector.graph.dependentsOf(uid);
  const blocking = dependents.filter(({ owners }) =>
    owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion),
  );
  if (blocking.length === 0) {
    await removeFinalizer(collector, kind, object, "foregroundDeletion");
    return;
  }
  for (const dependent of dependents) queue.add(keyOfDependent(dependent));
}

async function dropOwners({ deps }: Collector, { kind, ref }: Dependent, uids: readonly string[]): Promise<void> {
  const object = deps.cache.get(kind, ref);
  if (!object) return;
  const rest = (object.metadata.ownerReferences ?? []).filter(({ uid }) => !uids.includes(uid));
  await deps.client.patch(kind, ref, {
    type: "merge",
    body: {
      metadata: {
        resourceVersion: object.metadata.resourceVersion,
        ownerReferences: rest.length > 0 ? rest : null,
      },
    },
  });
}

async function removeFinalizer({ deps }: Collector, kind: Kind, object: KubeObject, finalizer: string): Promise<void> {
  const rest = (object.metadata.finalizers ?? []).filter((one) => one !== finalizer);
  await deps.client.patch(kind, refOf(object), {
    type: "merge",
    body: {
      metadata: {
        resourceVersion: object.metadata.resourceVersion,
        finalizers: rest.length > 0 ? rest : null,
      },
    },
  });
}
