import type { NodeObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { NODE_ROLE_LABEL, NODE_ROLE_PREFIX } from "./wellknown.ts";

/** "Ready,SchedulingDisabled": the Ready condition in one word, and whether new pods are kept away. */
function statusOf({ spec, status }: NodeObject): string {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const words = [ready ? (ready.status === "True" ? "Ready" : "NotReady") : "Unknown"];
  if (spec?.unschedulable) words.push("SchedulingDisabled");
  return words.join(",");
}

/** Roles from node-role.kubernetes.io/ROLE and kubernetes.io/role labels, sorted. */
export function nodeRoles({ metadata }: NodeObject): readonly string[] {
  const roles = new Set<string>();
  for (const [label, value] of Object.entries(metadata.labels ?? {})) {
    if (label.startsWith(NODE_ROLE_PREFIX)) roles.add(label.slice(NODE_ROLE_PREFIX.length));
    else if (label === NODE_ROLE_LABEL) roles.add(value);
  }
  roles.delete("");
  return [...roles].sort();
}

function addressOf({ status }: NodeObject, type: string): string {
  return status?.addresses?.find((address) => address.type === type)?.address ?? "<none>";
}

function kernelOf({ status }: NodeObject): string {
  const kernel = status?.nodeInfo?.kernelVersion || "<unknown>";
  const architecture = status?.nodeInfo?.architecture;
  return architecture ? `${kernel} (${architecture})` : kernel;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/ */
export const Node = defineKind<NodeObject>({
  group: "",
  version: "v1",
  kind: "Node",
  plural: "nodes",
  shortNames: ["no"],
  namespaced: false,
  subresources: ["proxy", "status"],
  schema: "Node",
  withoutGeneration: true,
  selectableFields: { "spec.unschedulable": ({ spec }) => String(spec?.unschedulable ?? false) },
  setDefaults(node) {
    node.spec ??= {};
    if (node.status?.capacity && !node.status.allocatable) node.status.allocatable = { ...node.status.capacity };
  },
  columns: [
    nameColumn,
    { name: "Status", cell: statusOf },
    { name: "Roles", cell: (node) => nodeRoles(node).join(",") || "<none>" },
    ageColumn,
    { name: "Version", cell: ({ status }) => status?.nodeInfo?.kubeletVersion ?? "" },
    { name: "Internal-IP", wide: true, cell: (node) => addressOf(node, "InternalIP") },
    { name: "External-IP", wide: true, cell: (node) => addressOf(node, "ExternalIP") },
    { name: "OS-Image", wide: true, cell: ({ status }) => status?.nodeInfo?.osImage || "<unknown>" },
    { name: "Kernel-Version", wide: true, cell: kernelOf },
    {
      name: "Container-Runtime",
      wide: true,
      cell: ({ status }) => status?.nodeInfo?.containerRuntimeVersion || "<unknown>",
    },
  ],
});
