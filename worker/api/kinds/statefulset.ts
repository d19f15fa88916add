import type { PodTemplateSpec, StatefulSetObject, StatefulSetSpec } from "../generated/types.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { labelProblems, validateAnnotations, validateLabels } from "../machinery/names.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, containerColumns, nameColumn } from "./columns.ts";
import { claimSpecWarnings, defaultClaimSpec, validateClaimSpec } from "./persistentvolumeclaim/spec.ts";
import { defaultPodTemplate } from "./pod/defaults.ts";
import { goShape } from "./pod/goShape.ts";
import { validatePodTemplate } from "./pod/validate.ts";
import { templateWarnings } from "./pod/warnings.ts";
import {
  atMost100Percent,
  dnsLabel,
  intOrPercent,
  isUsable,
  labelSelector,
  nonNegative,
  numberOf,
  shownSelector,
} from "./rules.ts";
import { replicasScale } from "./scale.ts";
import { isEmptySelector, SPEC, selectorMatchesTemplate } from "./workload.ts";

const TEMPLATE = SPEC.child("template");

function validateStrategy({ updateStrategy }: StatefulSetSpec): FieldError[] {
  const at = SPEC.child("updateStrategy");
  const { type, rollingUpdate } = updateStrategy ?? {};
  if (!type) return [required(at)];
  const here = at.child("rollingUpdate");
  if (type === "OnDelete") {
    if (!rollingUpdate) return [];
    return [
      invalid(
        here,
        goShape("RollingUpdateStatefulSetStrategy", rollingUpdate),
        "only allowed for updateStrategy 'RollingUpdate'",
      ),
    ];
  }
  if (type !== "RollingUpdate") {
    const shown = {
      Type: type,
      RollingUpdate: rollingUpdate ? goShape("RollingUpdateStatefulSetStrategy", rollingUpdate) : null,
    };
    return [invalid(at, shown, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  if (!rollingUpdate) return [];
  const { partition, maxUnavailable } = rollingUpdate;
  const errors = nonNegative(here.child("partition"), partition);
  if (maxUnavailable === undefined) return errors;
  const field = here.child("maxUnavailable");
  return [
    ...errors,
    ...intOrPercent(field, maxUnavailable),
    ...(numberOf(maxUnavailable) === 0 ? [invalid(field, maxUnavailable, "cannot be 0")] : []),
    ...atMost100Percent(field, maxUnavailable),
  ];
}

/** The template as its pods come out: names and the set's own claims are put in by the loop. */
function asFilled({ template, volumeClaimTemplates = [] }: StatefulSetSpec): PodTemplateSpec {
  if (!template.spec) return template;
  const { subdomain: _, hostname: __, ...spec } = template.spec;
  if (volumeClaimTemplates.length === 0) return { ...template, spec };
  const names = new Set(volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? ""));
  const own = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const volumes = [...own, ...(spec.volumes ?? []).filter(({ name }) => !names.has(name))];
  return { ...template, spec: { ...spec, volumes } };
}

function validateSpec(spec: StatefulSetSpec): FieldError[] {
  const policy = SPEC.child("podManagementPolicy");
  const retention = SPEC.child("persistentVolumeClaimRetentionPolicy");
  const at = SPEC.child("selector");
  const { selector, podManagementPolicy, persistentVolumeClaimRetentionPolicy: retained } = spec;
  const template = asFilled(spec);
  const usable = !selector || isUsable(selector);
  const { labels, annotations } = template.metadata ?? {};
  return [
    ...(podManagementPolicy ? [] : [required(policy)]),
    ...(podManagementPolicy && podManagementPolicy !== "OrderedReady" && podManagementPolicy !== "Parallel"
      ? [invalid(policy, podManagementPolicy, "must be 'OrderedReady' or 'Parallel'")]
      : []),
    ...validateStrategy(spec),
    ...oneOfPolicies(retention.child("whenDeleted"), retained?.whenDeleted),
    ...oneOfPolicies(retention.child("whenScaled"), retained?.whenScaled),
    ...nonNegative(SPEC.child("replicas"), spec.replicas),
    ...nonNegative(SPEC.child("minReadySeconds"), spec.minReadySeconds),
    ...nonNegative(SPEC.child("ordinals.start"), spec.ordinals?.start),
    ...(selector ? labelSelector(at, selector) : [required(at)]),
    ...(selector && isEmptySelector(selector) ? [invalid(at, {}, "empty selector is invalid for statefulset")] : []),
    ...(usable
      ? [
          ...(selector && isEmptySelector(selector) ? [] : selectorMatchesTemplate(spec)),
          ...validatePodTemplate(template, TEMPLATE),
          ...validateLabels(labels, TEMPLATE.child("labels")),
          ...validateAnnotations(annotations, TEMPLATE.child("annotations")),
        ]
      : [invalid(at, shownSelector(selector), "")]),
    ...(template.spec?.restartPolicy === "Always"
      ? []
      : [notSupported(TEMPLATE.child("spec").child("restartPolicy"), template.spec?.restartPolicy ?? "", ["Always"])]),
    ...(template.spec?.activeDeadlineSeconds === undefined
      ? []
      : [
          forbidden(
            TEMPLATE.child("spec").child("activeDeadlineSeconds"),
            "activeDeadlineSeconds in StatefulSet is not Supported",
          ),
        ]),
  ];
}

const oneOfPolicies = (at: ReturnType<typeof SPEC.child>, value: string | undefined) =>
  value === "Retain" || value === "Delete" ? [] : [notSupported(at, value ?? "", ["Retain", "Delete"])];

/** What may change; all the rest is fixed. */
const OPEN = [
  "replicas",
  "template",
  "updateStrategy",
  "minReadySeconds",
  "ordinals",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
] as const;

const FIXED =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

function fixedPart(spec: StatefulSetSpec): Partial<StatefulSetSpec> {
  const fixed: Record<string, unknown> = { ...spec };
  for (const field of OPEN) delete fixed[field];
  return fixed;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/ */
export const StatefulSet = defineKind<StatefulSetObject>({
  group: "apps",
  version: "v1",
  kind: "StatefulSet",
  plural: "statefulsets",
  shortNames: ["sts"],
  categories: ["all"],
  namespaced: true,
  subresources: ["scale", "status"],
  schema: "StatefulSet",
  scale: replicasScale(),
  nameProblems: labelProblems,
  setDefaults({ spec }) {
    spec.podManagementPolicy ||= "OrderedReady";
    spec.updateStrategy ??= {};
    if (!spec.updateStrategy.type) {
      spec.updateStrategy.type = "RollingUpdate";
      spec.updateStrategy.rollingUpdate ??= {};
    }
    if (spec.updateStrategy.type === "RollingUpdate" && spec.updateStrategy.rollingUpdate) {
      spec.updateStrategy.rollingUpdate.partition ??= 0;
    }
    spec.persistentVolumeClaimRetentionPolicy ??= {};
    spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= "Retain";
    spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= "Retain";
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    spec.template ??= {};
    defaultPodTemplate(spec.template);
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion ??= "v1";
      claim.kind ??= "PersistentVolumeClaim";
      claim.spec ??= {};
      defaultClaimSpec(claim.spec);
      claim.status ??= {};
      claim.status.phase ||= "Pending";
    }
  },
  prepareCreate(set) {
    set.status = { replicas: 0, availableReplicas: 0 };
    delete set.spec.updateStrategy?.rollingUpdate?.maxUnavailable;
  },
  /** Only a set that has one already keeps it: the field is not turned on. */
  prepareUpdate(set, old) {
    if (old.spec.updateStrategy?.rollingUpdate?.maxUnavailable !== undefined) return;
    delete set.spec.updateStrategy?.rollingUpdate?.maxUnavailable;
  },
  validate: ({ spec }) => validateSpec(spec),
  validateCreate({ spec }) {
    const templates = SPEC.child("volumeClaimTemplates");
    return [
      ...(spec.volumeClaimTemplates ?? []).flatMap((claim, i) =>
        validateClaimSpec(claim.spec ?? {}, templates.index(i).child("spec")),
      ),
      ...(spec.serviceName ? dnsLabel(SPEC.child("serviceName"), spec.serviceName) : []),
    ];
  },
  validateUpdate: ({ spec }, old) => (deepEqual(fixedPart(spec), fixedPart(old.spec)) ? [] : [forbidden(SPEC, FIXED)]),
  warn: ({ spec }) => [
    ...templateWarnings(spec.template),
    ...(spec.volumeClaimTemplates ?? []).flatMap((claim, i) =>
      claimSpecWarnings(claim.spec ?? {}, SPEC.child("volumeClaimTemplates").index(i)),
    ),
    ...((spec.revisionHistoryLimit ?? 0) < 0
      ? ["spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"]
      : []),
  ],
  columns: [
    nameColumn,
    { name: "Ready", cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}` },
    ageColumn,
    ...containerColumns,
  ],
});
