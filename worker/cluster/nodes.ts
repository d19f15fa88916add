import type { NodeSettings } from "../kubelet/index.ts";
import type { NodeProfile, Profile } from "../profiles/index.ts";

/** What a managed node's kubelet keeps for itself, as AKS reserves it. */
const RESERVED = { cpuMillis: 140, memoryMi: 2048 };

/** A node of a profile, as its kubelet needs it. */
export function nodeSettings(node: NodeProfile, profile: Profile): NodeSettings {
  const managed = profile.controlPlane.kind === "managed";
  const capacity = {
    cpu: node.cpu,
    "ephemeral-storage": managed ? "129886128Ki" : "1055762868Ki",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    memory: kibibytes(node.memory, 0),
    pods: String(node.maxPods),
  };
  const reserved = {
    cpu: `${Number(node.cpu) * 1000 - RESERVED.cpuMillis}m`,
    memory: kibibytes(node.memory, RESERVED.memoryMi),
  };
  return {
    name: node.name,
    ip: node.ip,
    podCidr: node.podCidr,
    labels: node.labels,
    taints: node.taints,
    capacity,
    allocatable: managed ? { ...capacity, ...reserved } : capacity,
    version: profile.kubernetes.version,
    osImage: node.osImage,
    kernel: node.kernel,
    runtime: node.runtime,
    architecture: "amd64",
    providerId: node.providerId,
    clusterDns: profile.dnsServiceIp,
    clusterDomain: "cluster.local",
    hostNameservers: [profile.machines[0]?.nameServer ?? profile.laptop.nameServer],
    hostSearches: [],
  };
}

/** "16Gi" less so many mebibytes, in the kibibytes that nodes report. */
function kibibytes(memory: string, lessMi: number): string {
  return `${(Number.parseInt(memory, 10) * 1024 - lessMi) * 1024}Ki`;
}
