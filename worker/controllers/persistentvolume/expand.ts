import type { ReconcileContext } from "../../api/client/controller.ts";
import type { PersistentVolumeClaimObject } from "../../api/generated/types.ts";
import { PersistentVolume, PersistentVolumeClaim, StorageClass } from "../../api/kinds/index.ts";
import { refOf } from "../../api/machinery/object.ts";
import { compareQuantities, parseQuantity } from "../../base/quantity.ts";
import { unlessGone } from "../workload/ownership.ts";
import { classOf } from "./match.ts";

/** How long a driver takes to grow a volume. */
const DELAY_MS = 3_000;

/**
 * Grows the volume of a bound claim that asks for more than it has, where its class allows that; answers how long that still takes.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
 */
export async function expand(
  claim: PersistentVolumeClaimObject,
  begun: Map<string, number>,
  { cache, client, clock, events }: ReconcileContext,
): Promise<{ readonly requeueAfterMs: number } | undefined> {
  const { spec, status, metadata } = claim;
  const asked = spec.resources?.requests?.storage;
  const has = status?.capacity?.storage;
  if (status?.phase !== "Bound" || asked === undefined || has === undefined) return undefined;
  if (compareQuantities(parseQuantity(String(asked)), parseQuantity(String(has))) <= 0) return undefined;
  const volume = cache.get(PersistentVolume, { name: spec.volumeName ?? "" });
  const storageClass = cache.get(StorageClass, { name: classOf(claim) });
  if (!volume || !storageClass?.allowVolumeExpansion) return undefined;
  const key = `expand ${metadata.uid}`;
  const sinceMs = begun.get(key);
  if (sinceMs === undefined) {
    begun.set(key, clock.now());
    const message = `External resizer is resizing volume ${volume.metadata.name}`;
    await events.event(claim, { type: "Normal", reason: "Resizing", message });
    return { requeueAfterMs: DELAY_MS };
  }
  const restMs = sinceMs + DELAY_MS - clock.now();
  if (restMs > 0) return { requeueAfterMs: restMs };
  begun.delete(key);
  const capacity = { ...volume.spec.capacity, storage: String(asked) };
  await unlessGone(client.replace(PersistentVolume, { ...volume, spec: { ...volume.spec, capacity } }));
  const live = cache.get(PersistentVolumeClaim, refOf(claim));
  if (live)
    await unlessGone(client.replaceStatus(PersistentVolumeClaim, { ...live, status: { ...live.status, capacity } }));
  const message = `Resize volume ${volume.metadata.name} succeeded`;
  await events.event(claim, { type: "Normal", reason: "VolumeResizeSuccessful", message });
  return undefined;
}
