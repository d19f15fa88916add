import type { ReplicationControllerObject } from "../generated/types.ts";
import { invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, containerColumns, nameColumn } from "./columns.ts";
import { defaultPodTemplate } from "./pod/defaults.ts";
import { nameWarning, templateWarnings } from "./pod/warnings.ts";
import { nonNegative, sortedMap } from "./rules.ts";
import { formatLabels } from "./selector.ts";
import { lastingTemplate, SPEC } from "./workload.ts";

const TEMPLATE = SPEC.child("template");

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replication-controller-v1/ */
export const ReplicationController = defineKind<ReplicationControllerObject>({
  group: "",
  version: "v1",
  kind: "ReplicationController",
  plural: "replicationcontrollers",
  shortNames: ["rc"],
  categories: ["all"],
  namespaced: true,
  subresources: ["scale", "status"],
  schema: "ReplicationController",
  scale: {
    replicas: ({ spec }) => spec.replicas ?? 0,
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => formatLabels(spec.selector),
    withReplicas: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
  },
  setDefaults(draft) {
    draft.spec ??= {};
    const { spec, metadata } = draft;
    const labels = spec.template?.metadata?.labels;
    if (labels) {
      if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
      if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
    }
    spec.replicas ??= 1;
    spec.minReadySeconds ??= 0;
    if (spec.template) defaultPodTemplate(spec.template);
  },
  prepareCreate(controller) {
    controller.status = { replicas: 0 };
  },
  validate({ spec }) {
    const { selector = {}, template } = spec;
    const pairs = Object.entries(selector);
    const labels = template?.metadata?.labels ?? {};
    return [
      ...nonNegative(SPEC.child("minReadySeconds"), spec.minReadySeconds),
      ...(pairs.length === 0 ? [required(SPEC.child("selector"))] : []),
      ...nonNegative(SPEC.child("replicas"), spec.replicas),
      ...(template
        ? [
            ...(pairs.every(([key, value]) => labels[key] === value)
              ? []
              : [
                  invalid(
                    TEMPLATE.child("metadata").child("labels"),
                    sortedMap(template.metadata?.labels),
                    "`selector` does not match template `labels`",
                  ),
                ]),
            ...lastingTemplate(template, TEMPLATE, "ReplicationController"),
          ]
        : [required(TEMPLATE)]),
    ];
  },
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
    ...containerColumns.map((column) => ({
      ...column,
      cell: ({ spec, ...rest }: ReplicationControllerObject, nowMs: number) =>
        column.cell({ ...rest, spec: { template: spec.template ?? {} } }, nowMs),
    })),
    { name: "Selector", wide: true, cell: ({ spec }) => formatLabels(spec.selector) },
  ],
});
