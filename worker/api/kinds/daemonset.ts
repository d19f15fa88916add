import type { DaemonSetObject, DaemonSetUpdateStrategy } from "../generated/types.ts";
import { type FieldError, type FieldPath, invalid, notSupported, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, containerColumns, nameColumn } from "./columns.ts";
import { defaultPodTemplate } from "./pod/defaults.ts";
import { templateWarnings } from "./pod/warnings.ts";
import { atMost100Percent, intOrPercent, isUsable, labelSelector, nonNegative, numberOf } from "./rules.ts";
import { formatLabels, formatSelector } from "./selector.ts";
import { DAEMONSET_TEMPLATE_GENERATION_ANNOTATION } from "./wellknown.ts";
import { isEmptySelector, lastingTemplate, SPEC, sameSelector, selectorMatchesTemplate } from "./workload.ts";

function validateStrategy(strategy: DaemonSetUpdateStrategy | undefined, at: FieldPath): FieldError[] {
  const { type = "", rollingUpdate } = strategy ?? {};
  if (type === "OnDelete") return [];
  if (type !== "RollingUpdate") {
    const shown = rollingUpdate
      ? { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 }
      : null;
    return [notSupported(at, { Type: type, RollingUpdate: shown }, ["RollingUpdate", "OnDelete"])];
  }
  const here = at.child("rollingUpdate");
  if (!rollingUpdate) return [required(here)];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const down = numberOf(maxUnavailable) !== 0;
  const up = numberOf(maxSurge) !== 0;
  return [
    ...intOrPercent(here.child("maxUnavailable"), maxUnavailable),
    ...intOrPercent(here.child("maxSurge"), maxSurge),
    ...atMost100Percent(here.child("maxUnavailable"), maxUnavailable),
    ...atMost100Percent(here.child("maxSurge"), maxSurge),
    ...(down && up
      ? [invalid(here.child("maxSurge"), maxSurge, "may not be set when maxUnavailable is non-zero")]
      : []),
    ...(!down && !up ? [required(here.child("maxUnavailable"), "cannot be 0 when maxSurge is 0")] : []),
  ];
}

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
    spec.template ??= {};
    defaultPodTemplate(spec.template);
  },
  /** The template generation is a field of older versions; apps/v1 keeps it as an annotation. */
  prepareCreate(daemonSet) {
    const { metadata } = daemonSet;
    daemonSet.status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
    metadata.annotations = { [DAEMONSET_TEMPLATE_GENERATION_ANNOTATION]: "1", ...metadata.annotations };
  },
  prepareUpdate(daemonSet, old) {
    const { metadata, spec } = daemonSet;
    const before = Number(old.metadata.annotations?.[DAEMONSET_TEMPLATE_GENERATION_ANNOTATION] ?? 0);
    const generation = deepEqual(spec.template, old.spec.template) ? before : before + 1;
    metadata.annotations = { ...metadata.annotations, [DAEMONSET_TEMPLATE_GENERATION_ANNOTATION]: String(generation) };
  },
  validate({ spec }) {
    const at = SPEC.child("selector");
    const { selector } = spec;
    return [
      ...(selector ? labelSelector(at, selector) : []),
      ...(!selector || isUsable(selector) ? selectorMatchesTemplate(spec) : []),
      ...(selector && isEmptySelector(selector) ? [invalid(at, {}, "empty selector is invalid for daemonset")] : []),
      ...lastingTemplate(spec.template ?? {}, SPEC.child("template"), "DaemonSet"),
      ...nonNegative(SPEC.child("minReadySeconds"), spec.minReadySeconds),
      ...validateStrategy(spec.updateStrategy, SPEC.child("updateStrategy")),
      ...nonNegative(SPEC.child("revisionHistoryLimit"), spec.revisionHistoryLimit),
    ];
  },
  validateUpdate: ({ spec }, old) => sameSelector(spec, old.spec),
  warn: ({ spec }) => templateWarnings(spec.template),
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
