/**
 * DaemonSets keep one pod on every node that fits.
 *
 * In:   DaemonSets, nodes, pods.
 * Out:  pods created for and deleted from nodes, rolled to a new template node by node; status.
 * Never: binds pods; each is pinned to its node and left to the scheduler.
 *
 * @module
 */

import {
  type Controller,
  defineController,
  on,
  ownerKeys,
  type ReconcileContext,
} from "../../api/client/controller.ts";
import type {
  ControllerRevisionObject,
  DaemonSetObject,
  NodeObject,
  PodObject,
  PodTemplateSpec,
} from "../../api/generated/types.ts";
import { ControllerRevision, DaemonSet, Node, Pod } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { keyOf, refOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { podTemplateHash } from "../../base/names.ts";
import { Expectations } from "../workload/expectations.ts";
import { claimed, controllerOf, unlessGone } from "../workload/ownership.ts";
import { createPod, deletePod, namespaceTerminating, podFromTemplate } from "../workload/pod-control.ts";
import { isFinished, nextAvailabilityMs } from "../workload/pods.ts";
import { revisionsOf, updateRevision } from "../workload/revisions.ts";
import { selectorOf } from "../workload/selection.ts";
import { specForNode } from "./nodes.ts";
import { planDaemons, podsByNode, podsToReplace, REVISION_HASH } from "./plan.ts";
import { daemonSetStatus } from "./status.ts";

const GENERATION_LABEL = "pod-template-generation";
const GENERATION_ANNOTATION = "deprecated.daemonset.template.generation";

/** Revisions kept where the set does not say. */
const KEPT = 10;

/** A failed daemon is replaced after 1 s, doubling up to 15 min. k8s.io/kubernetes pkg/controller/daemon BackoffGCInterval */
const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 15 * 60_000;

export function daemonSetController(): Controller<DaemonSetObject> {
  const expectations = new Expectations();
  const failures = new FailureBackoff();
  const owner = ownerKeys(DaemonSet as unknown as Kind);
  return defineController<DaemonSetObject>({
    name: "daemonset-controller",
    for: DaemonSet,
    watches: [
      on(Pod, (pod, cache, old) => {
        const keys = new Set([...owner(pod), ...(old ? owner(old) : [])]);
        if (!controllerOf(pod)) {
          for (const set of cache.list(DaemonSet, { namespace: pod.metadata.namespace! })) {
            if (selectorOf(set.spec.selector)(pod.metadata.labels)) keys.add(keyOf(set));
          }
        }
        return [...keys];
      }),
      on(Node, (node, cache, old) => (old && !nodeMatters(node, old) ? [] : cache.list(DaemonSet).map(keyOf))),
    ],
    async reconcile(_ref, set, context) {
      if (!set) return undefined;
      const { cache, client, clock } = context;
      const pods = await claimed({
        ownerKind: DaemonSet,
        owner: set,
        selector: set.spec.selector,
        kind: Pod,
        cache,
        client,
      });
      const nodes = cache.list(Node);
      const known = await revisionsOf(DaemonSet, set, context);
      const leaving = set.metadata.deletionTimestamp !== undefined;
      const current = leaving ? undefined : await updateRevision(DaemonSet, set, known, context);
      const collisionCount = current?.collisionCount ?? set.status?.collisionCount;
      const hash =
        current?.revision.metadata.labels?.[REVISION_HASH] ?? podTemplateHash(set.spec.template, collisionCount);
      let failure: { readonly error: unknown } | undefined;
      let waitMs: number | undefined;
      if (!leaving) {
        const present = () =>
          new Map(pods.map((pod) => [pod.metadata.uid!, { leaving: pod.metadata.deletionTimestamp !== undefined }]));
        if (!expectations.satisfied(set.metadata.uid!, present, clock.now())) return undefined;
        try {
          waitMs = await manage(set, nodes, pods, { context, expectations, failures, hash });
          await roll(set, nodes, { context, expectations, hash });
        } catch (error) {
          if (!namespaceTerminating(error)) failure = { error };
        }
      }
      const left = cache.ownedBy(Pod, set.metadata.uid!);
      if (current) await forgetOldest(set, known, { current: current.revision, pods: left, context });
      const status = daemonSetStatus(set, nodes, podsByNode(left), { hash, nowMs: clock.now(), collisionCount });
      if (!deepEqual(set.status, status)) await client.replaceStatus(DaemonSet, { ...set, status });
      if (failure) throw failure.error;
      const availableMs = nextAvailabilityMs(left, set.spec.minReadySeconds ?? 0, clock.now());
      const dueMs = Math.min(waitMs ?? Number.POSITIVE_INFINITY, availableMs ?? Number.POSITIVE_INFINITY);
      return dueMs === Number.POSITIVE_INFINITY ? undefined : { requeueAfterMs: dueMs };
    },
  });
}

/** Deletes the oldest revisions beyond what is to be kept; those that pods still have stay. */
async function forgetOldest(
  { spec }: DaemonSetObject,
  known: readonly ControllerRevisionObject[],
  {
    current,
    pods,
    context,
  }: {
    readonly current: ControllerRevisionObject;
    readonly pods: readonly PodObject[];
    readonly context: ReconcileContext;
  },
): Promise<void> {
  const old = known.filter(({ metadata }) => metadata.name !== current.metadata.name);
  const excess = old.length - (spec.revisionHistoryLimit ?? KEPT);
  if (excess <= 0) return;
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_HASH]));
  const unused = old.filter(({ metadata }) => !live.has(metadata.labels?.[REVISION_HASH]));
  for (const one of unused.slice(0, excess)) await unlessGone(context.client.delete(ControllerRevision, refOf(one)));
}

const nodeMatters = (node: NodeObject, old: NodeObject): boolean =>
  !deepEqual(node.metadata.labels, old.metadata.labels) ||
  !deepEqual(node.spec.taints, old.spec.taints) ||
  node.spec.unschedulable !== old.spec.unschedulable;

interface Round {
  readonly context: ReconcileContext;
  readonly expectations: Expectations;
  readonly hash: string;
}

/** Brings every node to one pod or none. Answers how long until a failed pod may be replaced. */
async function manage(
  set: DaemonSetObject,
  nodes: readonly NodeObject[],
  pods: readonly PodObject[],
  { context, expectations, failures, hash }: Round & { readonly failures: FailureBackoff },
): Promise<number | undefined> {
  const plan = planDaemons(set, nodes, podsByNode(pods));
  const control = { owner: set, context, expectations };
  let waitMs: number | undefined;
  for (const pod of plan.ended) {
    const restMs = pod.status?.phase === "Failed" ? failures.restMs(set, pod, context.clock.now()) : 0;
    if (restMs > 0) {
      waitMs = Math.min(waitMs ?? restMs, restMs);
      continue;
    }
    await tellEnded(set, pod, context);
    await deletePod(control, pod);
  }
  for (const name of plan.create) {
    const template = templateFor(set, hash);
    const pod = podFromTemplate(DaemonSet, set, template);
    await createPod(control, { ...pod, spec: specForNode(pod.spec, name) });
  }
  for (const pod of plan.remove) await deletePod(control, pod);
  return waitMs;
}

async function roll(set: DaemonSetObject, nodes: readonly NodeObject[], { context, expectations, hash }: Round) {
  if ((set.spec.updateStrategy?.type ?? "RollingUpdate") !== "RollingUpdate") return;
  const byNode = podsByNode(context.cache.ownedBy(Pod, set.metadata.uid!).filter((pod) => !isFinished(pod)));
  const doomed = podsToReplace(set, nodes, byNode, { hash, nowMs: context.clock.now() });
  for (const pod of doomed) await deletePod({ owner: set, context, expectations }, pod);
}

/** The template with the labels by which a pod's revision is known. */
function templateFor({ metadata, spec }: DaemonSetObject, hash: string): PodTemplateSpec {
  const { template } = spec;
  const generation = metadata.annotations?.[GENERATION_ANNOTATION];
  const labels = {
    ...template.metadata?.labels,
    [REVISION_HASH]: hash,
    ...(generation !== undefined && { [GENERATION_LABEL]: generation }),
  };
  return { ...template, metadata: { ...template.metadata, labels } };
}

async function tellEnded(set: DaemonSetObject, pod: PodObject, { events }: ReconcileContext): Promise<void> {
  const failed = pod.status?.phase === "Failed";
  const words = `Found ${failed ? "failed" : "succeeded"} daemon pod ${keyOf(pod)} on node ${pod.spec.nodeName}, will try to ${failed ? "kill" : "delete"} it`;
  await events.event(set, {
    type: failed ? "Warning" : "Normal",
    reason: failed ? "FailedDaemonPod" : "SucceededDaemonPod",
    message: words,
  });
}

/** How long each failed daemon's successor waits; forgotten at a restart, which only makes it come sooner. */
class FailureBackoff {
  readonly #tries = new Map<string, { readonly uid: string; readonly delayMs: number; readonly sinceMs: number }>();

  restMs(set: DaemonSetObject, pod: PodObject, nowMs: number): number {
    const key = `${set.metadata.uid}/${pod.spec.nodeName}`;
    const last = this.#tries.get(key);
    if (last && last.uid === pod.metadata.uid) return Math.max(0, last.sinceMs + last.delayMs - nowMs);
    const delayMs = last ? Math.min(last.delayMs * 2 || FIRST_BACKOFF_MS, LAST_BACKOFF_MS) : 0;
    this.#tries.set(key, { uid: pod.metadata.uid!, delayMs, sinceMs: nowMs });
    return delayMs;
  }
}
