/**
 * Counts what disruption budgets may give away.
 *
 * In:   PodDisruptionBudgets, their pods and what controls these.
 * Out:  the budgets' status, which evictions ask and spend; events.
 * Never: evicts or keeps a pod; that is the API's eviction subresource.
 *
 * @module
 */

import type { Cache } from "../../api/client/client.ts";
import { type Controller, defineController, on, type ReconcileContext } from "../../api/client/controller.ts";
import type { PodDisruptionBudgetObject, PodObject } from "../../api/generated/types.ts";
import {
  Deployment,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from "../../api/kinds/index.ts";
import { keyOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { controllerOf } from "../workload/ownership.ts";
import { selectorOf } from "../workload/selection.ts";
import { type Controlled, countBudget, disruptedNow } from "./count.ts";

export function disruptionController(): Controller<PodDisruptionBudgetObject> {
  return defineController<PodDisruptionBudgetObject>({
    name: "disruption-controller",
    for: PodDisruptionBudget,
    watches: [
      on(Pod, (pod, cache, old) =>
        cache
          .list(PodDisruptionBudget, { namespace: pod.metadata.namespace! })
          .filter(({ spec }) => [pod, old].some((one) => one && selects(spec.selector, one)))
          .map(keyOf),
      ),
    ],
    async reconcile(_ref, budget, context) {
      return budget && sync(budget, context);
    },
  });
}

const selects = (selector: PodDisruptionBudgetObject["spec"]["selector"], pod: PodObject) =>
  selector !== undefined && selectorOf(selector)(pod.metadata.labels);

async function sync(budget: PodDisruptionBudgetObject, { cache, client, clock, events }: ReconcileContext) {
  const pods = cache
    .list(Pod, { namespace: budget.metadata.namespace! })
    .filter((pod) => selects(budget.spec.selector, pod));
  if (pods.length === 0) {
    await events.event(budget, { type: "Normal", reason: "NoPods", message: "No matching pods found" });
  }
  const { disrupted, againMs } = disruptedNow(budget, pods, clock.now());
  const status = countBudget(
    budget,
    pods.map((pod) => ({ pod, scale: scaleOf(cache, pod) })),
    { disrupted, nowMs: clock.now() },
  );
  if (!deepEqual(budget.status, status)) await client.replaceStatus(PodDisruptionBudget, { ...budget, status });
  return againMs === undefined ? undefined : { requeueAfterMs: againMs };
}

/** Who decides how many pods like this one there are, and how many that is. A ReplicaSet's Deployment decides for it. */
function scaleOf(cache: Cache, pod: PodObject): Controlled["scale"] {
  const { namespace = "" } = pod.metadata;
  const owner = controllerOf(pod);
  if (owner?.kind === "StatefulSet") {
    const set = cache.get(StatefulSet, { namespace, name: owner.name });
    return set && { uid: owner.uid, replicas: set.spec.replicas ?? 1 };
  }
  if (owner?.kind === "ReplicationController") {
    const controller = cache.get(ReplicationController, { namespace, name: owner.name });
    return controller && { uid: owner.uid, replicas: controller.spec.replicas ?? 1 };
  }
  if (owner?.kind !== "ReplicaSet") return undefined;
  const set = cache.get(ReplicaSet, { namespace, name: owner.name });
  const above = set && controllerOf(set);
  const deployment = above?.kind === "Deployment" ? cache.get(Deployment, { namespace, name: above.name }) : undefined;
  if (deployment) return { uid: deployment.metadata.uid!, replicas: deployment.spec.replicas ?? 1 };
  return set && { uid: owner.uid, replicas: set.spec.replicas ?? 1 };
}
