/**
 * The control loops of a cluster: each watches a few kinds and makes what is agree with what should be.
 *
 * In:   the API, through a client and a cache; the clock; chance.
 * Out:  objects, events, log lines.
 * Never: knows wires, images or the page. All state is in the API; a loop that starts anew goes on where it was.
 *
 * Entry points:
 * - `runControllerManager(options, deps, signal)`: every loop of kube-controller-manager
 * - `controllerManagerControllers(options)`: the same as a list, without the garbage collector and without
 *   `lateControllers`, which begin with the first object of their kind
 * - `runScheduler(context, signal)`: kube-scheduler
 *
 * @module
 */
export { runGarbageCollector } from "./garbagecollector/index.ts";
export { lateControllers, runLateController } from "./late.ts";
export {
  type ControllerManagerOptions,
  controllerManagerControllers,
  runControllerManager,
} from "./manager.ts";
export { runScheduler } from "./scheduler/index.ts";
