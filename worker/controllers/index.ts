/**
 * The control loops of a cluster: each watches a few kinds and makes what is agree with what should be.
 *
 * In:   the API, through a client and a cache; the clock; chance.
 * Out:  objects, events, log lines.
 * Never: knows wires, images or the page. All state is in the API; a loop that starts anew goes on where it was.
 *
 * @module
 */
import type { Controller } from "../api/client/controller.ts";
import { deploymentController } from "./deployment/index.ts";
import { endpointsController } from "./endpoints/index.ts";
import { endpointSliceController } from "./endpointslice/index.ts";
import { replicaSetController } from "./replicaset/index.ts";

export { runScheduler, type SchedulerContext } from "./scheduler/index.ts";

/** Fresh loops of kube-controller-manager. A loop may remember what it need not look up twice, so each process has its own. */
export function controllerManagerControllers(): readonly Controller[] {
  return [deploymentController(), replicaSetController(), endpointsController(), endpointSliceController()].map(
    (controller) => controller as unknown as Controller,
  );
}
