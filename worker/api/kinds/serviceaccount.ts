import type { ServiceAccountObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/service-account-v1/ */
export const ServiceAccount = defineKind<ServiceAccountObject>({
  group: "",
  version: "v1",
  kind: "ServiceAccount",
  plural: "serviceaccounts",
  shortNames: ["sa"],
  namespaced: true,
  subresources: ["token"],
  schema: "ServiceAccount",
  withoutGeneration: true,
  columns: [nameColumn, ageColumn],
});
