import { layerOf } from "./imageRoot.ts";
import type { PodWorker } from "./pod.ts";

/** Puts into a pod's record what lives outside it: files of containers and volumes, words of logs. */
export function savePod({ processes, logs, record, volumes }: PodWorker): void {
  volumes.save();
  for (const log of logs.values()) log.settle();
  for (const [name, process] of processes) {
    const own = record.containers[name];
    if (!own) continue;
    const layer = layerOf(process.spec.baseRoot, process.spec.tree.root);
    if (layer) own.layer = layer;
    else own.layer = undefined;
  }
}
