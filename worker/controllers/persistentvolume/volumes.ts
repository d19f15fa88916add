import type { ReconcileContext } from "../../api/client/controller.ts";
import type { PersistentVolumeObject } from "../../api/generated/types.ts";
import { PersistentVolume, PersistentVolumeClaim } from "../../api/kinds/index.ts";
import { refOf } from "../../api/machinery/object.ts";
import { rfc3339 } from "../../base/time.ts";
import { unlessGone } from "../workload/ownership.ts";
import { BOUND_BY_CONTROLLER } from "./claims.ts";
import { PROVISIONERS } from "./provisioners.ts";

/** What becomes of volumes. k8s.io/kubernetes pkg/controller/volume/persistentvolume syncVolume */

const PROTECTION = "kubernetes.io/pv-protection";
const PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

export async function syncVolume(volume: PersistentVolumeObject, context: ReconcileContext): Promise<void> {
  const { cache } = context;
  const { claimRef } = volume.spec;
  if (!claimRef?.uid) return setPhase(volume, "Available", context);
  const claim = cache.get(PersistentVolumeClaim, { namespace: claimRef.namespace!, name: claimRef.name! });
  if (claim?.metadata.uid === claimRef.uid) {
    // Two claims may have been after one volume; the one that lost lets go of what the loop reserved.
    const other = claim?.spec.volumeName;
    if (!other || other === volume.metadata.name) return;
    if (volume.metadata.annotations?.[BOUND_BY_CONTROLLER] !== undefined) return release(volume, context);
    return;
  }
  await setPhase(volume, "Released", context);
  if (volume.spec.persistentVolumeReclaimPolicy !== "Delete") return;
  const live = cache.get(PersistentVolume, refOf(volume));
  if (!live || live.metadata.deletionTimestamp !== undefined) return;
  const by = live.metadata.annotations?.[PROVISIONED_BY];
  if (by === undefined || !PROVISIONERS[by]) return fail(live, context);
  await unlessGone(context.client.delete(PersistentVolume, refOf(live), { uid: live.metadata.uid! }));
}

async function setPhase(volume: PersistentVolumeObject, phase: string, { client, clock }: ReconcileContext) {
  if (volume.status?.phase === phase) return;
  const status = { phase, lastPhaseTransitionTime: rfc3339(clock.now()) };
  await client.replaceStatus(PersistentVolume, { ...volume, status });
}

async function release(volume: PersistentVolumeObject, { client }: ReconcileContext): Promise<void> {
  const { claimRef: _, ...spec } = volume.spec;
  const { [BOUND_BY_CONTROLLER]: __, ...annotations } = volume.metadata.annotations ?? {};
  await client.replace(PersistentVolume, { ...volume, metadata: { ...volume.metadata, annotations }, spec });
}

/** Nobody knows how to delete it: a directory of a node that somebody wrote down by hand. */
async function fail(volume: PersistentVolumeObject, { client, clock, events }: ReconcileContext): Promise<void> {
  if (volume.status?.phase === "Failed") return;
  const { hostPath } = volume.spec;
  const inTmp = hostPath?.path.startsWith("/tmp/");
  if (hostPath && inTmp) {
    await unlessGone(client.delete(PersistentVolume, refOf(volume), { uid: volume.metadata.uid! }));
    return;
  }
  const message = hostPath
    ? `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`
    : "error getting deleter volume plugin for volume: no deletable volume plugin matched";
  const status = { phase: "Failed", message, lastPhaseTransitionTime: rfc3339(clock.now()) };
  await client.replaceStatus(PersistentVolume, { ...volume, status });
  await events.event(volume, { type: "Warning", reason: "VolumeFailedDelete", message });
}

/** Lets a deleted volume go once no claim is bound to it. k8s.io/kubernetes pkg/controller/volume/pvprotection */
export async function letVolumeGo(volume: PersistentVolumeObject, { cache, client }: ReconcileContext): Promise<void> {
  const live = cache.get(PersistentVolume, refOf(volume));
  const { finalizers = [], deletionTimestamp } = live?.metadata ?? {};
  if (!live || deletionTimestamp === undefined || !finalizers.includes(PROTECTION)) return;
  if (live.status?.phase === "Bound") return;
  const rest = finalizers.filter((one) => one !== PROTECTION);
  const { finalizers: _, ...metadata } = live.metadata;
  await client.replace(PersistentVolume, {
    ...live,
    metadata: { ...metadata, ...(rest.length > 0 && { finalizers: rest }) },
  });
}
