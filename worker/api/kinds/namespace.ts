import type { NamespaceObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { labelProblems } from "../machinery/names.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { NAMESPACE_FINALIZER, NAMESPACE_NAME_LABEL } from "./wellknown.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/ */
export const Namespace = defineKind<NamespaceObject>({
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  shortNames: ["ns"],
  namespaced: false,
  subresources: ["finalize", "status"],
  schema: "Namespace",
  withoutGeneration: true,
  nameProblems: labelProblems,
  selectableFields: { "status.phase": ({ status }) => status?.phase ?? "" },
  setDefaults(namespace) {
    namespace.status ??= {};
    namespace.status.phase ??= "Active";
    if (namespace.metadata.name) {
      namespace.metadata.labels = { ...namespace.metadata.labels, [NAMESPACE_NAME_LABEL]: namespace.metadata.name };
    }
  },
  prepareCreate(namespace) {
    namespace.status = { phase: "Active" };
    namespace.spec ??= {};
    const finalizers = namespace.spec.finalizers ?? [];
    if (!finalizers.includes(NAMESPACE_FINALIZER)) namespace.spec.finalizers = [...finalizers, NAMESPACE_FINALIZER];
  },
  /** Finalizers change only through the finalize subresource. */
  prepareUpdate(namespace, old) {
    namespace.spec = { ...namespace.spec, finalizers: [...(old.spec?.finalizers ?? [])] };
  },
  columns: [nameColumn, { name: "Status", cell: ({ status }) => status?.phase ?? "" }, ageColumn],
});
