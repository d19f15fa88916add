import type { DeploymentObject, DeploymentStrategy } from "../generated/types.ts";
import { type FieldError, type FieldPath, forbidden, invalid, notSupported, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, containerColumns, nameColumn } from "./columns.ts";
import { defaultPodTemplate } from "./pod/defaults.ts";
import { nameWarning, templateWarnings } from "./pod/warnings.ts";
import { atMost100Percent, intOrPercent, nonNegative, numberOf } from "./rules.ts";
import { replicasScale } from "./scale.ts";
import { selectorText } from "./selector.ts";
import { replicaCounts, SPEC, sameSelector, selectorAndTemplate } from "./workload.ts";

function validateStrategy(strategy: DeploymentStrategy | undefined, at: FieldPath): FieldError[] {
  const { type = "", rollingUpdate } = strategy ?? {};
  const here = at.child("rollingUpdate");
  switch (type) {
    case "Recreate":
      return rollingUpdate ? [forbidden(here, "may not be specified when strategy `type` is 'Recreate'")] : [];
    case "RollingUpdate": {
      if (!rollingUpdate) return [required(here, "this should be defaulted and never be nil")];
      const { maxUnavailable, maxSurge } = rollingUpdate;
      const unavailable = here.child("maxUnavailable");
      return [
        ...intOrPercent(unavailable, maxUnavailable),
        ...intOrPercent(here.child("maxSurge"), maxSurge),
        ...(numberOf(maxUnavailable) === 0 && numberOf(maxSurge) === 0
          ? [invalid(unavailable, maxUnavailable ?? 0, "may not be 0 when `maxSurge` is 0")]
          : []),
        ...atMost100Percent(unavailable, maxUnavailable),
      ];
    }
    default: {
      const shown = rollingUpdate
        ? { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 }
        : null;
      return [notSupported(at, { Type: type, RollingUpdate: shown }, ["Recreate", "RollingUpdate"])];
    }
  }
}

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
  countsAnnotations: true,
  statusKeeps: ["labels"],
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
    spec.template ??= {};
    defaultPodTemplate(spec.template);
  },
  prepareCreate(deployment) {
    deployment.status = {};
  },
  validate({ spec }) {
    const { progressDeadlineSeconds, minReadySeconds = 0 } = spec;
    const deadline = SPEC.child("progressDeadlineSeconds");
    return [
      ...nonNegative(SPEC.child("replicas"), spec.replicas),
      ...selectorAndTemplate(spec),
      ...validateStrategy(spec.strategy, SPEC.child("strategy")),
      ...nonNegative(SPEC.child("minReadySeconds"), minReadySeconds),
      ...nonNegative(SPEC.child("revisionHistoryLimit"), spec.revisionHistoryLimit),
      ...nonNegative(deadline, progressDeadlineSeconds),
      ...(progressDeadlineSeconds !== undefined && progressDeadlineSeconds <= minReadySeconds
        ? [invalid(deadline, progressDeadlineSeconds, "must be greater than minReadySeconds")]
        : []),
    ];
  },
  validateStatus: ({ status = {} }) => replicaCounts(status, ["updatedReplicas", "readyReplicas", "availableReplicas"]),
  validateUpdate: ({ spec }, old) => sameSelector(spec, old.spec),
  warn: ({ metadata, spec }) => [
    ...nameWarning("this is used in Pod names and hostnames", metadata.name),
    ...templateWarnings(spec.template),
  ],
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
