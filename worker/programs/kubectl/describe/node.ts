import { canonicalQuantity } from "../../../base/quantity.ts";
import { dig, type JsonObject, listAt, mapAt, nameOf, textAt } from "../json.ts";
import type { DescribeContext, Describer } from "./describer.ts";
import { joined, longTime, orNone, writeAnnotations, writeMap } from "./metadata.ts";
import { writeNodeResources } from "./nodeResources.ts";
import type { DescribeWriter } from "./writer.ts";

const SYSTEM = [
  ["Machine ID", "machineID"],
  ["System UUID", "systemUUID"],
  ["Boot ID", "bootID"],
  ["Kernel Version", "kernelVersion"],
  ["OS Image", "osImage"],
  ["Operating System", "operatingSystem"],
  ["Architecture", "architecture"],
  ["Container Runtime Version", "containerRuntimeVersion"],
  ["Kubelet Version", "kubeletVersion"],
] as const;

export const nodeDescriber: Describer = {
  group: "",
  kind: "Node",
  async describe(node, out, context) {
    out.field(0, "Name", nameOf(node));
    out.field(0, "Roles", orNone(rolesOf(node).join(",")));
    writeMap(out, 0, "Labels", mapAt(node, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(node, "metadata", "annotations"));
    out.field(0, "CreationTimestamp", longTime(textAt(node, "metadata", "creationTimestamp"), context));
    writeTaints(node, out);
    out.field(0, "Unschedulable", dig(node, "spec", "unschedulable") === true);
    await writeLease(node, out, context);
    writeNodeConditions(node, out, context);
    out.line(0, "Addresses:");
    for (const one of listAt(node, "status", "addresses")) out.field(1, textAt(one, "type"), textAt(one, "address"));
    for (const [title, key] of [
      ["Capacity", "capacity"],
      ["Allocatable", "allocatable"],
    ] as const) {
      const amounts = mapAt(node, "status", key);
      const names = Object.keys(amounts).sort();
      if (names.length > 0) out.line(0, `${title}:`);
      for (const name of names) out.field(1, name, canonicalQuantity(amounts[name]!));
    }
    out.line(0, "System Info:");
    for (const [title, key] of SYSTEM) out.field(1, title, textAt(node, "status", "nodeInfo", key));
    const cidr = textAt(node, "spec", "podCIDR");
    if (cidr) out.field(0, "PodCIDR", cidr);
    const cidrs = joined(node, "spec", "podCIDRs");
    if (cidrs) out.field(0, "PodCIDRs", cidrs);
    const provider = textAt(node, "spec", "providerID");
    if (provider) out.field(0, "ProviderID", provider);
    writeNodeResources({ node, pods: await podsOn(node, context), nowMs: context.nowMs }, out);
  },
  // Controllers name a node by its UID, the kubelet by its name.
  eventUids: (node) => [textAt(node, "metadata", "uid"), nameOf(node)],
};

const ROLE_PREFIX = "node-role.kubernetes.io/";

function rolesOf(node: JsonObject): readonly string[] {
  const roles = Object.entries(mapAt(node, "metadata", "labels")).map(([key, value]) =>
    key.startsWith(ROLE_PREFIX) ? key.slice(ROLE_PREFIX.length) : key === "kubernetes.io/role" ? value : "",
  );
  return [...new Set(roles.filter((role) => role !== ""))].sort();
}

function writeTaints(node: JsonObject, out: DescribeWriter): void {
  const taints = listAt(node, "spec", "taints").map((taint) => {
    const [key, value, effect] = ["key", "value", "effect"].map((name) => textAt(taint, name)) as [
      string,
      string,
      string,
    ];
    const named = effect === "" ? key : value === "" ? `${key}:${effect}` : `${key}=${value}:${effect}`;
    return { order: `${effect},${key}`, text: effect === "" && value !== "" ? `${key}=${value}:` : named };
  });
  taints.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
  out.line(0, `Taints:\t${orNone(taints.map(({ text }) => text).join("\n\t"))}`);
}

async function writeLease(node: JsonObject, out: DescribeWriter, context: DescribeContext): Promise<void> {
  let lease: JsonObject;
  try {
    const resource = context.discovery.find("leases.coordination.k8s.io");
    lease = await context.rest.get({ resource, namespace: "kube-node-lease", name: nameOf(node) });
  } catch (error) {
    return out.field(0, "Lease", `Failed to get lease: ${error instanceof Error ? error.message : String(error)}`);
  }
  out.line(0, "Lease:");
  out.field(1, "HolderIdentity", textAt(lease, "spec", "holderIdentity") || "<unset>");
  out.field(1, "AcquireTime", longTime(textAt(lease, "spec", "acquireTime"), context));
  out.field(1, "RenewTime", longTime(textAt(lease, "spec", "renewTime"), context));
}

function writeNodeConditions(node: JsonObject, out: DescribeWriter, context: DescribeContext): void {
  const conditions = listAt(node, "status", "conditions");
  if (conditions.length === 0) return;
  out.line(0, "Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
  out.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
  for (const one of conditions) {
    const times = ["lastHeartbeatTime", "lastTransitionTime"].map((key) => longTime(textAt(one, key), context));
    const cells = [textAt(one, "type"), textAt(one, "status"), ...times, textAt(one, "reason"), textAt(one, "message")];
    out.line(1, cells.join(" \t"));
  }
}

/** Those that still hold resources. */
async function podsOn(node: JsonObject, { rest, discovery }: DescribeContext): Promise<readonly JsonObject[]> {
  const selector = `spec.nodeName=${nameOf(node)},status.phase!=Succeeded,status.phase!=Failed`;
  return (await rest.list({ resource: discovery.find("pods") }, [["fieldSelector", selector]])).items;
}
