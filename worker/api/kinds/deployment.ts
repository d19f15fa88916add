import type { DeploymentObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, containerColumns, nameColumn } from "./columns.ts";
import { defaultPodTemplate } from "./pod/defaults.ts";
import { replicasScale } from "./scale.ts";
import { selectorText } from "./selector.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/ */
export const Deployment = defineKind<DeploymentObject>({
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  shortNames: ["deploy"],
  categories: ["all"],
  namespaced: true,
  subresources: ["scale", "status"],
  schema: "Deployment",
  scale: replicasScale(),
  setDefaults({ spec }) {
    spec.replicas ??= 1;
    spec.strategy ??= {};
    spec.strategy.type ||= "RollingUpdate";
    if (spec.strategy.type === "RollingUpdate") {
      spec.strategy.rollingUpdate ??= {};
      spec.strategy.rollingUpdate.maxUnavailable ??= "25%";
      spec.strategy.rollingUpdate.maxSurge ??= "25%";
    }
    spec.revisionHistoryLimit ??= 10;
    spec.progressDeadlineSeconds ??= 600;
    if (spec.template) defaultPodTemplate(spec.template);
  },
  prepareCreate(deployment) {
    deployment.status = {};
  },
  columns: [
    nameColumn,
    { name: "Ready", cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}` },
    { name: "Up-to-date", cell: ({ status }) => status?.updatedReplicas ?? 0 },
    { name: "Available", cell: ({ status }) => status?.availableReplicas ?? 0 },
    ageColumn,
    ...containerColumns,
    { name: "Selector", wide: true, cell: ({ spec }) => selectorText(spec.selector) },
  ],
});
