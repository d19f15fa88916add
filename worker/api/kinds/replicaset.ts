import type { ReplicaSetObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, containerColumns, nameColumn } from "./columns.ts";
import { defaultPodTemplate } from "./pod/defaults.ts";
import { nameWarning, templateWarnings } from "./pod/warnings.ts";
import { nonNegative } from "./rules.ts";
import { replicasScale } from "./scale.ts";
import { formatSelector } from "./selector.ts";
import { replicaCounts, SPEC, sameSelector, selectorAndTemplate } from "./workload.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/ */
export const ReplicaSet = defineKind<ReplicaSetObject>({
  group: "apps",
  version: "v1",
  kind: "ReplicaSet",
  plural: "replicasets",
  shortNames: ["rs"],
  categories: ["all"],
  namespaced: true,
  subresources: ["scale", "status"],
  schema: "ReplicaSet",
  scale: replicasScale(),
  setDefaults({ spec }) {
    spec.replicas ??= 1;
    spec.template ??= {};
    defaultPodTemplate(spec.template);
  },
  prepareCreate(replicaSet) {
    replicaSet.status = { replicas: 0 };
  },
  validate: ({ spec }) => [
    ...nonNegative(SPEC.child("replicas"), spec.replicas),
    ...nonNegative(SPEC.child("minReadySeconds"), spec.minReadySeconds),
    ...selectorAndTemplate(spec),
  ],
  validateStatus: ({ status = { replicas: 0 } }) =>
    replicaCounts(status, ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"]),
  validateUpdate: ({ spec }, old) => sameSelector(spec, old.spec),
  warn: ({ metadata, spec }) => [
    ...nameWarning("this is used in Pod names and hostnames", metadata.name),
    ...templateWarnings(spec.template),
  ],
  columns: [
    nameColumn,
    { name: "Desired", type: "integer", cell: ({ spec }) => spec.replicas ?? 0 },
    { name: "Current", type: "integer", cell: ({ status }) => status?.replicas ?? 0 },
    { name: "Ready", type: "integer", cell: ({ status }) => status?.readyReplicas ?? 0 },
    ageColumn,
    ...containerColumns,
    { name: "Selector", wide: true, cell: ({ spec }) => formatSelector(spec.selector) },
  ],
});
