import type { ResourceClaimTemplateObject } from "../generated/types.ts";
import { invalid } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { goShape } from "./pod/goShape.ts";
import { defaultClaim, validateClaim } from "./resourceclaim/devices.ts";
import { IMMUTABLE } from "./rules.ts";
import { SPEC } from "./workload.ts";

/** https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ */
export const ResourceClaimTemplate = defineKind<ResourceClaimTemplateObject>({
  group: "resource.k8s.io",
  version: "v1",
  kind: "ResourceClaimTemplate",
  plural: "resourceclaimtemplates",
  namespaced: true,
  schema: "ResourceClaimTemplate",
  withoutGeneration: true,
  setDefaults({ spec }) {
    if (spec.spec?.devices) defaultClaim(spec.spec.devices);
  },
  validate: ({ spec }) => validateClaim(spec.spec?.devices ?? {}, SPEC.child("spec").child("devices")),
  validateUpdate: ({ spec }, old) =>
    deepEqual(spec, old.spec) ? [] : [invalid(SPEC, goShape("ResourceClaimTemplateSpec", spec), IMMUTABLE)],
  columns: [nameColumn, ageColumn],
});
