import type { DaemonSetObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, containerColumns, nameColumn } from "./columns.ts";
import { defaultPodTemplate } from "./pod/defaults.ts";
import { formatLabels, formatSelector } from "./selector.ts";
import { DAEMONSET_TEMPLATE_GENERATION_ANNOTATION } from "./wellknown.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/ */
export const DaemonSet = defineKind<DaemonSetObject>({
  group: "apps",
  version: "v1",
  kind: "DaemonSet",
  plural: "daemonsets",
  shortNames: ["ds"],
  categories: ["all"],
  namespaced: true,
  subresources: ["status"],
  schema: "DaemonSet",
  setDefaults({ spec }) {
    spec.updateStrategy ??= {};
    spec.updateStrategy.type ||= "RollingUpdate";
    if (spec.updateStrategy.type === "RollingUpdate") {
      spec.updateStrategy.rollingUpdate ??= {};
      spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
      spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
    }
    spec.revisionHistoryLimit ??= 10;
    if (spec.template) defaultPodTemplate(spec.template);
  },
  /** The template generation is a field of older versions; apps/v1 keeps it as an annotation. */
  prepareCreate(daemonSet) {
    const { metadata } = daemonSet;
    daemonSet.status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
    metadata.annotations = { [DAEMONSET_TEMPLATE_GENERATION_ANNOTATION]: "1", ...metadata.annotations };
  },
  columns: [
    nameColumn,
    { name: "Desired", type: "integer", cell: ({ status }) => status?.desiredNumberScheduled ?? 0 },
    { name: "Current", type: "integer", cell: ({ status }) => status?.currentNumberScheduled ?? 0 },
    { name: "Ready", type: "integer", cell: ({ status }) => status?.numberReady ?? 0 },
    { name: "Up-to-date", type: "integer", cell: ({ status }) => status?.updatedNumberScheduled ?? 0 },
    { name: "Available", type: "integer", cell: ({ status }) => status?.numberAvailable ?? 0 },
    { name: "Node Selector", cell: ({ spec }) => formatLabels(spec.template.spec?.nodeSelector) },
    ageColumn,
    ...containerColumns,
    { name: "Selector", wide: true, cell: ({ spec }) => formatSelector(spec.selector) },
  ],
});
