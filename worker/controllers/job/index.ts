/**
 * Jobs run pods until enough of them have succeeded, or too many failed.
 *
 * In:   Jobs and their pods.
 * Out:  pods created and deleted, each end counted exactly once; status; events.
 * Never: removes a finished Job; that is the loop for spec.ttlSecondsAfterFinished.
 *
 * @module
 */
import { type Controller, defineController, on, ownerKeys } from "../../api/client/controller.ts";
import type { JobObject } from "../../api/generated/types.ts";
import { Job, Pod } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { jobReconciler } from "./sync.ts";

export function jobController(): Controller<JobObject> {
  const owner = ownerKeys(Job as unknown as Kind);
  return defineController<JobObject>({
    name: "job-controller",
    for: Job,
    watches: [on(Pod, (pod, _cache, old) => [...new Set([...owner(pod), ...(old ? owner(old) : [])])])],
    reconcile: jobReconciler(),
  });
}
