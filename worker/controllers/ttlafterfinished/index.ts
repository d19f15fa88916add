/**
 * Jobs that asked to be removed some time after they finished.
 *
 * In:   Jobs with spec.ttlSecondsAfterFinished.
 * Out:  deletions, in the foreground.
 * Never: touches a Job that still runs.
 *
 * @module
 */

import { type Controller, defineController } from "../../api/client/controller.ts";
import type { JobObject } from "../../api/generated/types.ts";
import { Job } from "../../api/kinds/index.ts";
import { refOf } from "../../api/machinery/object.ts";
import { unlessGone } from "../workload/ownership.ts";

export function ttlAfterFinishedController(): Controller<JobObject> {
  return defineController<JobObject>({
    name: "ttl-after-finished-controller",
    for: Job,
    watches: [],
    async reconcile(_ref, job, { client, clock }) {
      const at = job && expiryMs(job);
      if (at === undefined || job?.metadata.deletionTimestamp !== undefined) return undefined;
      const restMs = at - clock.now();
      if (restMs > 0) return { requeueAfterMs: restMs };
      await unlessGone(client.delete(Job, refOf(job!), { propagation: "Foreground", uid: job!.metadata.uid! }));
      return undefined;
    },
  });
}

/** When a finished Job is to go; undefined when it has not finished or is to stay. */
export function expiryMs({ spec, status }: JobObject): number | undefined {
  const finished = status?.conditions?.find(
    (condition) => (condition.type === "Complete" || condition.type === "Failed") && condition.status === "True",
  );
  if (spec.ttlSecondsAfterFinished === undefined || finished?.lastTransitionTime === undefined) return undefined;
  return Date.parse(finished.lastTransitionTime) + spec.ttlSecondsAfterFinished * 1000;
}
