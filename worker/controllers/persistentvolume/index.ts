/**
 * Volumes and claims: claims get volumes that are there or are made for them, and volumes are let go with their claims.
 *
 * In:   PersistentVolumeClaims, PersistentVolumes, StorageClasses; pods, for who uses a claim.
 * Out:  volumes bound to claims, made for them and deleted after them; phases; finalizers removed; events.
 * Never: mounts anything; that is the kubelet. Never chooses a node; that is the scheduler.
 *
 * @module
 */
import { type Controller, defineController, on } from "../../api/client/controller.ts";
import type { PersistentVolumeClaimObject, PersistentVolumeObject } from "../../api/generated/types.ts";
import { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from "../../api/kinds/index.ts";
import { keyOf } from "../../api/machinery/object.ts";
import { claimNameOf, letClaimGo, provision, syncClaim } from "./claims.ts";
import { expand } from "./expand.ts";
import { letVolumeGo, syncVolume } from "./volumes.ts";

export { bestMatch, classOf, mismatch, SELECTED_NODE, waitsForConsumer } from "./match.ts";

const claimKey = ({ spec }: PersistentVolumeObject): string | undefined =>
  spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : undefined;

/** Binds claims. */
export function claimBinder(): Controller<PersistentVolumeClaimObject> {
  return defineController<PersistentVolumeClaimObject>({
    name: "persistentvolume-binder-controller",
    for: PersistentVolumeClaim,
    watches: [
      on(PersistentVolume, (volume, cache) => {
        const key = claimKey(volume);
        if (key !== undefined) return [key];
        const pending = cache.list(PersistentVolumeClaim).filter(({ status }) => status?.phase === "Pending");
        return volume.status?.phase === "Available" ? pending.map(keyOf) : [];
      }),
      on(StorageClass, ({ metadata }, cache) =>
        cache
          .list(PersistentVolumeClaim)
          .filter(({ spec, status }) => status?.phase === "Pending" && spec.storageClassName === metadata.name)
          .map(keyOf),
      ),
    ],
    async reconcile(_ref, claim, context) {
      if (claim && claim.metadata.deletionTimestamp === undefined) await syncClaim(claim, context);
    },
  });
}

/** Makes volumes for claims, as the provisioners of classes do. */
export function provisionerController(): Controller<PersistentVolumeClaimObject> {
  const begun = new Map<string, number>();
  return defineController<PersistentVolumeClaimObject>({
    name: "volume-provisioner",
    for: PersistentVolumeClaim,
    watches: [],
    async reconcile(_ref, claim, context) {
      return claim && ((await provision(claim, begun, context)) ?? (await expand(claim, begun, context)));
    },
  });
}

/** Looks after volumes. */
export function volumeController(): Controller<PersistentVolumeObject> {
  return defineController<PersistentVolumeObject>({
    name: "persistentvolume-controller",
    for: PersistentVolume,
    watches: [
      on(PersistentVolumeClaim, ({ metadata, spec }, cache) => {
        const names = cache
          .list(PersistentVolume)
          .filter((volume) => claimKey(volume) === `${metadata.namespace}/${metadata.name}`)
          .map(keyOf);
        return spec.volumeName && !names.includes(spec.volumeName) ? [...names, spec.volumeName] : names;
      }),
    ],
    async reconcile(_ref, volume, context) {
      if (!volume) return;
      if (volume.metadata.deletionTimestamp === undefined) await syncVolume(volume, context);
      await letVolumeGo(volume, context);
    },
  });
}

/** Keeps claims while pods use them. */
export function claimProtection(): Controller<PersistentVolumeClaimObject> {
  return defineController<PersistentVolumeClaimObject>({
    name: "persistentvolumeclaim-protection-controller",
    for: PersistentVolumeClaim,
    watches: [
      on(Pod, ({ metadata, spec }, cache) =>
        (spec.volumes ?? [])
          .flatMap((volume) => claimNameOf(volume) ?? [])
          .filter(
            (name) =>
              cache.get(PersistentVolumeClaim, { namespace: metadata.namespace!, name })?.metadata.deletionTimestamp,
          )
          .map((name) => `${metadata.namespace}/${name}`),
      ),
    ],
    async reconcile(_ref, claim, context) {
      if (claim) await letClaimGo(claim, context);
    },
  });
}
