import type { IPAddressObject, ParentReference } from "../generated/types.ts";
import { invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { nameColumn } from "./columns.ts";
import { goShape } from "./pod/goShape.ts";
import { dnsSubdomain, IMMUTABLE, invalidFor, isIP, pathSegmentProblems } from "./rules.ts";
import { SPEC } from "./workload.ts";

const PARENT = SPEC.child("parentRef");

/** "services/default/web" */
function parentText({ group, resource, namespace, name }: ParentReference): string {
  const kind = (group ? `${resource}.${group}` : resource).toLowerCase();
  return [kind, ...(namespace ? [namespace] : []), name].join("/");
}

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/ip-address-v1/ */
export const IPAddress = defineKind<IPAddressObject>({
  group: "networking.k8s.io",
  version: "v1",
  kind: "IPAddress",
  plural: "ipaddresses",
  shortNames: ["ip"],
  namespaced: false,
  schema: "IPAddress",
  withoutGeneration: true,
  nameProblems: (name) => (isIP(name) ? [] : ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]),
  selectableFields: {
    "spec.parentRef.group": ({ spec }) => spec?.parentRef?.group ?? "",
    "spec.parentRef.name": ({ spec }) => spec?.parentRef?.name ?? "",
    "spec.parentRef.namespace": ({ spec }) => spec?.parentRef?.namespace ?? "",
    "spec.parentRef.resource": ({ spec }) => spec?.parentRef?.resource ?? "",
  },
  validate({ spec }) {
    const parent = spec?.parentRef;
    if (!parent) return [required(PARENT)];
    const segment = (field: "resource" | "name") =>
      parent[field]
        ? invalidFor(PARENT.child(field), parent[field], pathSegmentProblems(parent[field]))
        : [required(PARENT.child(field))];
    return [
      ...(parent.group ? dnsSubdomain(PARENT.child("group"), parent.group) : []),
      ...segment("resource"),
      ...segment("name"),
      ...(parent.namespace
        ? invalidFor(PARENT.child("namespace"), parent.namespace, pathSegmentProblems(parent.namespace))
        : []),
    ];
  },
  validateUpdate: ({ spec }, old) =>
    deepEqual(spec?.parentRef, old.spec?.parentRef)
      ? []
      : [invalid(PARENT, goShape("ParentReference", spec?.parentRef ?? {}), IMMUTABLE)],
  columns: [
    nameColumn,
    { name: "ParentRef", cell: ({ spec }) => (spec?.parentRef ? parentText(spec.parentRef) : "<none>") },
  ],
});
