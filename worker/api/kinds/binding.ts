import { defineKind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";

/** Binds a pod to a node; nothing of it is stored. https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/binding-v1/ */
export const Binding = defineKind<KubeObject>({
  group: "",
  version: "v1",
  kind: "Binding",
  plural: "bindings",
  namespaced: true,
  verbs: ["create"],
  schema: "Binding",
  withoutGeneration: true,
  columns: [],
});
