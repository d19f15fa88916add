import { layerOf } from "./imageRoot.ts";
import type { PodWorker } from "./pod.ts";

/** Puts into a pod's record what lives outside it: files of containers and volumes. */
export function savePod({ processes, record, volumes }: PodWorker): void {
  volumes.save();
  for (const [name, process] of processes) {
    const own = record.containers[name];
    if (!own) continue;
    const layer = layerOf(process.spec.baseRoot, process.spec.tree.root);
    if (layer) own.layer = layer;
    else own.layer = undefined;
  }
}
