import type { Cache, Client, EventRecorder } from "../api/client/client.ts";
import type { Controller } from "../api/client/controller.ts";
import { type ControllerDeps, runController } from "../api/client/runner.ts";
import type { Kind } from "../api/machinery/kind.ts";
import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import { accountOf, makeAccounts } from "./accounts.ts";
import type { SigningAuthority } from "./certificates/index.ts";
import { daemonSetController } from "./daemonset/index.ts";
import { deploymentController } from "./deployment/index.ts";
import { endpointsController } from "./endpoints/index.ts";
import { endpointSliceController } from "./endpointslice/index.ts";
import { endpointSliceMirroringController } from "./endpointslicemirroring/index.ts";
import { runGarbageCollector } from "./garbagecollector/index.ts";
import { lateCertificates, lateControllers, runLateController } from "./late.ts";
import { namespaceController } from "./namespace/index.ts";
import { nodeIpamController, type PodRange } from "./nodeipam/index.ts";
import { MONITOR_GRACE_MS, nodeLifecycleController } from "./nodelifecycle/index.ts";
import { podGarbageCollector } from "./podgc/index.ts";
import { replicaSetController } from "./replicaset/index.ts";
import { rootCaPublisher, serviceAccountController } from "./serviceaccount/index.ts";
import { taintEvictionController } from "./tainteviction/index.ts";

/** What kube-controller-manager's flags say. */
export interface ControllerManagerOptions {
  /** Every kind there is: what namespaces are cleared of and owners are looked for among. */
  readonly kinds: readonly Kind[];
  /** --root-ca-file, its content; without one nothing is published. */
  readonly rootCa?: string;
  /** --cluster-signing-cert-file and --cluster-signing-key-file; without them nothing is signed. */
  readonly signing?: SigningAuthority;
  /** --cluster-cidr with --allocate-node-cidrs; without them nodes keep the ranges that they come with. */
  readonly podRange?: PodRange;
  /** --node-monitor-grace-period */
  readonly nodeMonitorGraceMs?: number;
}

/** Fresh loops of kube-controller-manager, those that run from the start. A loop may remember what it need not look up twice, so each process has its own. */
export function controllerManagerControllers({
  kinds,
  rootCa,
  podRange,
  nodeMonitorGraceMs = MONITOR_GRACE_MS,
}: ControllerManagerOptions): readonly Controller[] {
  const controllers: unknown[] = [
    serviceAccountController(),
    ...(rootCa === undefined ? [] : [rootCaPublisher(rootCa)]),
    ...(podRange ? [nodeIpamController(podRange)] : []),
    nodeLifecycleController(nodeMonitorGraceMs),
    taintEvictionController(),
    namespaceController(kinds),
    deploymentController(),
    replicaSetController(),
    daemonSetController(),
    endpointsController(),
    endpointSliceController(),
    endpointSliceMirroringController(),
    podGarbageCollector(),
  ];
  return controllers as readonly Controller[];
}

/** What the manager lives in. */
interface ManagerDeps {
  readonly client: Client;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly random: Random;
  /** The client of a loop that acts as a ServiceAccount of its own (--use-service-account-credentials); `client` for all when absent. */
  account?(name: string): Client;
  /** A recorder whose events name this component as their source. */
  recorder(component: string, client: Client): EventRecorder;
  log(line: string): void;
}

/** Loops that sign their events with another name than their own. */
const EVENT_SOURCE: Readonly<Record<string, string>> = {
  "disruption-controller": "controllermanager",
  "endpoints-controller": "endpoint-controller",
  "endpointslice-controller": "endpoint-slice-controller",
  "horizontal-pod-autoscaler-controller": "horizontal-pod-autoscaler",
  "replicationcontroller-controller": "replication-controller",
  "node-lifecycle-controller": "node-controller",
  "node-ipam-controller": "cidrAllocator",
  "persistentvolume-binder-controller": "persistentvolume-controller",
};

/** Runs every loop of kube-controller-manager until the signal aborts. */
export async function runControllerManager(
  options: ControllerManagerOptions,
  deps: ManagerDeps,
  signal: AbortSignal,
): Promise<void> {
  const { cache, clock, random, log } = deps;
  const shared = { cache, clock, random, log };
  if (deps.account && !signal.aborted) await makeAccounts(deps.client, cache);
  const depsOf = (name: string): ControllerDeps => {
    const client = deps.account?.(accountOf(name)) ?? deps.client;
    return { ...shared, client, events: deps.recorder(EVENT_SOURCE[name] ?? name, client) };
  };
  // A signal of its own for each loop: many loops on one would look like a leak of listeners.
  const stops: AbortController[] = [];
  const own = () => {
    const stop = new AbortController();
    stops.push(stop);
    return stop.signal;
  };
  const loops = controllerManagerControllers(options).map((controller) =>
    runController(controller, depsOf(controller.name), own()),
  );
  for (const late of [...lateControllers, lateCertificates(options.signing)])
    loops.push(runLateController(late, depsOf(late.name), own()));
  loops.push(runGarbageCollector(options.kinds, depsOf("garbage-collector-controller"), own()));
  const abort = () => {
    for (const stop of stops) stop.abort(signal.reason);
  };
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  await Promise.all(loops);
}
