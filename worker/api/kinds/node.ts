import type { NodeObject, Taint } from "../generated/types.ts";
import { type FieldError, fieldPath, forbidden, invalid } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { labelValueProblems } from "../machinery/names.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { validateTaintEffect } from "./pod/scheduling.ts";
import { cidr, isIPv6, qualifiedName } from "./rules.ts";
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

/** The server looks for taints in the spec and complains of them in the metadata. */
const TAINTS = fieldPath("metadata").child("taints");

function validateTaints(taints: readonly Taint[]): FieldError[] {
  const seen = new Set<string>();
  return taints.flatMap((taint, i) => {
    const { key, value = "", effect } = taint;
    const at = TAINTS.index(i);
    const problems = labelValueProblems(value);
    const errors = [
      ...qualifiedName(at.child("key"), key),
      ...(problems.length > 0 ? [invalid(at.child("value"), value, problems.join(";"))] : []),
      ...validateTaintEffect(effect, at.child("effect")),
    ];
    if (seen.has(`${key}:${effect}`)) {
      const shown = JSON.stringify({ Key: key, Value: value, Effect: effect, TimeAdded: taint.timeAdded ?? null });
      errors.push({
        type: "FieldValueDuplicate",
        field: at.text,
        message: `Duplicate value: ${shown}: taints must be unique by key and effect pair`,
      });
    }
    seen.add(`${key}:${effect}`);
    return errors;
  });
}

/** Spec fields that are set once. */
function validateUpdate({ spec }: NodeObject, old: NodeObject): FieldError[] {
  const setOnce = (field: string) => `node updates may not change ${field} except from "" to valid`;
  const errors: FieldError[] = [];
  if (old.spec?.podCIDRs?.length && !deepEqual(spec.podCIDRs, old.spec.podCIDRs)) {
    errors.push(forbidden(fieldPath("spec").child("podCIDRs"), setOnce("podCIDR")));
  }
  if (old.spec?.providerID && old.spec.providerID !== spec.providerID) {
    errors.push(forbidden(fieldPath("spec").child("providerID"), setOnce("providerID")));
  }
  // The server judges the taints of an update twice.
  return [...errors, ...validateTaints(spec.taints ?? [])];
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
    // One list, and its first entry by itself.
    const { podCIDR, podCIDRs } = node.spec;
    if (podCIDR && podCIDR !== podCIDRs?.[0]) node.spec.podCIDRs = [podCIDR];
    else if (podCIDRs?.[0]) node.spec.podCIDR = podCIDRs[0];
  },
  validate({ spec }) {
    const { taints = [], podCIDRs = [] } = spec ?? {};
    const at = fieldPath("spec").child("podCIDRs");
    const families = podCIDRs.map((one) => isIPv6(one.split("/")[0]!));
    return [
      ...validateTaints(taints),
      ...podCIDRs.flatMap((one, i) => cidr(at.index(i), one)),
      ...(podCIDRs.length > 1 && (podCIDRs.length > 2 || families[0] === families[1])
        ? [invalid(at, podCIDRs, "may specify no more than one CIDR for each IP family")]
        : []),
    ];
  },
  validateUpdate,
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
