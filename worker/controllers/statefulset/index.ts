/**
 * StatefulSets keep pods with names and claims of their own: in order, one after the other, or all at once.
 *
 * In:   StatefulSets, their pods, the claims of these, their ControllerRevisions.
 * Out:  pods and claims created, pods deleted and rolled to a new template from the last to the partition; revisions; status; events.
 * Never: deletes a claim; it only says who owns it, and the garbage collector does the rest.
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
import type { ControllerRevisionObject, PodObject, StatefulSetObject } from "../../api/generated/types.ts";
import { PersistentVolumeClaim, Pod, StatefulSet } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { keyOf, refOf } from "../../api/machinery/object.ts";
import { StatusError } from "../../api/machinery/status.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { claimed, controllerOf, unlessGone } from "../workload/ownership.ts";
import { namespaceTerminating } from "../workload/pod-control.ts";
import { nextAvailabilityMs } from "../workload/pods.ts";
import { revisionsOf, templateOf, truncateHistory, updateRevision } from "../workload/revisions.ts";
import { selectorOf } from "../workload/selection.ts";
import { claimNames, claimsFor, identityLabels, ordinalOf, podName, revisionOf, statefulPod } from "./identity.ts";
import { planStatefulSet, type Step } from "./plan.ts";
import { isLeftOver, ownersFor } from "./retention.ts";
import { statefulSetStatus } from "./status.ts";

export function statefulSetController(): Controller<StatefulSetObject> {
  const owner = ownerKeys(StatefulSet as unknown as Kind);
  return defineController<StatefulSetObject>({
    name: "statefulset-controller",
    for: StatefulSet,
    watches: [
      on(Pod, (pod, cache, old) => {
        const keys = new Set([...owner(pod), ...(old ? owner(old) : [])]);
        if (!controllerOf(pod)) {
          for (const set of cache.list(StatefulSet, { namespace: pod.metadata.namespace! })) {
            if (selectorOf(set.spec.selector)(pod.metadata.labels)) keys.add(keyOf(set));
          }
        }
        return [...keys];
      }),
    ],
    async reconcile(_ref, set, context) {
      return set && sync(set, context);
    },
  });
}

interface Revisions {
  readonly current: ControllerRevisionObject;
  readonly update: ControllerRevisionObject;
}

async function sync(set: StatefulSetObject, context: ReconcileContext) {
  const { cache, client, clock } = context;
  const pods = await claimed({
    ownerKind: StatefulSet,
    owner: set,
    selector: set.spec.selector,
    kind: Pod,
    cache,
    client,
    adoptable: (pod) => ordinalOf(set, pod) !== undefined,
  });
  const known = await revisionsOf(StatefulSet, set, context);
  const { revision: update, collisionCount } = await updateRevision(StatefulSet, set, known, context);
  const current = known.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
  const names = { current: current.metadata.name, update: update.metadata.name };
  let failure: { readonly error: unknown } | undefined;
  try {
    for (const step of planStatefulSet(set, pods, { ...names, nowMs: clock.now() })) {
      await take(step, set, { current, update }, context);
    }
  } catch (error) {
    if (!namespaceTerminating(error)) failure = { error };
  }
  const left = cache.ownedBy(Pod, set.metadata.uid!);
  const status = statefulSetStatus(set, left, { ...names, collisionCount, nowMs: clock.now() });
  if (!deepEqual(set.status, status)) await client.replaceStatus(StatefulSet, { ...set, status });
  const live = new Set([names.current, names.update, ...left.flatMap((pod) => revisionOf(pod) ?? [])]);
  await truncateHistory(known, { live, limit: set.spec.revisionHistoryLimit ?? 10, context });
  if (failure) throw failure.error;
  const dueMs = nextAvailabilityMs(left, set.spec.minReadySeconds ?? 0, clock.now());
  return dueMs === undefined ? undefined : { requeueAfterMs: dueMs };
}

async function take(
  step: Step,
  set: StatefulSetObject,
  revisions: Revisions,
  context: ReconcileContext,
): Promise<void> {
  const { ordinal } = step;
  switch (step.do) {
    case "create": {
      const revision = revisions[step.revision];
      return createPod(set, ordinal, revision, context);
    }
    case "delete":
      return told("delete", set, step.pod.metadata.name, context, () =>
        unlessGone(context.client.delete(Pod, refOf(step.pod), { uid: step.pod.metadata.uid! })),
      );
    case "claims":
      await createClaims(set, ordinal, context);
      return settleOwners(set, step.pod, ordinal, context);
    case "own":
      return settleOwners(set, step.pod, ordinal, context);
    default: {
      const labels = identityLabels(set, ordinal);
      const wrong = Object.entries(labels).some(([key, value]) => step.pod.metadata.labels?.[key] !== value);
      if (wrong) {
        await told("update", set, step.pod.metadata.name, context, () =>
          unlessGone(context.client.patch(Pod, refOf(step.pod), { type: "merge", body: { metadata: { labels } } })),
        );
      }
      return settleOwners(set, step.pod, ordinal, context);
    }
  }
}

async function createPod(
  set: StatefulSetObject,
  ordinal: number,
  revision: ControllerRevisionObject,
  context: ReconcileContext,
): Promise<void> {
  const { cache, client, clock } = context;
  const name = podName(set, ordinal);
  const namespace = set.metadata.namespace!;
  for (const [, claim] of claimNames(set, ordinal)) {
    const there = cache.get(PersistentVolumeClaim, { namespace, name: claim });
    if (there && isLeftOver(there, set, name)) return;
  }
  const pod = statefulPod(set, ordinal, { template: templateOf(revision), revision: revision.metadata.name });
  let created: PodObject | undefined;
  await told("create", set, name, context, async () => {
    await createClaims(set, ordinal, context);
    created = await client.create(Pod, pod);
  });
  if (created) await settleOwners(set, created, ordinal, context);
  const pause = clock.breathe();
  if (pause) await pause;
}

/** The claims of a pod that are not there yet. */
async function createClaims(set: StatefulSetObject, ordinal: number, context: ReconcileContext): Promise<void> {
  const { cache, client, events } = context;
  const problems: string[] = [];
  for (const claim of claimsFor(set, ordinal)) {
    const { name } = claim.metadata;
    const there = cache.get(PersistentVolumeClaim, refOf(claim));
    if (there?.metadata.deletionTimestamp !== undefined) problems.push(`pvc ${name} is being deleted`);
    if (there) continue;
    const about = `Pod ${podName(set, ordinal)} in StatefulSet ${set.metadata.name}`;
    try {
      await client.create(PersistentVolumeClaim, claim);
      const message = `Create Claim ${name} ${about} success`;
      await events.event(set, { type: "Normal", reason: "SuccessfulCreate", message });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      problems.push(`failed to create PVC ${name}: ${error.message}`);
      if (error.is("AlreadyExists")) continue;
      const message = `Create Claim ${name} for ${about} failed error: ${error.message}`;
      await events.event(set, { type: "Warning", reason: "FailedCreate", message });
    }
  }
  if (problems.length > 0) throw new Error(problems.length === 1 ? problems[0]! : `[${problems.join(", ")}]`);
}

async function settleOwners(set: StatefulSetObject, pod: PodObject, ordinal: number, context: ReconcileContext) {
  const { cache, client } = context;
  for (const [, name] of claimNames(set, ordinal)) {
    const claim = cache.get(PersistentVolumeClaim, { namespace: set.metadata.namespace!, name });
    const ownerReferences = claim && ownersFor(claim, set, { pod, ordinal });
    if (!claim || !ownerReferences) continue;
    const { ownerReferences: _, ...metadata } = claim.metadata;
    const next = ownerReferences.length > 0 ? { ...metadata, ownerReferences } : metadata;
    await unlessGone(client.replace(PersistentVolumeClaim, { ...claim, metadata: next }));
  }
}

const TITLES = { create: "Create", delete: "Delete", update: "Update" } as const;

/** Does something about a pod, and tells of it. */
async function told(
  verb: keyof typeof TITLES,
  set: StatefulSetObject,
  pod: string,
  { events }: ReconcileContext,
  work: () => Promise<unknown>,
): Promise<void> {
  const about = `${TITLES[verb]} Pod ${pod} in StatefulSet ${set.metadata.name}`;
  try {
    await work();
  } catch (error) {
    if (error instanceof StatusError && error.is("AlreadyExists")) throw error;
    const words = error instanceof Error ? error.message : String(error);
    if (!namespaceTerminating(error)) {
      const message = `${about} failed error: ${words}`;
      await events.event(set, { type: "Warning", reason: `Failed${TITLES[verb]}`, message });
    }
    throw error;
  }
  await events.event(set, { type: "Normal", reason: `Successful${TITLES[verb]}`, message: `${about} successful` });
}
