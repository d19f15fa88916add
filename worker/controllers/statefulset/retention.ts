import type {
  OwnerReference,
  PersistentVolumeClaimObject,
  PodObject,
  StatefulSetObject,
} from "../../api/generated/types.ts";
import { Pod, StatefulSet } from "../../api/kinds/index.ts";
import { apiVersionOf, type Kind } from "../../api/machinery/kind.ts";
import type { KubeObject } from "../../api/machinery/object.ts";
import { controllerReference } from "../workload/ownership.ts";
import { inRange } from "./identity.ts";

/**
 * Who owns a claim of a set, so that it goes with it: the set when claims are deleted with the set, the pod once it is scaled
 * away when claims are deleted then. Undefined when the claim's owners are as they should be, or not the loop's business.
 *
 * @see k8s.io/kubernetes pkg/controller/statefulset updateClaimOwnerRefForSetAndPod
 */
export function ownersFor(
  claim: PersistentVolumeClaimObject,
  set: StatefulSetObject,
  { pod, ordinal }: { readonly pod: PodObject; readonly ordinal: number },
): readonly OwnerReference[] | undefined {
  const owners = claim.metadata.ownerReferences ?? [];
  const set1 = StatefulSet as unknown as Kind;
  const pod1 = Pod as unknown as Kind;
  if (isStale(owners, set1, set) || isStale(owners, pod1, pod)) return undefined;
  const ours = (owner: OwnerReference) => names(owner, set1, set) || names(owner, pod1, pod);
  const { whenDeleted = "Retain", whenScaled = "Retain" } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
  const others = owners.filter((owner) => !ours(owner));
  const managed = (whenDeleted === "Delete" || whenScaled === "Delete") && others.some(({ controller }) => controller);
  const scaledAway = !inRange(set, ordinal);
  const bySet = whenDeleted === "Delete" && !(whenScaled === "Delete" && scaledAway);
  const byPod = whenScaled === "Delete" && scaledAway;
  const wanted = managed
    ? others
    : [
        ...others,
        ...(bySet ? [controllerReference(set1, set)] : []),
        ...(byPod ? [controllerReference(pod1, pod)] : []),
      ];
  const has = (object: KubeObject) => owners.some(({ uid, controller }) => uid === object.metadata.uid && controller);
  const any = (object: KubeObject) => owners.some(({ uid }) => uid === object.metadata.uid);
  const right = managed
    ? !any(set) && !any(pod)
    : has(set) === bySet && any(set) === bySet && has(pod) === byPod && any(pod) === byPod;
  return right ? undefined : wanted;
}

const names = (owner: OwnerReference, kind: Kind, object: KubeObject) =>
  owner.apiVersion === apiVersionOf(kind) && owner.kind === kind.kind && owner.name === object.metadata.name;

/** Of an earlier one with that name. */
const isStale = (owners: readonly OwnerReference[], kind: Kind, object: KubeObject): boolean =>
  owners.some((owner) => names(owner, kind, object) && owner.uid !== object.metadata.uid);

/** Whether a pod must wait until a claim of the pod before it is gone. */
export function isLeftOver(claim: PersistentVolumeClaimObject, set: StatefulSetObject, name: string): boolean {
  if ((set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled ?? "Retain") === "Retain") return false;
  return (claim.metadata.ownerReferences ?? []).some((owner) => owner.kind === "Pod" && owner.name === name);
}
