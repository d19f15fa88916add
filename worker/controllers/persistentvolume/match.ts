import type {
  PersistentVolumeClaimObject,
  PersistentVolumeObject,
  StorageClassObject,
} from "../../api/generated/types.ts";
import { compareQuantities, parseQuantity, type Quantity } from "../../base/quantity.ts";
import { selectorOf } from "../workload/selection.ts";

/** Which volume a claim may have. k8s.io/component-helpers storage/volume FindMatchingVolume */

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
export const SELECTED_NODE = "volume.kubernetes.io/selected-node";

export const classOf = ({ metadata, spec }: PersistentVolumeClaimObject | PersistentVolumeObject): string =>
  metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? "";

const sizeOf = (text: string | undefined): Quantity => parseQuantity(String(text ?? "0"));

/** Reserved for this claim, by whoever. */
export function isBoundTo({ spec }: PersistentVolumeObject, { metadata }: PersistentVolumeClaimObject): boolean {
  const { claimRef } = spec;
  if (!claimRef || claimRef.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}

/** Why a volume that a claim asks for by name cannot be its; undefined when it can. */
export function mismatch(volume: PersistentVolumeObject, claim: PersistentVolumeClaimObject): string | undefined {
  const wanted = claim.spec.resources?.requests?.storage;
  if (compareQuantities(sizeOf(volume.spec.capacity?.storage), sizeOf(wanted)) < 0) return "requested PV is too small";
  if (classOf(volume) !== classOf(claim)) return "storageClassName does not match";
  if ((volume.spec.volumeMode ?? "Filesystem") !== (claim.spec.volumeMode ?? "Filesystem")) {
    return "incompatible volumeMode";
  }
  if (!hasModes(volume, claim)) return "incompatible accessMode";
  return undefined;
}

const hasModes = (volume: PersistentVolumeObject, claim: PersistentVolumeClaimObject): boolean =>
  (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode));

/** The smallest volume that will do; one that is reserved for the claim comes first. */
export function bestMatch(
  volumes: readonly PersistentVolumeObject[],
  claim: PersistentVolumeClaimObject,
  fits: (volume: PersistentVolumeObject) => boolean = () => true,
): PersistentVolumeObject | undefined {
  const reserved = volumes.find((volume) => isBoundTo(volume, claim) && mismatch(volume, claim) === undefined);
  if (reserved) return reserved;
  const selects = claim.spec.selector ? selectorOf(claim.spec.selector) : () => true;
  return volumes
    .filter(
      (volume) =>
        volume.metadata.deletionTimestamp === undefined &&
        !volume.spec.claimRef &&
        (volume.status?.phase ?? "Available") === "Available" &&
        mismatch(volume, claim) === undefined &&
        selects(volume.metadata.labels) &&
        fits(volume),
    )
    .sort(
      (a, b) =>
        compareQuantities(sizeOf(a.spec.capacity?.storage), sizeOf(b.spec.capacity?.storage)) ||
        (a.metadata.name < b.metadata.name ? -1 : 1),
    )[0];
}

/** Whether the class lets claims wait until a pod that uses them has a node. */
export const waitsForConsumer = (storageClass: StorageClassObject | undefined): boolean =>
  storageClass?.volumeBindingMode === "WaitForFirstConsumer";
