import { describe, expect, test } from "vitest";
import type { DeploymentObject, JobObject, PodSpec, ServiceObject } from "../../../worker/api/generated/types.ts";
import {
  ConfigMap,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Endpoints,
  Job,
  Lease,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  Service,
  ServiceAccount,
} from "../../../worker/api/kinds/index.ts";
import { rfc3339Micro } from "../../../worker/base/time.ts";
import { container, join, labelled, startWorld, type World, worker } from "./world.ts";

const web = (replicas = 2, spec: PodSpec = container()): DeploymentObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: labelled("web"),
  spec: {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec },
  },
});
const service = (name: string, spec: ServiceObject["spec"]): ServiceObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: labelled(name),
  spec,
});
const at = (name: string) => ({ namespace: "default", name });
const slices = (world: World, name: string) =>
  world.cache.list(EndpointSlice, { namespace: "default", labels: { "kubernetes.io/service-name": name } });

describe("endpoints and slices", () => {
  test("a service lists its ready pods by the number of its named target port", async () => {
    const world = await startWorld();
    const pod = container("nginx", {
      containers: [{ name: "main", image: "nginx", ports: [{ name: "http", containerPort: 8080 }] }],
    });
    await world.client.create(Deployment, web(2, pod));
    await world.client.create(
      Service,
      service("web", { selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] }),
    );
    await world.pass(5_000);
    const [slice] = slices(world, "web");
    expect(slice!.metadata.name).toMatch(/^web-[bcdf-hj-np-tv-z2-9]{5}$/);
    expect(slice!.metadata.labels).toEqual({
      app: "web",
      "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      "kubernetes.io/service-name": "web",
    });
    expect(slice!.ports).toEqual([{ name: "", port: 8080, protocol: "TCP" }]);
    expect(slice!.endpoints).toHaveLength(2);
    const [pods] = [world.cache.list(Pod)];
    expect(slice!.endpoints).toContainEqual({
      addresses: [pods[0]!.status!.podIP],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: "worker",
      targetRef: { kind: "Pod", namespace: "default", name: pods[0]!.metadata.name, uid: pods[0]!.metadata.uid },
      zone: "zone-a",
    });
    const endpoints = world.cache.get(Endpoints, at("web"))!;
    expect(endpoints.subsets).toMatchObject([{ ports: [{ port: 8080, protocol: "TCP" }] }]);
    expect(endpoints.subsets![0]!.addresses).toHaveLength(2);
    await world.end();
  });

  test("pods that are not ready are listed as such, and pods on their way out as terminating", async () => {
    const world = await startWorld({ readyMs: () => undefined });
    await world.client.create(Deployment, web(1));
    await world.client.create(Service, service("web", { selector: { app: "web" }, ports: [{ port: 80 }] }));
    await world.pass(5_000);
    expect(slices(world, "web")[0]!.endpoints).toMatchObject([
      { conditions: { ready: false, serving: false, terminating: false } },
    ]);
    const subsets = world.cache.get(Endpoints, at("web"))!.subsets!;
    expect(subsets[0]!.addresses).toBeUndefined();
    expect(subsets[0]!.notReadyAddresses).toHaveLength(1);
    await world.end();
  });

  test("a pod that is told to go is terminating until it is gone, then no more listed", async () => {
    const world = await startWorld();
    await world.client.create(Deployment, web(2));
    await world.client.create(Service, service("web", { selector: { app: "web" }, ports: [{ port: 80 }] }));
    await world.pass(5_000);
    await world.client.patch(Deployment, at("web"), { type: "merge", body: { spec: { replicas: 1 } } });
    await world.pass(50);
    const conditions = () => slices(world, "web")[0]!.endpoints!.map((endpoint) => endpoint.conditions!);
    expect(conditions()).toContainEqual({ ready: false, serving: true, terminating: true });
    expect(world.cache.get(Endpoints, at("web"))!.subsets![0]!.addresses).toHaveLength(1);
    await world.pass(2_000);
    expect(conditions()).toEqual([{ ready: true, serving: true, terminating: false }]);
    await world.end();
  });

  test("a service that selects nothing has one empty slice, which later holds its endpoints", async () => {
    const world = await startWorld();
    await world.client.create(Service, service("web", { selector: { app: "web" }, ports: [{ port: 80 }] }));
    await world.pass(1_000);
    const [empty] = slices(world, "web");
    expect(empty!.endpoints ?? []).toEqual([]);
    await world.client.create(Deployment, web(1));
    await world.pass(5_000);
    expect(slices(world, "web").map(({ metadata }) => metadata.name)).toEqual([empty!.metadata.name]);
    expect(slices(world, "web")[0]!.endpoints).toHaveLength(1);
    await world.end();
  });

  test("a slice holds at most a hundred endpoints", async () => {
    const world = await startWorld({ nodes: 3 });
    await world.client.create(Deployment, web(230));
    await world.client.create(Service, service("web", { selector: { app: "web" }, ports: [{ port: 80 }] }));
    await world.pass(10_000);
    expect(
      slices(world, "web")
        .map(({ endpoints }) => endpoints!.length)
        .sort((a, b) => a - b),
    ).toEqual([30, 100, 100]);
    await world.end();
  });

  test("services without selector keep the author's Endpoints, which are mirrored into a slice", async () => {
    const world = await startWorld();
    await world.client.create(Service, service("db", { ports: [{ port: 5432 }] }));
    await world.client.create(Endpoints, {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { name: "db", namespace: "default" },
      subsets: [{ addresses: [{ ip: "192.0.2.7" }], ports: [{ port: 5432 }] }],
    });
    await world.pass(1_000);
    expect(slices(world, "db")).toMatchObject([
      {
        metadata: { labels: { "endpointslice.kubernetes.io/managed-by": "endpointslicemirroring-controller.k8s.io" } },
        endpoints: [{ addresses: ["192.0.2.7"], conditions: { ready: true } }],
        ports: [{ name: "", port: 5432, protocol: "TCP" }],
      },
    ]);
    await world.end();
  });
});

describe("owners and namespaces", () => {
  test("deleting a deployment takes its sets and pods along", async () => {
    const world = await startWorld();
    await world.client.create(Deployment, web());
    await world.pass(5_000);
    await world.client.delete(Deployment, at("web"));
    await world.pass(5_000);
    expect(world.cache.list(ReplicaSet)).toEqual([]);
    expect(world.cache.list(Pod)).toEqual([]);
    await world.end();
  });

  test("in the foreground the deployment stays until its pods are gone", async () => {
    const world = await startWorld();
    await world.client.create(Deployment, web());
    await world.pass(5_000);
    await world.client.delete(Deployment, at("web"), { propagation: "Foreground" });
    await world.pass(50);
    expect(world.cache.get(Deployment, at("web"))?.metadata.finalizers).toEqual(["foregroundDeletion"]);
    expect(world.cache.list(Pod)).toHaveLength(2);
    await world.pass(5_000);
    expect(world.cache.get(Deployment, at("web"))).toBeUndefined();
    expect(world.cache.list(Pod)).toEqual([]);
    await world.end();
  });

  test("orphaned sets and pods live on without owner, and a new deployment adopts the set", async () => {
    const world = await startWorld();
    await world.client.create(Deployment, web());
    await world.pass(5_000);
    const pods = world.cache.list(Pod).map(({ metadata }) => metadata.name);
    await world.client.delete(Deployment, at("web"), { propagation: "Orphan" });
    await world.pass(1_000);
    expect(world.cache.list(ReplicaSet).map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined]);
    const again = await world.client.create(Deployment, web());
    await world.pass(2_000);
    expect(world.cache.list(ReplicaSet)).toMatchObject([
      { metadata: { ownerReferences: [{ uid: again.metadata.uid }] } },
    ]);
    expect(world.cache.list(Pod).map(({ metadata }) => metadata.name)).toEqual(pods);
    await world.end();
  });

  test("a pod whose label is changed leaves its set, which makes another; changed back it is adopted and one goes", async () => {
    const world = await startWorld();
    await world.client.create(Deployment, web());
    await world.pass(5_000);
    const [pod] = world.cache.list(Pod);
    const label = (app: string) =>
      world.client.patch(Pod, at(pod!.metadata.name), { type: "merge", body: { metadata: { labels: { app } } } });
    await label("other");
    await world.pass(2_000);
    expect(world.cache.list(Pod)).toHaveLength(3);
    expect(world.cache.get(Pod, at(pod!.metadata.name))!.metadata.ownerReferences).toBeUndefined();
    await label("web");
    await world.pass(5_000);
    expect(world.cache.list(Pod)).toHaveLength(2);
    await world.end();
  });

  test("a namespace gets its account and certificate, and goes when its content is gone", async () => {
    const world = await startWorld();
    await world.client.create(Namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    await world.pass(100);
    expect(world.cache.get(ServiceAccount, { namespace: "shop", name: "default" })).toBeDefined();
    expect(world.cache.get(ConfigMap, { namespace: "shop", name: "kube-root-ca.crt" })!.data).toEqual({
      "ca.crt": "PEM",
    });
    await world.client.create(Deployment, { ...web(), metadata: { name: "web", namespace: "shop" } });
    await world.pass(5_000);
    await world.client.delete(Namespace, { name: "shop" });
    await world.pass(50);
    expect(world.cache.get(Namespace, { name: "shop" })!.status).toMatchObject({
      phase: "Terminating",
      conditions: [
        { type: "NamespaceDeletionDiscoveryFailure", status: "False" },
        { type: "NamespaceDeletionGroupVersionParsingFailure", status: "False" },
        { type: "NamespaceDeletionContentFailure", status: "False" },
        {
          status: "True",
          reason: "SomeResourcesRemain",
          message: "Some resources are remaining: pods. has 2 resource instances",
        },
        { type: "NamespaceFinalizersRemaining", status: "False" },
      ],
    });
    await world.pass(10_000);
    expect(world.cache.get(Namespace, { name: "shop" })).toBeUndefined();
    expect(world.cache.list(Pod)).toEqual([]);
    // Nobody stumbles over the namespace's end.
    expect(world.log).toEqual([]);
    await world.end();
  });
});

describe("daemon sets", () => {
  const agent = (image = "agent:1") => ({
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: labelled("agent"),
    spec: {
      selector: { matchLabels: { app: "agent" } },
      template: { metadata: { labels: { app: "agent" } }, spec: container(image) },
    },
  });
  const nodesOf = (world: World) =>
    world.cache
      .list(Pod)
      .map(({ spec }) => spec.nodeName!)
      .sort();

  test("one pod on every node whose taints it tolerates, and on nodes that join", async () => {
    const world = await startWorld({ nodes: 2, controlPlane: true });
    await world.client.create(DaemonSet, agent());
    await world.pass(3_000);
    expect(nodesOf(world)).toEqual(["worker", "worker2"]);
    await join(world.client, worker("worker3"));
    await world.pass(3_000);
    expect(nodesOf(world)).toEqual(["worker", "worker2", "worker3"]);
    await join(world.client, worker("worker4"));
    await world.pass(3_000);
    await world.client.delete(Node, { name: "worker4" });
    await world.pass(100);
    expect(world.cache.get(DaemonSet, at("agent"))!.status).toMatchObject({
      currentNumberScheduled: 3,
      desiredNumberScheduled: 3,
      numberAvailable: 3,
      numberMisscheduled: 0,
      numberReady: 3,
      updatedNumberScheduled: 3,
    });
    await world.end();
  });

  test("an update replaces one node's pod at a time", async () => {
    const world = await startWorld({ nodes: 3 });
    await world.client.create(DaemonSet, agent());
    await world.pass(3_000);
    let least = 3;
    world.cache.follow(
      Pod,
      () => {
        const ready = world.cache
          .list(Pod)
          .filter(
            ({ metadata, status }) =>
              !metadata.deletionTimestamp && status?.conditions?.some((c) => c.type === "Ready" && c.status === "True"),
          );
        least = Math.min(least, ready.length);
      },
      new AbortController().signal,
    );
    least = 3;
    await world.client.patch(DaemonSet, at("agent"), {
      type: "strategic",
      body: { spec: { template: { spec: { containers: [{ name: "main", image: "agent:2" }] } } } },
    });
    await world.pass(20_000);
    expect(world.cache.list(Pod).map(({ spec }) => spec.containers[0]!.image)).toEqual([
      "agent:2",
      "agent:2",
      "agent:2",
    ]);
    expect(least).toBe(2);
    await world.end();
  });
});

describe("jobs", () => {
  const job = (spec: Partial<JobObject["spec"]> = {}): JobObject => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: labelled("sum"),
    spec: { template: { spec: container("busybox", { restartPolicy: "Never" }) }, ...spec },
  });
  const finish = async (world: World, phase: "Succeeded" | "Failed") => {
    for (const pod of world.cache.list(Pod)) {
      if (pod.status?.phase === "Running")
        await world.client.replaceStatus(Pod, { ...pod, status: { ...pod.status, phase } });
    }
  };
  const status = (world: World) => world.cache.get(Job, at("sum"))!.status!;

  test("a job runs as many pods as it has completions, at most parallelism at once, and completes", async () => {
    const world = await startWorld();
    await world.client.create(Job, job({ completions: 3, parallelism: 2 }));
    await world.pass(1_000);
    expect(status(world)).toMatchObject({ active: 2, ready: 2, terminating: 0, uncountedTerminatedPods: {} });
    await finish(world, "Succeeded");
    await world.pass(1_000);
    expect(status(world)).toMatchObject({ active: 1, succeeded: 2 });
    await finish(world, "Succeeded");
    await world.pass(1_000);
    expect(status(world)).toMatchObject({
      succeeded: 3,
      conditions: [
        { type: "SuccessCriteriaMet", status: "True", reason: "CompletionsReached" },
        { type: "Complete", status: "True", message: "Reached expected number of succeeded pods" },
      ],
    });
    expect(status(world).completionTime).toBeDefined();
    expect(world.events("sum").at(-1)).toBe("Completed: Job completed");
    expect(world.cache.list(Pod).flatMap(({ metadata }) => metadata.finalizers ?? [])).toEqual([]);
    await world.end();
  });

  test("a failed pod is tried again after 10 s, then 20 s, and past the limit the job has failed", async () => {
    const world = await startWorld();
    await world.client.create(Job, job({ backoffLimit: 1 }));
    await world.pass(1_000);
    await finish(world, "Failed");
    await world.pass(8_000);
    expect(world.cache.list(Pod)).toHaveLength(1);
    await world.pass(3_000);
    expect(world.cache.list(Pod)).toHaveLength(2);
    await finish(world, "Failed");
    await world.pass(1_000);
    expect(status(world)).toMatchObject({
      failed: 2,
      conditions: [
        { type: "FailureTarget", reason: "BackoffLimitExceeded" },
        { type: "Failed", status: "True", message: "Job has reached the specified backoff limit" },
      ],
    });
    await world.end();
  });

  test("a job past its deadline stops its pods and has failed", async () => {
    const world = await startWorld();
    await world.client.create(Job, job({ activeDeadlineSeconds: 20 }));
    await world.pass(25_000);
    expect(world.cache.list(Pod)).toEqual([]);
    expect(status(world).conditions).toMatchObject([
      { type: "FailureTarget", reason: "DeadlineExceeded" },
      { type: "Failed", message: "Job was active longer than specified deadline" },
    ]);
    await world.end();
  });

  test("a suspended job has no pods until it is resumed", async () => {
    const world = await startWorld();
    await world.client.create(Job, job({ suspend: true }));
    await world.pass(1_000);
    expect(world.cache.list(Pod)).toEqual([]);
    expect(status(world).startTime).toBeUndefined();
    await world.client.patch(Job, at("sum"), { type: "merge", body: { spec: { suspend: false } } });
    await world.pass(1_000);
    expect(world.cache.list(Pod)).toHaveLength(1);
    expect(world.events("sum").slice(0, 2)).toEqual(["Suspended: Job suspended", "Resumed: Job resumed"]);
    await world.end();
  });

  test("an indexed job gives each pod an index, and each index one success", async () => {
    const world = await startWorld();
    await world.client.create(Job, job({ completionMode: "Indexed", completions: 3, parallelism: 3 }));
    await world.pass(1_000);
    const indexes = world.cache
      .list(Pod)
      .map(({ metadata }) => metadata.annotations!["batch.kubernetes.io/job-completion-index"]);
    expect(indexes).toEqual(["0", "1", "2"]);
    await finish(world, "Succeeded");
    await world.pass(1_000);
    expect(status(world)).toMatchObject({ succeeded: 3, completedIndexes: "0-2" });
    await world.end();
  });

  test("a finished job with a time to live goes with its pods", async () => {
    const world = await startWorld();
    await world.client.create(Job, job({ ttlSecondsAfterFinished: 30 }));
    await world.pass(1_000);
    await finish(world, "Succeeded");
    await world.pass(20_000);
    expect(world.cache.get(Job, at("sum"))).toBeDefined();
    await world.pass(15_000);
    expect(world.cache.get(Job, at("sum"))).toBeUndefined();
    expect(world.cache.list(Pod)).toEqual([]);
    await world.end();
  });
});

describe("nodes", () => {
  const renew = (world: World, name: string) => {
    const lease = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name, namespace: "kube-node-lease" },
      spec: { renewTime: rfc3339Micro(world.clock.now()) },
    };
    return world.client
      .tryGet(Lease, { namespace: "kube-node-lease", name })
      .then((there) => (there ? world.client.replace(Lease, lease) : world.client.create(Lease, lease)));
  };
  const passWith = async (world: World, ms: number, alive: readonly string[]) => {
    for (let left = ms; left > 0; left -= 10_000) {
      for (const name of alive) await renew(world, name);
      await world.pass(Math.min(left, 10_000));
    }
  };

  test("a silent node is unknown after 50 s, its pods leave the service at once and the node after 300 s", async () => {
    const world = await startWorld({ nodes: 2 });
    await world.client.create(Namespace, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "kube-node-lease" },
    });
    await world.client.create(Deployment, web(4));
    await world.client.create(Service, service("web", { selector: { app: "web" }, ports: [{ port: 80 }] }));
    await passWith(world, 30_000, ["worker", "worker2"]);
    const onDead = world.cache.byField(Pod, "spec.nodeName", "worker2").length;
    expect(onDead).toBe(2);
    await passWith(world, 70_000, ["worker"]);

    const node = world.cache.get(Node, { name: "worker2" })!;
    expect(node.status!.conditions!.find(({ type }) => type === "Ready")).toMatchObject({
      status: "Unknown",
      reason: "NodeStatusUnknown",
      message: "Kubelet stopped posting node status.",
    });
    expect(node.spec.taints!.map(({ key, effect }) => `${key}:${effect}`)).toEqual([
      "node.kubernetes.io/unreachable:NoSchedule",
      "node.kubernetes.io/unreachable:NoExecute",
    ]);
    const ready = slices(world, "web")[0]!.endpoints!.filter(({ conditions }) => conditions!.ready);
    expect(ready.map(({ nodeName }) => nodeName)).toEqual(["worker", "worker"]);
    expect(world.cache.list(Pod)).toHaveLength(4);

    await passWith(world, 300_000, ["worker"]);
    expect(
      world.cache.list(Pod).filter(({ spec, metadata }) => spec.nodeName === "worker" && !metadata.deletionTimestamp),
    ).toHaveLength(4);

    await passWith(world, 20_000, ["worker", "worker2"]);
    expect(world.cache.get(Node, { name: "worker2" })!.spec.taints).toHaveLength(2);
    await world.client.replaceStatus(Node, {
      ...world.cache.get(Node, { name: "worker2" })!,
      status: worker("worker2").status!,
    });
    await passWith(world, 10_000, ["worker", "worker2"]);
    expect(world.cache.get(Node, { name: "worker2" })!.spec.taints).toBeUndefined();
    await world.end();
  });

  test("pods of a node that was removed go after the quarantine", async () => {
    const world = await startWorld({ nodes: 2 });
    await world.client.create(Deployment, web(4));
    await world.pass(5_000);
    await world.client.delete(Node, { name: "worker2" });
    await world.pass(30_000);
    expect(world.cache.byField(Pod, "spec.nodeName", "worker2")).toHaveLength(2);
    await world.pass(15_000);
    expect(world.cache.byField(Pod, "spec.nodeName", "worker2")).toEqual([]);
    expect(world.cache.byField(Pod, "spec.nodeName", "worker")).toHaveLength(4);
    await world.end();
  });

  test("a cordoned node is tainted, and nodes are given ranges of their own", async () => {
    const world = await startWorld({ nodes: 2 });
    await world.client.patch(Node, { name: "worker" }, { type: "merge", body: { spec: { unschedulable: true } } });
    await world.pass(1_000);
    expect(world.cache.get(Node, { name: "worker" })!.spec.taints).toMatchObject([
      { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" },
    ]);
    expect(world.cache.list(Node).map(({ spec }) => spec.podCIDR)).toEqual(["10.244.0.0/24", "10.244.1.0/24"]);
    await world.end();
  });
});

test("loops that start anew on a cluster at rest change nothing", async () => {
  const world = await startWorld({ controlPlane: true });
  await world.client.create(Deployment, web());
  await world.client.create(Service, service("web", { selector: { app: "web" }, ports: [{ port: 80 }] }));
  await world.client.create(Service, service("none", { selector: { app: "none" }, ports: [{ port: 80 }] }));
  await world.client.create(Job, {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: labelled("sum"),
    spec: { template: { spec: container("busybox", { restartPolicy: "Never" }) } },
  });
  const unplaceable = container("nginx", { nodeSelector: { disk: "ssd" } });
  await world.client.create(Pod, { apiVersion: "v1", kind: "Pod", metadata: labelled("stuck"), spec: unplaceable });
  await world.pass(20_000);
  await world.end();
  const before = world.server.store.revision;
  await world.restart();
  await world.pass(5_000);
  expect(world.server.store.revision).toBe(before);
  await world.end();
});
