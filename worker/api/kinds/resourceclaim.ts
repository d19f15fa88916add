import type { ResourceClaimObject } from "../generated/types.ts";
import { invalid } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { goShape } from "./pod/goShape.ts";
import { defaultClaim, validateClaim } from "./resourceclaim/devices.ts";
import { IMMUTABLE } from "./rules.ts";
import { SPEC } from "./workload.ts";

function stateOf({ metadata, status }: ResourceClaimObject): string {
  const leaving = metadata.deletionTimestamp !== undefined;
  const reserved = (status?.reservedFor ?? []).length > 0;
  return [
    ...(leaving ? ["deleted"] : []),
    ...(status?.allocation ? ["allocated", ...(reserved ? ["reserved"] : [])] : leaving ? [] : ["pending"]),
  ].join(",");
}

/** https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ */
export const ResourceClaim = defineKind<ResourceClaimObject>({
  group: "resource.k8s.io",
  version: "v1",
  kind: "ResourceClaim",
  plural: "resourceclaims",
  namespaced: true,
  subresources: ["status"],
  statusKeeps: "all",
  schema: "resource.ResourceClaim",
  withoutGeneration: true,
  setDefaults({ spec }) {
    if (spec.devices) defaultClaim(spec.devices);
  },
  prepareCreate(claim) {
    claim.status = {};
  },
  validate: ({ spec }) => validateClaim(spec.devices ?? {}, SPEC.child("devices")),
  validateUpdate: ({ spec }, old) =>
    deepEqual(spec, old.spec) ? [] : [invalid(SPEC, goShape("ResourceClaimSpec", spec), IMMUTABLE)],
  columns: [nameColumn, { name: "State", cell: stateOf }, ageColumn],
});
