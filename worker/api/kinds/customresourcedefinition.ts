import type { CustomResourceDefinitionObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { createdColumn, nameColumn } from "./columns.ts";

const storageVersionOf = ({ spec }: CustomResourceDefinitionObject) =>
  spec.versions?.find(({ storage }) => storage)?.name;

/**
 * https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/
 *
 * A reference: what a definition must be like is known to the server, which fetches these rules when one is written.
 */
export const CustomResourceDefinition = {
  ...defineKind<CustomResourceDefinitionObject>({
    group: "apiextensions.k8s.io",
    version: "v1",
    kind: "CustomResourceDefinition",
    plural: "customresourcedefinitions",
    shortNames: ["crd", "crds"],
    categories: ["api-extensions"],
    namespaced: false,
    subresources: ["status"],
    statusKeeps: "all",
    schema: "CustomResourceDefinition",
    setDefaults(draft) {
      const names = draft.spec?.names;
      if (!names) return;
      if (!names.singular) names.singular = (names.kind ?? "").toLowerCase();
      if (!names.listKind && names.kind) names.listKind = `${names.kind}List`;
      draft.spec.conversion ??= { strategy: "None" };
      const service = draft.spec.conversion.webhook?.clientConfig?.service;
      if (service) service.port ??= 443;
    },
    prepareCreate(draft) {
      const stored = storageVersionOf(draft);
      draft.status = stored === undefined ? {} : { storedVersions: [stored] };
    },
    prepareUpdate(draft) {
      const stored = storageVersionOf(draft);
      const known = draft.status?.storedVersions ?? [];
      if (stored === undefined || known.includes(stored)) return;
      draft.status = { ...draft.status, storedVersions: [...known, stored] };
    },
    columns: [nameColumn, createdColumn],
  }),
  reference: true,
  conditional: true,
} as const;
