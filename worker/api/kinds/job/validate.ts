import type { JobObject, JobSpec, PodFailurePolicyRule, PodTemplateSpec } from "../../generated/types.ts";
import {
  duplicate,
  type FieldError,
  type FieldPath,
  fieldPath,
  invalid,
  notSupported,
  required,
  tooMany,
} from "../../machinery/field.ts";
import { labelProblems } from "../../machinery/names.ts";
import { deepEqual } from "../../machinery/values.ts";
import { goShape, templateShape } from "../pod/goShape.ts";
import { validatePodTemplate } from "../pod/validate.ts";
import {
  IMMUTABLE,
  isUsable,
  labelSelector,
  nonNegative,
  oneOfIfSet,
  qualifiedName,
  selects,
  shownSelector,
  sortedMap,
} from "../rules.ts";
import {
  JOB_CONTROLLER_UID_LABEL,
  JOB_NAME_LABEL,
  LEGACY_JOB_CONTROLLER_UID_LABEL,
  LEGACY_JOB_NAME_LABEL,
} from "../wellknown.ts";
import { SPEC, sameSelector, selectorMatchesTemplate } from "../workload.ts";

/** Rules for Jobs. k8s.io/kubernetes pkg/apis/batch/validation */

const MAX_INDEXED_PARALLELISM = 100_000;

function hasLabel(template: PodTemplateSpec | undefined, key: string, expected: string): FieldError[] {
  const at = SPEC.child("template").child("metadata").child("labels");
  const value = template?.metadata?.labels?.[key];
  if (value === undefined) return [required(at.key(key), `must be '${expected}'`)];
  return value === expected
    ? []
    : [invalid(at.key(key), sortedMap(template?.metadata?.labels), `must be '${expected}'`)];
}

/** A selector that the server made must be the one that it would make. */
function validateGeneratedSelector({ spec, metadata }: JobObject): FieldError[] {
  if (spec.manualSelector || !spec.selector) return [];
  const uid = metadata.uid ?? "";
  const expected = {
    [LEGACY_JOB_CONTROLLER_UID_LABEL]: uid,
    [LEGACY_JOB_NAME_LABEL]: metadata.name,
    [JOB_CONTROLLER_UID_LABEL]: uid,
    [JOB_NAME_LABEL]: metadata.name,
  };
  return [
    ...(uid ? [] : [required(fieldPath("metadata").child("uid"))]),
    ...Object.entries(expected).flatMap(([key, value]) => hasLabel(spec.template, key, value)),
    ...(isUsable(spec.selector) && !selects(spec.selector, expected)
      ? [invalid(SPEC.child("selector"), shownSelector(spec.selector), "`selector` not auto-generated")]
      : []),
  ];
}

function validateCompletionMode(spec: JobSpec, here: FieldPath): FieldError[] {
  const { completionMode, completions, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex } = spec;
  const at = (field: string) => here.child(field);
  const errors = oneOfIfSet(at("completionMode"), completionMode, ["NonIndexed", "Indexed"]);
  if (completionMode === "Indexed") {
    if (completions === undefined) errors.push(required(at("completions"), "when completion mode is Indexed"));
    if (parallelism > MAX_INDEXED_PARALLELISM) {
      const words = `must be less than or equal to ${MAX_INDEXED_PARALLELISM} when completion mode is Indexed`;
      errors.push(invalid(at("parallelism"), parallelism, words));
    }
    if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions) {
      errors.push(invalid(at("maxFailedIndexes"), maxFailedIndexes, "must be less than or equal to completions"));
    }
  }
  if (completionMode === undefined || completionMode === "NonIndexed") {
    const words = "requires indexed completion mode";
    if (backoffLimitPerIndex !== undefined) {
      errors.push(invalid(at("backoffLimitPerIndex"), backoffLimitPerIndex, words));
    }
    if (maxFailedIndexes !== undefined) errors.push(invalid(at("maxFailedIndexes"), maxFailedIndexes, words));
  }
  return errors;
}

const ACTIONS = ["Count", "FailIndex", "FailJob", "Ignore"];
const quotedList = (list: readonly string[]) => `[${list.map((one) => JSON.stringify(one)).join(" ")}]`;

/** Required when empty, naming what would do; else one of a closed set. */
const named = (at: FieldPath, value: string | undefined, known: readonly string[]): FieldError[] =>
  value ? oneOfIfSet(at, value, known) : [required(at, `valid values: ${quotedList(known)}`)];

function validateRule(rule: PodFailurePolicyRule, at: FieldPath, spec: JobSpec): FieldError[] {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const errors =
    action === "FailIndex" && spec.backoffLimitPerIndex === undefined
      ? [invalid(at.child("action"), action, "requires the backoffLimitPerIndex to be set")]
      : named(at.child("action"), action, ACTIONS);
  if (onExitCodes) {
    const here = at.child("onExitCodes");
    const { operator, containerName, values = [] } = onExitCodes;
    const { containers = [], initContainers = [] } = spec.template?.spec ?? {};
    errors.push(...named(here.child("operator"), operator, ["In", "NotIn"]));
    if (containerName !== undefined && ![...containers, ...initContainers].some(({ name }) => name === containerName)) {
      const words = "must be one of the container or initContainer names in the pod template";
      errors.push(invalid(here.child("containerName"), containerName, words));
    }
    const list = here.child("values");
    if (values.length === 0) errors.push(invalid(list, onExitCodes.values ?? null, "at least one value is required"));
    if (values.length > 255) errors.push(tooMany(list, values.length, 255));
    values.forEach((value, i) => {
      if (operator === "In" && value === 0) {
        errors.push(invalid(list.index(i), value, "must not be 0 for the In operator"));
      }
      if (values.indexOf(value) < i) errors.push(duplicate(list.index(i), value));
    });
    if (values.some((value, i) => i > 0 && values[i - 1]! > value))
      errors.push(invalid(list, values, "must be ordered"));
  }
  onPodConditions.forEach(({ type, status }, i) => {
    const here = at.child("onPodConditions").index(i);
    errors.push(...qualifiedName(here.child("type"), type));
    errors.push(...named(here.child("status"), status, ["False", "True", "Unknown"]));
  });
  const both = onExitCodes && onPodConditions.length > 0;
  if (both || (!onExitCodes && onPodConditions.length === 0)) {
    const words = both
      ? "specifying both OnExitCodes and OnPodConditions is not supported"
      : "specifying one of OnExitCodes and OnPodConditions is required";
    errors.push({ type: "FieldValueInvalid", field: at.text, message: `Invalid value: ${words}` });
  }
  return errors;
}

function validatePolicies(spec: JobSpec, job: FieldPath): FieldError[] {
  const { podFailurePolicy, podReplacementPolicy, successPolicy, completionMode, completions = 0 } = spec;
  const rules = job.child("podFailurePolicy").child("rules");
  const errors = (podFailurePolicy?.rules ?? []).flatMap((rule, i) => validateRule(rule, rules.index(i), spec));
  if ((podFailurePolicy?.rules?.length ?? 0) > 20) {
    errors.unshift(tooMany(rules, podFailurePolicy!.rules.length, 20));
  }
  if (successPolicy && completionMode === "Indexed") {
    const here = job.child("successPolicy").child("rules");
    if (!successPolicy.rules?.length) {
      errors.push(required(here, "at least one rules must be specified when the successPolicy is specified"));
    }
    successPolicy.rules?.forEach(({ succeededCount, succeededIndexes }, i) => {
      const at = here.index(i);
      if (succeededCount === undefined && succeededIndexes === undefined) {
        errors.push(required(at, "at least one of succeededCount or succeededIndexes must be specified"));
      }
      errors.push(...nonNegative(at.child("succeededCount"), succeededCount));
      if (succeededCount !== undefined && succeededCount > completions) {
        const words = `must be less than or equal to ${completions} (the number of specified completions)`;
        errors.push(invalid(at.child("succeededCount"), succeededCount, words));
      }
    });
  }
  const replacements = podFailurePolicy ? ["Failed"] : ["Failed", "TerminatingOrFailed"];
  return [...errors, ...oneOfIfSet(job.child("podReplacementPolicy"), podReplacementPolicy, replacements)];
}

function validateRestartPolicy({ template, podFailurePolicy }: JobSpec, job: FieldPath): FieldError[] {
  const at = job.child("template").child("spec").child("restartPolicy");
  const policy = template?.spec?.restartPolicy;
  if (!policy || policy === "Always") return [required(at, 'valid values: "OnFailure", "Never"')];
  if (policy !== "OnFailure" && policy !== "Never") return [notSupported(at, policy, ["OnFailure", "Never"])];
  return podFailurePolicy && policy !== "Never"
    ? [invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}

const COUNTS = [
  "parallelism",
  "completions",
  "activeDeadlineSeconds",
  "backoffLimit",
  "ttlSecondsAfterFinished",
  "backoffLimitPerIndex",
  "maxFailedIndexes",
] as const;

/** A job's spec, or that of the jobs of a CronJob. k8s.io/kubernetes pkg/apis/batch/validation validateJobSpec */
export function validateJobSpec(spec: JobSpec, at: FieldPath): FieldError[] {
  return [
    ...COUNTS.flatMap((field) => nonNegative(at.child(field), spec[field])),
    ...(spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined
      ? [required(at.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified")]
      : []),
    ...validateCompletionMode(spec, at),
    ...validatePolicies(spec, at),
    ...validatePodTemplate(spec.template ?? {}, at.child("template")),
    ...validateRestartPolicy(spec, at),
  ];
}

export function validateJob(job: JobObject): FieldError[] {
  const { spec, metadata } = job;
  const { selector, completions = 0, completionMode } = spec;
  const at = SPEC.child("selector");
  const lastPod = `${metadata.name}-${completions - 1}`;
  return [
    ...validateGeneratedSelector(job),
    ...validateJobSpec(spec, SPEC),
    ...(selector ? labelSelector(at, selector) : [required(at)]),
    ...(!selector || isUsable(selector) ? selectorMatchesTemplate(spec) : []),
    ...(completionMode === "Indexed" && completions > 0 && labelProblems(lastPod).length > 0
      ? [
          invalid(
            fieldPath("metadata").child("name"),
            metadata.name,
            `will not able to create pod with invalid DNS label: ${lastPod}`,
          ),
        ]
      : []),
  ];
}

/** While a job is suspended and has never run, where its pods may go is still open. */
function withoutDirectives(template: PodTemplateSpec): unknown {
  const { nodeSelector: _, tolerations: __, schedulingGates: ___, affinity, ...spec } = template.spec!;
  const { nodeAffinity: ____, ...others } = affinity ?? {};
  const { labels: _____, annotations: ______, ...metadata } = template.metadata ?? {};
  return { metadata, spec: { ...spec, affinity: Object.keys(others).length > 0 ? others : undefined } };
}

export function validateJobUpdate({ spec }: JobObject, { spec: old, status }: JobObject): FieldError[] {
  const errors: FieldError[] = [];
  const { completions, parallelism, completionMode } = spec;
  if (completions !== old.completions) {
    const at = SPEC.child("completions");
    if (completionMode !== "Indexed") errors.push(invalid(at, completions ?? null, IMMUTABLE));
    else if (completions !== undefined && completions !== parallelism) {
      errors.push(invalid(at, completions, "can only be modified in tandem with spec.parallelism"));
    }
  }
  errors.push(...sameSelector(spec, old));
  const open = old.suspend && status?.startTime === undefined;
  const same = open
    ? deepEqual(withoutDirectives(spec.template), withoutDirectives(old.template))
    : deepEqual(spec.template, old.template);
  if (!same) errors.push(invalid(SPEC.child("template"), templateShape(spec.template), IMMUTABLE));
  for (const field of [
    "completionMode",
    "podFailurePolicy",
    "backoffLimitPerIndex",
    "managedBy",
    "successPolicy",
  ] as const) {
    const value = spec[field];
    if (deepEqual(value, old[field])) continue;
    const type = `${field[0]!.toUpperCase()}${field.slice(1)}`;
    errors.push(
      invalid(SPEC.child(field), typeof value === "object" ? goShape(type, value) : (value ?? null), IMMUTABLE),
    );
  }
  return errors;
}
