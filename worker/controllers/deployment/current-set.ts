import type { ReconcileContext } from "../../api/client/controller.ts";
import type { DeploymentCondition, DeploymentObject, ReplicaSetObject } from "../../api/generated/types.ts";
import { Deployment, ReplicaSet } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { refOf } from "../../api/machinery/object.ts";
import { StatusError } from "../../api/machinery/status.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { podTemplateHash } from "../../base/names.ts";
import { controllerOf, controllerReference } from "../workload/ownership.ts";
import { namespaceTerminating } from "../workload/pod-control.ts";
import { currentSetAnnotations, REVISION, revisionOf, sizeAnnotations } from "./annotations.ts";
import { currentSetSize } from "./scaling.ts";
import { POD_TEMPLATE_HASH, type Revisions, revisionsOf, sizeOf } from "./sets.ts";
import { afterCreation } from "./status.ts";

/** What came of looking for, or making, the set of the Deployment's present template. */
export interface CurrentSet {
  readonly deployment: DeploymentObject;
  readonly revisions: Revisions;
}

/** The revision that the present template has or gets: one more than any old one. */
export function nextRevision({ old }: Revisions): number {
  return Math.max(0, ...old.map(revisionOf)) + 1;
}

/** The ReplicaSet of the present template. k8s.io/kubernetes pkg/controller/deployment getNewReplicaSet */
export function newReplicaSet(deployment: DeploymentObject, revisions: Revisions): ReplicaSetObject {
  const { spec, metadata, status } = deployment;
  const hash = podTemplateHash(spec.template, status?.collisionCount);
  const labels = { ...spec.template.metadata?.labels, [POD_TEMPLATE_HASH]: hash };
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace!,
      labels,
      annotations: {
        ...currentSetAnnotations(deployment, undefined, nextRevision(revisions)),
        ...sizeAnnotations(deployment),
      },
      ownerReferences: [controllerReference(Deployment as unknown as Kind, deployment)],
    },
    spec: {
      replicas: currentSetSize(deployment, revisions.old, 0),
      ...(spec.minReadySeconds !== undefined && { minReadySeconds: spec.minReadySeconds }),
      selector: {
        ...spec.selector,
        matchLabels: { ...spec.selector.matchLabels, [POD_TEMPLATE_HASH]: hash },
      },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
}

/** Brings annotations and revision of the current set and the Deployment into line; makes the set where it is asked to. */
export async function settleCurrentSet(
  found: CurrentSet,
  context: ReconcileContext,
  options: { readonly create: boolean },
): Promise<CurrentSet> {
  if (found.revisions.current) return takeUp(found, found.revisions.current, context);
  return options.create ? make(found, context) : found;
}

async function takeUp(
  { deployment, revisions }: CurrentSet,
  set: ReplicaSetObject,
  context: ReconcileContext,
): Promise<CurrentSet> {
  const annotations = currentSetAnnotations(deployment, set.metadata.annotations, nextRevision(revisions));
  const minReadySeconds = deployment.spec.minReadySeconds;
  let current = set;
  if (!deepEqual(annotations, set.metadata.annotations) || (set.spec.minReadySeconds ?? 0) !== (minReadySeconds ?? 0)) {
    current = await context.client.replace(ReplicaSet, {
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...set.spec, minReadySeconds: minReadySeconds ?? 0 },
    });
  }
  const conditions = afterCreation(deployment, { found: current.metadata.name }, context.clock.now());
  const settled = await record(deployment, { revision: annotations[REVISION]!, conditions }, context);
  return { deployment: settled, revisions: { current, old: revisions.old } };
}

async function make({ deployment, revisions }: CurrentSet, context: ReconcileContext): Promise<CurrentSet> {
  const { client, cache, clock, events } = context;
  const wanted = newReplicaSet(deployment, revisions);
  try {
    const set = await client.create(ReplicaSet, wanted);
    if (sizeOf(set) > 0) {
      const message = `Scaled up replica set ${set.metadata.name} from 0 to ${sizeOf(set)}`;
      await events.event(deployment, { type: "Normal", reason: "ScalingReplicaSet", message });
    }
    const conditions = afterCreation(deployment, { created: set.metadata.name }, clock.now());
    const settled = await record(deployment, { revision: set.metadata.annotations![REVISION]!, conditions }, context);
    return { deployment: settled, revisions: { current: set, old: revisions.old } };
  } catch (error) {
    if (!(error instanceof StatusError) || error.is("Conflict")) throw error;
    if (error.is("AlreadyExists")) {
      const there = cache.get(ReplicaSet, refOf(wanted)) ?? (await client.get(ReplicaSet, refOf(wanted)));
      const ours =
        controllerOf(there)?.uid === deployment.metadata.uid && revisionsOf(deployment, [there]).current !== undefined;
      if (ours) return takeUp({ deployment, revisions }, there, context);
      const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
      await client.replaceStatus(Deployment, { ...deployment, status: { ...deployment.status, collisionCount } });
      throw error;
    }
    if (!namespaceTerminating(error)) {
      const message = `Failed to create new replica set "${wanted.metadata.name}": ${error.message}`;
      const conditions = afterCreation(deployment, { refused: message }, clock.now());
      await record(deployment, { conditions }, context);
      await events.event(deployment, { type: "Warning", reason: "ReplicaSetCreateError", message });
    }
    throw error;
  }
}

interface Outcome {
  readonly revision?: string;
  readonly conditions: readonly DeploymentCondition[];
}

/** Writes the revision and the conditions of the Deployment, where they changed. */
async function record(
  deployment: DeploymentObject,
  { revision, conditions }: Outcome,
  { client }: ReconcileContext,
): Promise<DeploymentObject> {
  const { metadata, status } = deployment;
  const revised = revision !== undefined && metadata.annotations?.[REVISION] !== revision;
  const moved = conditions.length > 0 && conditions !== status?.conditions;
  if (!revised && !moved) return deployment;
  return client.replaceStatus(Deployment, {
    ...deployment,
    ...(revised ? { metadata: { ...metadata, annotations: { ...metadata.annotations, [REVISION]: revision } } } : {}),
    ...(moved ? { status: { ...status, conditions } } : {}),
  });
}
