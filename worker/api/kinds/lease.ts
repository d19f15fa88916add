import type { LeaseObject } from "../generated/types.ts";
import { fieldPath, invalid } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import type { Draft } from "../machinery/object.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { nonNegative } from "./rules.ts";

const SPEC = fieldPath("spec");

/** Fields of coordinated leader election, which is off unless a cluster asks for it. */
function withoutElection({ spec }: Draft<LeaseObject>): void {
  delete spec?.strategy;
  delete spec?.preferredHolder;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/ */
export const Lease = defineKind<LeaseObject>({
  group: "coordination.k8s.io",
  version: "v1",
  kind: "Lease",
  plural: "leases",
  namespaced: true,
  schema: "Lease",
  withoutGeneration: true,
  prepareCreate: withoutElection,
  prepareUpdate: withoutElection,
  validate({ spec }) {
    const { leaseDurationSeconds: seconds, leaseTransitions } = spec ?? {};
    return [
      ...(seconds !== undefined && seconds <= 0
        ? [invalid(SPEC.child("leaseDurationSeconds"), seconds, "must be greater than 0")]
        : []),
      ...nonNegative(SPEC.child("leaseTransitions"), leaseTransitions),
    ];
  },
  columns: [nameColumn, { name: "Holder", cell: ({ spec }) => spec?.holderIdentity ?? "" }, ageColumn],
});
