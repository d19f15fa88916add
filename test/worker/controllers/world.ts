/** A cluster without wires for tests of control loops: an API, the loops, nodes, and a kubelet that says what is asked of it. */

import { setMaxListeners } from "node:events";
import type { Client } from "../../../worker/api/client/client.ts";
import { builtInSchemas } from "../../../worker/api/generated/index.ts";
import type { NodeObject, PodObject, PodSpec } from "../../../worker/api/generated/types.ts";
import { type ControllerDeps, createApiServer, runController } from "../../../worker/api/index.ts";
import { builtInKinds, Event, Namespace, Node, Pod, ServiceAccount } from "../../../worker/api/kinds/index.ts";
import { refOf } from "../../../worker/api/machinery/object.ts";
import { SandboxClock } from "../../../worker/base/clock.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import { rfc3339 } from "../../../worker/base/time.ts";
import {
  controllerManagerControllers,
  lateControllers,
  runGarbageCollector,
  runLateController,
  runScheduler,
} from "../../../worker/controllers/index.ts";
import { stillTime } from "../stillTime.ts";

export interface WorldOptions {
  /** How many workers; one control plane node comes with them when asked. */
  readonly nodes?: number;
  readonly podsPerNode?: number;
  readonly controlPlane?: boolean;
  /** How long a container takes to be ready; undefined: it never is. */
  readonly readyMs?: (pod: PodObject) => number | undefined;
  /** Names of the loops to run; all unless told. */
  readonly loops?: readonly string[];
}

export type World = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld(options: WorldOptions = {}) {
  const clock = new SandboxClock(Date.UTC(2026, 0, 1), stillTime);
  const random = new SeededRandom(7);
  const server = createApiServer({
    kinds: builtInKinds,
    schemas: builtInSchemas,
    clock,
    random,
    serviceCidr: "10.96.0.0/16",
    version: "v1.36.1",
  });
  const client = server.client({ user: "system:admin", groups: ["system:masters"] });
  const { cache } = server;
  const log: string[] = [];
  const deps = (component: string): ControllerDeps => ({
    client,
    cache,
    clock,
    random,
    events: server.recorder(client, { component }),
    log: (line) => log.push(line),
  });
  await client.create(Namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const account = { name: "default", namespace: "default" };
  await client.create(ServiceAccount, { apiVersion: "v1", kind: "ServiceAccount", metadata: account });
  for (let i = 0; i < (options.nodes ?? 1); i++) {
    await join(client, worker(i === 0 ? "worker" : `worker${i + 1}`, { pods: String(options.podsPerNode ?? 110) }));
  }
  if (options.controlPlane) await join(client, controlPlane());

  const wanted = (name: string) => !options.loops || options.loops.includes(name);
  const podRange = { clusterCidr: "10.244.0.0/16", nodeMaskSize: 24 };
  const failures: unknown[] = [];
  let stop = new AbortController();
  let loops: Promise<void>[] = [];
  const run = () => {
    stop = new AbortController();
    setMaxListeners(0, stop.signal);
    loops = controllerManagerControllers({ kinds: builtInKinds, rootCa: "PEM", podRange })
      .filter(({ name }) => wanted(name))
      .map((controller) => runController(controller, deps(controller.name), stop.signal));
    for (const late of lateControllers.filter(({ name }) => wanted(name))) {
      loops.push(runLateController(late, deps(late.name), stop.signal));
    }
    if (wanted("garbage-collector-controller")) {
      loops.push(runGarbageCollector(builtInKinds, deps("garbage-collector-controller"), stop.signal));
    }
    if (wanted("default-scheduler")) loops.push(runScheduler(deps("default-scheduler"), stop.signal));
    for (const loop of loops) loop.catch((error) => failures.push(error));
  };
  run();
  const kubelet = fakeKubelet({ client, clock, readyMs: options.readyMs ?? (() => 500) });
  cache.follow(Pod, ({ type, object }) => type !== "DELETED" && kubelet(object), new AbortController().signal);

  return {
    clock,
    client,
    cache,
    server,
    random,
    log,
    /** What is there of a kind, sorted by name. */
    all: cache.list,
    /** Lets time pass; fails if a loop broke. */
    async pass(ms: number) {
      await clock.advance(ms);
      if (failures.length > 0) throw failures[0];
    },
    /** "Reason: message" of the events about one object, oldest first. */
    events(name: string): string[] {
      return cache
        .list(Event)
        .filter(({ involvedObject }) => involvedObject.name === name)
        .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map(({ reason, message }) => `${reason}: ${message}`);
    },
    /** Starts the loops anew, with nothing in memory. */
    restart: run,
    async end() {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

/** A node as a kubelet registers it. */
/** Makes a node that is past its first word: a new one keeps pods away until it is ready. */
export async function join(client: Client, node: NodeObject): Promise<void> {
  const { taints: _, ...spec } = (await client.create(Node, node)).spec;
  const { taints = [] } = node.spec;
  const body = [{ op: "add", path: "/spec", value: taints.length > 0 ? { ...spec, taints } : spec }];
  await client.patch(Node, { name: node.metadata.name }, { type: "json", body });
}

export function worker(name: string, allocatable: Readonly<Record<string, string>> = {}): NodeObject {
  const amounts = { cpu: "4", memory: "8Gi", "ephemeral-storage": "100Gi", pods: "110", ...allocatable };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "topology.kubernetes.io/zone": "zone-a" },
    },
    spec: {},
    status: {
      allocatable: amounts,
      capacity: amounts,
      conditions: [
        { type: "Ready", status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" },
      ],
    },
  };
}

export function controlPlane(name = "control-plane"): NodeObject {
  const node = worker(name);
  const key = "node-role.kubernetes.io/control-plane";
  return {
    ...node,
    metadata: { ...node.metadata, labels: { ...node.metadata.labels, [key]: "" } },
    spec: { taints: [{ key, effect: "NoSchedule" }] },
  };
}

interface Kubelet {
  readonly client: Client;
  readonly clock: SandboxClock;
  readonly readyMs: (pod: PodObject) => number | undefined;
}

/** Starts every pod that is given a node, and removes those that are told to go. */
function fakeKubelet({ client, clock, readyMs }: Kubelet): (pod: PodObject) => void {
  const started = new Set<string>();
  const stopping = new Set<string>();
  let addresses = 0;
  const quietly = (work: Promise<unknown>) => work.catch(() => {});
  return (pod) => {
    const uid = pod.metadata.uid!;
    if (!pod.spec.nodeName) return;
    if (pod.metadata.deletionTimestamp !== undefined && !stopping.has(uid)) {
      stopping.add(uid);
      clock.after(100, () => quietly(client.delete(Pod, refOf(pod), { gracePeriodSeconds: 0, uid })));
    }
    if (started.has(uid)) return;
    started.add(uid);
    const ms = readyMs(pod);
    const address = ++addresses;
    const now = () => rfc3339(clock.now());
    const become = async (ready: boolean) => {
      const live = await client.tryGet(Pod, refOf(pod));
      if (!live || live.metadata.uid !== uid) return;
      const others = (live.status?.conditions ?? []).filter(({ type }) => type !== "Ready");
      const state = { type: "Ready", status: ready ? "True" : "False", lastTransitionTime: now() };
      await client.replaceStatus(Pod, {
        ...live,
        status: {
          ...live.status,
          phase: "Running",
          podIP: `10.244.${address >> 8}.${address & 255}`,
          conditions: [...others, state],
        },
      });
    };
    quietly(become(false));
    if (ms !== undefined) clock.after(ms, () => quietly(become(true)));
  };
}

export const labelled = (name: string, labels: Readonly<Record<string, string>> = { app: name }) => ({
  name,
  namespace: "default",
  labels,
});

/** The shortest pod spec there is. */
export const container = (image = "nginx", more: Partial<PodSpec> = {}): PodSpec => ({
  containers: [{ name: "main", image }],
  ...more,
});
