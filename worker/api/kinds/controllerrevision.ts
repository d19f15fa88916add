import type { ControllerRevisionObject } from "../generated/types.ts";
import { fieldPath, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual, isObject } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { IMMUTABLE, nonNegative } from "./rules.ts";

/** "daemonset.apps/proxy": who keeps this revision. */
function controllerOf({ metadata }: ControllerRevisionObject): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return "<none>";
  const [group = ""] = owner.apiVersion.includes("/") ? owner.apiVersion.split("/") : [];
  return `${owner.kind.toLowerCase()}${group && `.${group}`}/${owner.name}`;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/controller-revision-v1/ */
export const ControllerRevision = defineKind<ControllerRevisionObject>({
  group: "apps",
  version: "v1",
  kind: "ControllerRevision",
  plural: "controllerrevisions",
  namespaced: true,
  schema: "ControllerRevision",
  withoutGeneration: true,
  validate: ({ revision }) => nonNegative(fieldPath("revision"), revision),
  validateCreate({ data }) {
    if (data === undefined || data === null) return [required(fieldPath("data"), "data is mandatory")];
    return isObject(data) ? [] : [required(fieldPath("data"), "data must be a valid JSON object")];
  },
  validateUpdate: ({ data }, old) => (deepEqual(data, old.data) ? [] : [invalid(fieldPath("data"), data, IMMUTABLE)]),
  columns: [
    nameColumn,
    { name: "Controller", cell: controllerOf },
    { name: "Revision", cell: ({ revision }) => revision },
    ageColumn,
  ],
});
