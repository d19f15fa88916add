import type { DeploymentObject, PodTemplateSpec, ReplicaSetObject } from "../../api/generated/types.ts";
import { deepEqual } from "../../api/machinery/values.ts";

export const POD_TEMPLATE_HASH = "pod-template-hash";

const created = (set: ReplicaSetObject): number => Date.parse(set.metadata.creationTimestamp ?? "") || 0;

/** Oldest first, then by name. */
export function oldestFirst(a: ReplicaSetObject, b: ReplicaSetObject): number {
  return created(a) - created(b) || (a.metadata.name < b.metadata.name ? -1 : 1);
}

export const newestFirst = (a: ReplicaSetObject, b: ReplicaSetObject): number => oldestFirst(b, a);

export const sizeOf = (set: ReplicaSetObject): number => set.spec.replicas ?? 1;

export const totalSize = (sets: readonly ReplicaSetObject[]): number => sets.reduce((sum, set) => sum + sizeOf(set), 0);

export const totalAvailable = (sets: readonly ReplicaSetObject[]): number =>
  sets.reduce((sum, set) => sum + (set.status?.availableReplicas ?? 0), 0);

/** Sets that want at least one pod. */
export const activeSets = (sets: readonly ReplicaSetObject[]): readonly ReplicaSetObject[] =>
  sets.filter((set) => sizeOf(set) > 0);

/** The Deployment's sets, parted into the one of its present template and the others. */
export interface Revisions {
  readonly current: ReplicaSetObject | undefined;
  readonly old: readonly ReplicaSetObject[];
}

/**
 * Finds the set whose template is the Deployment's, save for the hash label; the oldest, if there are several.
 * k8s.io/kubernetes pkg/controller/deployment/util FindNewReplicaSet
 */
export function revisionsOf(deployment: DeploymentObject, sets: readonly ReplicaSetObject[]): Revisions {
  const sorted = [...sets].sort(oldestFirst);
  const wanted = withoutHash(deployment.spec.template);
  const current = sorted.find((set) => set.spec.template && deepEqual(withoutHash(set.spec.template), wanted));
  return { current, old: sorted.filter((set) => set !== current) };
}

export const allOf = ({ current, old }: Revisions): readonly ReplicaSetObject[] => (current ? [...old, current] : old);

const bare = new WeakMap<PodTemplateSpec, PodTemplateSpec>();

/** Templates are frozen and long-lived, so each is stripped once. */
function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  let stripped = bare.get(template);
  if (!stripped) {
    const { [POD_TEMPLATE_HASH]: _hash, ...labels } = template.metadata?.labels ?? {};
    stripped = { ...template, metadata: { ...template.metadata, labels } };
    bare.set(template, stripped);
  }
  return stripped;
}
