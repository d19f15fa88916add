import type { NodeCondition, NodeObject, NodeStatus } from "../api/generated/types.ts";
import { Lease, Node } from "../api/kinds/index.ts";
import { StatusError } from "../api/machinery/status.ts";
import { deepEqual } from "../api/machinery/values.ts";
import { rfc3339, rfc3339Micro } from "../base/time.ts";
import type { NodeContext, NodeSettings } from "./node.ts";

/** https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats */
export const LEASE_MS = 10_000;
const LEASE_SECONDS = 40;
/** A status that says nothing new is sent this seldom. */
const REPORT_MS = 300_000;

const LEASES = "kube-node-lease";

/** Makes the Node when it is not there, and brings its status up to date; a node that goes on has nothing new to say. */
export async function registerNode(context: NodeContext, { goesOn = false } = {}): Promise<void> {
  const { client, settings } = context;
  const there = await client.tryGet(Node, { name: settings.name });
  if (!there) await client.create(Node, newNode(context));
  // An agent that goes on where it was has nothing to say before its next beat.
  else if (goesOn) return;
  await reportNode(context, { force: true });
}

/** How long until the Lease is due to be renewed; nothing when it is due now. */
export function nextBeatMs({ cache, clock, settings }: NodeContext): number {
  const renewed = cache.get(Lease, { namespace: LEASES, name: settings.name })?.spec?.renewTime;
  const left = renewed === undefined ? 0 : Date.parse(renewed) + LEASE_MS - clock.now();
  return Math.max(0, Math.min(left, LEASE_MS));
}

function newNode({ settings }: NodeContext): NodeObject {
  const { name, labels, annotations, taints, podCidr, providerId, architecture } = settings;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "beta.kubernetes.io/arch": architecture,
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": architecture,
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        ...labels,
      },
      annotations: { "volumes.kubernetes.io/controller-managed-attach-detach": "true", ...annotations },
    },
    spec: {
      podCIDR: podCidr,
      podCIDRs: [podCidr],
      ...(providerId && { providerID: providerId }),
      ...(taints.length > 0 && { taints }),
    },
  };
}

/** Writes the node's status when it says something new, or when it was last said long ago. */
export async function reportNode(context: NodeContext, { force = false } = {}): Promise<void> {
  const { client, cache, settings, clock } = context;
  for (;;) {
    const node = cache.get(Node, { name: settings.name }) ?? (await client.tryGet(Node, { name: settings.name }));
    if (!node) return;
    const status = nodeStatus(node, context);
    const heartbeat = node.status?.conditions?.find(({ type }) => type === "Ready")?.lastHeartbeatTime;
    const old = heartbeat === undefined || clock.now() - Date.parse(heartbeat) >= REPORT_MS;
    if (!force && !old && deepEqual(timeless(status), timeless(node.status ?? {}))) return;
    const settled = force || old ? status : { ...status, conditions: status.conditions };
    try {
      await client.replaceStatus(Node, { ...node, status: settled });
      return;
    } catch (error) {
      if (!(error instanceof StatusError) || !error.is("Conflict")) throw error;
    }
  }
}

/** A status without its heartbeats, to see whether anything else changed. */
function timeless(status: NodeStatus): unknown {
  const conditions = (status.conditions ?? []).map(({ lastHeartbeatTime: _, ...rest }) => rest);
  return { ...status, conditions };
}

function nodeStatus(node: NodeObject, context: NodeContext): NodeStatus {
  const { settings, record, clock } = context;
  const problem = context.networkProblem();
  const ready: Draft =
    problem === undefined
      ? { type: "Ready", status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" }
      : { type: "Ready", status: "False", reason: "KubeletNotReady", message: problem };
  const drafts: readonly Draft[] = [
    {
      type: "MemoryPressure",
      status: "False",
      reason: "KubeletHasSufficientMemory",
      message: "kubelet has sufficient memory available",
    },
    {
      type: "DiskPressure",
      status: "False",
      reason: "KubeletHasNoDiskPressure",
      message: "kubelet has no disk pressure",
    },
    {
      type: "PIDPressure",
      status: "False",
      reason: "KubeletHasSufficientPID",
      message: "kubelet has sufficient PID available",
    },
    ready,
  ];
  const before = node.status?.conditions ?? [];
  const now = rfc3339(clock.now());
  const own = drafts.map((draft): NodeCondition => {
    const old = before.find(({ type }) => type === draft.type);
    const same = old?.status === draft.status;
    return {
      lastHeartbeatTime: now,
      lastTransitionTime: (same && old.lastTransitionTime) || now,
      message: draft.message,
      reason: draft.reason,
      status: draft.status,
      type: draft.type,
    };
  });
  const others = before.filter(({ type }) => !drafts.some((draft) => draft.type === type));
  return {
    ...node.status,
    addresses: [
      { address: settings.ip, type: "InternalIP" },
      { address: settings.name, type: "Hostname" },
    ],
    allocatable: settings.allocatable,
    capacity: settings.capacity,
    conditions: [...others, ...own],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    images: Object.values(record.images)
      .map(({ reference, digest, sizeBytes }) => ({
        names: [`${reference.replace(/[:@][^/]*$/, "")}@${digest}`, reference],
        sizeBytes,
      }))
      .sort((a, b) => b.sizeBytes - a.sizeBytes)
      .slice(0, 50),
    nodeInfo: nodeInfo(settings, record.bootId),
  };
}

interface Draft {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

function nodeInfo(settings: NodeSettings, bootId: string) {
  const machine = bootIndependentId(settings.name);
  return {
    architecture: settings.architecture,
    bootID: bootId,
    containerRuntimeVersion: settings.runtime,
    kernelVersion: settings.kernel,
    kubeProxyVersion: "",
    kubeletVersion: settings.version,
    machineID: machine,
    operatingSystem: "linux",
    osImage: settings.osImage,
    systemUUID: `${machine.slice(0, 8)}-${machine.slice(8, 12)}-${machine.slice(12, 16)}-${machine.slice(16, 20)}-${machine.slice(20)}`,
  };
}

/** 32 hexadecimal digits that belong to a machine's name. */
function bootIndependentId(name: string): string {
  let id = "";
  for (let part = 0; part < 4; part++) {
    let hash = 0x811c9dc5 ^ part;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
    id += hash.toString(16).padStart(8, "0");
  }
  return id;
}

/** Renews the node's Lease: the heartbeat that the node controller watches. */
export async function renewLease({ client, settings, clock, cache }: NodeContext): Promise<void> {
  const ref = { namespace: LEASES, name: settings.name };
  const renewTime = rfc3339Micro(clock.now());
  const spec = { holderIdentity: settings.name, leaseDurationSeconds: LEASE_SECONDS, renewTime };
  const there = cache.get(Lease, ref) ?? (await client.tryGet(Lease, ref));
  try {
    if (there) {
      await client.replace(Lease, { ...there, spec });
      return;
    }
    const node = cache.get(Node, { name: settings.name });
    const uid = node?.metadata.uid;
    await client.create(Lease, {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {
        ...ref,
        ...(uid && { ownerReferences: [{ apiVersion: "v1", kind: "Node", name: settings.name, uid }] }),
      },
      spec,
    });
  } catch (error) {
    // The next beat comes soon.
    if (!(error instanceof StatusError)) throw error;
  }
}
