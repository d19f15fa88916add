import type { LeaseObject } from "../generated/types.ts";
import { fieldPath, forbidden, invalid } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { nonNegative } from "./rules.ts";

const SPEC = fieldPath("spec");

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/ */
export const Lease = defineKind<LeaseObject>({
  group: "coordination.k8s.io",
  version: "v1",
  kind: "Lease",
  plural: "leases",
  namespaced: true,
  schema: "Lease",
  withoutGeneration: true,
  validate({ spec }) {
    const { leaseDurationSeconds: seconds, leaseTransitions, preferredHolder, strategy } = spec ?? {};
    return [
      ...(seconds !== undefined && seconds <= 0
        ? [invalid(SPEC.child("leaseDurationSeconds"), seconds, "must be greater than 0")]
        : []),
      ...nonNegative(SPEC.child("leaseTransitions"), leaseTransitions),
      ...(preferredHolder && !strategy
        ? [forbidden(SPEC.child("preferredHolder"), "may only be specified if `strategy` is defined")]
        : []),
    ];
  },
  columns: [nameColumn, { name: "Holder", cell: ({ spec }) => spec?.holderIdentity ?? "" }, ageColumn],
});
