import type { ReconcileContext } from "../../api/client/controller.ts";
import type { PersistentVolumeClaimObject, PersistentVolumeObject } from "../../api/generated/types.ts";
import { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from "../../api/kinds/index.ts";
import { refOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { rfc3339 } from "../../base/time.ts";
import { bestMatch, classOf, isBoundTo, mismatch, SELECTED_NODE, waitsForConsumer } from "./match.ts";
import { PROVISIONERS, provisionedVolume } from "./provisioners.ts";

/** What becomes of claims. k8s.io/kubernetes pkg/controller/volume/persistentvolume syncClaim */

const BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
export const BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
const PROVISIONER = "volume.kubernetes.io/storage-provisioner";
const BETA_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner";

export async function syncClaim(claim: PersistentVolumeClaimObject, context: ReconcileContext): Promise<void> {
  if (claim.metadata.annotations?.[BIND_COMPLETED] !== undefined) return syncBound(claim, context);
  const { volumeName } = claim.spec;
  if (volumeName) return syncNamed(claim, volumeName, context);
  const { cache } = context;
  const storageClass = cache.get(StorageClass, { name: classOf(claim) });
  const waiting = waitsForConsumer(storageClass);
  const volumes = cache.list(PersistentVolume);
  // A class that waits leaves the choice to the scheduler; what is reserved for the claim is its own all the same.
  const found = waiting ? volumes.find((volume) => isBoundTo(volume, claim)) : bestMatch(volumes, claim);
  if (found && mismatch(found, claim) === undefined) return bind(found, claim, context);
  if (waiting && claim.metadata.annotations?.[SELECTED_NODE] === undefined) return tellWaiting(claim, context);
  if (classOf(claim) !== "") return askForVolume(claim, context);
  const message = "no persistent volumes available for this claim and no storage class is set";
  await tell(claim, "Normal", "FailedBinding", message, context);
}

async function tell(
  claim: PersistentVolumeClaimObject,
  type: "Normal" | "Warning",
  reason: string,
  message: string,
  { events }: ReconcileContext,
): Promise<void> {
  await events.event(claim, { type, reason, message });
}

async function tellWaiting(claim: PersistentVolumeClaimObject, context: ReconcileContext): Promise<void> {
  const pods = context.cache
    .list(Pod, { namespace: claim.metadata.namespace! })
    .filter(({ spec }) => !spec.nodeName && spec.volumes?.some((one) => claimNameOf(one) === claim.metadata.name))
    .map(({ metadata }) => metadata.name);
  if (pods.length === 0) {
    const message = "waiting for first consumer to be created before binding";
    return tell(claim, "Normal", "WaitForFirstConsumer", message, context);
  }
  const message = `waiting for pod${pods.length > 1 ? "s" : ""} ${pods.join(",")} to be scheduled`;
  return tell(claim, "Normal", "WaitForPodScheduled", message, context);
}

export const claimNameOf = (volume: { readonly persistentVolumeClaim?: { readonly claimName: string } }) =>
  volume.persistentVolumeClaim?.claimName;

/** Names the provisioner on the claim, which that one waits for. */
async function askForVolume(claim: PersistentVolumeClaimObject, context: ReconcileContext): Promise<void> {
  const { cache, client } = context;
  const name = classOf(claim);
  const storageClass = cache.get(StorageClass, { name });
  if (!storageClass) {
    const message = `storageclass.storage.k8s.io "${name}" not found`;
    return tell(claim, "Warning", "ProvisioningFailed", message, context);
  }
  const { provisioner } = storageClass;
  if (provisioner === "kubernetes.io/no-provisioner") {
    const message = "no volume plugin matched name: kubernetes.io/no-provisioner";
    return tell(claim, "Warning", "ProvisioningFailed", message, context);
  }
  const annotations = { ...claim.metadata.annotations, [BETA_PROVISIONER]: provisioner, [PROVISIONER]: provisioner };
  if (!deepEqual(claim.metadata.annotations, annotations)) {
    await client.replace(PersistentVolumeClaim, { ...claim, metadata: { ...claim.metadata, annotations } });
  }
  const message = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
  await tell(claim, "Normal", "ExternalProvisioning", message, context);
}

async function syncNamed(claim: PersistentVolumeClaimObject, name: string, context: ReconcileContext): Promise<void> {
  const volume = context.cache.get(PersistentVolume, { name });
  if (!volume) return;
  if (isBoundTo(volume, claim)) return bind(volume, claim, context);
  if (volume.spec.claimRef) {
    const message = `volume "${name}" already bound to a different claim.`;
    return tell(claim, "Warning", "FailedBinding", message, context);
  }
  const why = mismatch(volume, claim);
  if (why === undefined) return bind(volume, claim, context);
  const message = `Cannot bind to requested volume "${name}": ${why}`;
  return tell(claim, "Warning", "VolumeMismatch", message, context);
}

async function syncBound(claim: PersistentVolumeClaimObject, context: ReconcileContext): Promise<void> {
  const name = claim.spec.volumeName;
  if (!name) {
    const message = "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!";
    return lose(claim, "ClaimLost", message, context);
  }
  const volume = context.cache.get(PersistentVolume, { name });
  if (!volume) {
    const message = "Bound claim has lost its PersistentVolume. Data on the volume is lost!";
    return lose(claim, "ClaimLost", message, context);
  }
  const { claimRef } = volume.spec;
  if (!claimRef || claimRef.uid === claim.metadata.uid) return bind(volume, claim, context);
  const message = "Two claims are bound to the same volume, this one is bound incorrectly";
  return lose(claim, "ClaimMisbound", message, context);
}

async function lose(claim: PersistentVolumeClaimObject, reason: string, message: string, context: ReconcileContext) {
  if (claim.status?.phase === "Lost") return;
  await context.client.replaceStatus(PersistentVolumeClaim, { ...claim, status: { phase: "Lost" } });
  await tell(claim, "Warning", reason, message, context);
}

/** Ties the two together: the volume first, then the claim; what is so already is not written. */
async function bind(
  volume: PersistentVolumeObject,
  claim: PersistentVolumeClaimObject,
  { client, clock }: ReconcileContext,
): Promise<void> {
  const { metadata } = claim;
  let bound = volume;
  if (volume.spec.claimRef?.uid !== metadata.uid) {
    const claimRef = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      name: metadata.name,
      namespace: metadata.namespace!,
      resourceVersion: metadata.resourceVersion!,
      uid: metadata.uid!,
    };
    const annotations = volume.spec.claimRef
      ? volume.metadata.annotations
      : { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: "yes" };
    bound = await client.replace(PersistentVolume, {
      ...volume,
      metadata: { ...volume.metadata, ...(annotations && { annotations }) },
      spec: { ...volume.spec, claimRef },
    });
  }
  if (bound.status?.phase !== "Bound") {
    const status = { phase: "Bound", lastPhaseTransitionTime: rfc3339(clock.now()) };
    bound = await client.replaceStatus(PersistentVolume, { ...bound, status });
  }
  let next = claim;
  const annotations = {
    ...metadata.annotations,
    [BIND_COMPLETED]: "yes",
    ...(claim.spec.volumeName ? {} : { [BOUND_BY_CONTROLLER]: "yes" }),
  };
  if (claim.spec.volumeName !== bound.metadata.name || !deepEqual(annotations, metadata.annotations)) {
    next = await client.replace(PersistentVolumeClaim, {
      ...claim,
      metadata: { ...metadata, annotations },
      spec: { ...claim.spec, volumeName: bound.metadata.name },
    });
  }
  const status = {
    phase: "Bound",
    accessModes: bound.spec.accessModes ?? [],
    capacity: bound.spec.capacity ?? {},
  };
  if (next.status?.phase !== "Bound") await client.replaceStatus(PersistentVolumeClaim, { ...next, status });
}

/** Makes the volume of a claim that names a provisioner which is known here; answers how long that still takes. */
export async function provision(
  claim: PersistentVolumeClaimObject,
  begun: Map<string, number>,
  context: ReconcileContext,
): Promise<{ readonly requeueAfterMs: number } | undefined> {
  const { cache, client, clock, events } = context;
  const { uid = "", namespace, name, annotations, deletionTimestamp } = claim.metadata;
  const provisioner = PROVISIONERS[annotations?.[PROVISIONER] ?? ""];
  const storageClass = cache.get(StorageClass, { name: classOf(claim) });
  if (!provisioner || !storageClass || claim.spec.volumeName || deletionTimestamp !== undefined) return undefined;
  const volumeName = `pvc-${uid}`;
  if (cache.get(PersistentVolume, { name: volumeName })) return undefined;
  const sinceMs = begun.get(uid);
  if (sinceMs === undefined) {
    begun.set(uid, clock.now());
    const message = `External provisioner is provisioning volume for claim "${namespace}/${name}"`;
    await events.event(claim, { type: "Normal", reason: "Provisioning", message });
    return { requeueAfterMs: provisioner.delayMs };
  }
  const restMs = sinceMs + provisioner.delayMs - clock.now();
  if (restMs > 0) return { requeueAfterMs: restMs };
  begun.delete(uid);
  const node = cache.get(Node, { name: annotations?.[SELECTED_NODE] ?? "" });
  await client.create(PersistentVolume, provisionedVolume({ name: volumeName, claim, storageClass, node }));
  const message = `Successfully provisioned volume ${volumeName}`;
  await events.event(claim, { type: "Normal", reason: "ProvisioningSucceeded", message });
  return undefined;
}

const PROTECTION = "kubernetes.io/pvc-protection";

/** Lets a deleted claim go once no pod uses it. k8s.io/kubernetes pkg/controller/volume/pvcprotection */
export async function letClaimGo(
  claim: PersistentVolumeClaimObject,
  { cache, client }: ReconcileContext,
): Promise<void> {
  const { finalizers = [], namespace, name, deletionTimestamp } = claim.metadata;
  if (deletionTimestamp === undefined || !finalizers.includes(PROTECTION)) return;
  const used = cache
    .list(Pod, { namespace: namespace! })
    .some(
      ({ spec, status }) =>
        spec.nodeName &&
        status?.phase !== "Succeeded" &&
        status?.phase !== "Failed" &&
        spec.volumes?.some((volume) => claimNameOf(volume) === name),
    );
  if (used) return;
  const live = cache.get(PersistentVolumeClaim, refOf(claim));
  if (!live) return;
  const rest = (live.metadata.finalizers ?? []).filter((one) => one !== PROTECTION);
  const { finalizers: _, ...metadata } = live.metadata;
  await client.replace(PersistentVolumeClaim, {
    ...live,
    metadata: { ...metadata, ...(rest.length > 0 && { finalizers: rest }) },
  });
}
