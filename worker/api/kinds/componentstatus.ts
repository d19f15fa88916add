import type { ComponentStatusObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { nameColumn } from "./columns.ts";

const health = ({ conditions = [] }: ComponentStatusObject) => conditions.find(({ type }) => type === "Healthy");

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/component-status-v1/ */
export const ComponentStatus = defineKind<ComponentStatusObject>({
  group: "",
  version: "v1",
  kind: "ComponentStatus",
  plural: "componentstatuses",
  shortNames: ["cs"],
  namespaced: false,
  verbs: ["get", "list"],
  schema: "ComponentStatus",
  withoutGeneration: true,
  deprecation: "v1 ComponentStatus is deprecated in v1.19+",
  columns: [
    nameColumn,
    {
      name: "Status",
      cell(object) {
        const condition = health(object);
        return condition ? (condition.status === "True" ? "Healthy" : "Unhealthy") : "Unknown";
      },
    },
    { name: "Message", cell: (object) => health(object)?.message ?? "" },
    { name: "Error", cell: (object) => health(object)?.error ?? "" },
  ],
});
