/** What is wrong with an autoscaler's spec. k8s.io/kubernetes pkg/apis/autoscaling/validation */
import { parseQuantity } from "../../../base/quantity.ts";
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscalerSpec,
  HPAScalingRules,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from "../../generated/types.ts";
import {
  type FieldError,
  type FieldPath,
  fieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../../machinery/field.ts";
import { dnsLabel, invalidFor, pathSegmentProblems } from "../rules.ts";

const SPEC = fieldPath("spec");
const MOST_SECONDS = { window: 3600, period: 1800 };
const POSITIVE = "must be greater than zero";

/** The field that belongs to each type of metric, in the order in which the server looks at them. */
const FIELDS = {
  Object: "object",
  External: "external",
  Pods: "pods",
  Resource: "resource",
  ContainerResource: "containerResource",
} as const;
const TYPES = Object.keys(FIELDS).sort();

interface Source {
  readonly target: MetricTarget;
  readonly current?: MetricValueStatus;
  readonly name?: string;
  readonly container?: string;
  readonly metric?: { readonly name: string };
  readonly describedObject?: CrossVersionObjectReference;
}

/** The part of a metric that its type names. */
export function sourceOf(metric: MetricSpec | MetricStatus): Source | undefined {
  const field = FIELDS[metric.type as keyof typeof FIELDS];
  return field && (metric[field] as Source | undefined);
}

export function validateAutoscaler(spec: HorizontalPodAutoscalerSpec): FieldError[] {
  const { minReplicas, maxReplicas = 0, scaleTargetRef, metrics = [], behavior } = spec;
  const most = SPEC.child("maxReplicas");
  const errors: FieldError[] = [];
  if (minReplicas !== undefined && minReplicas < 1) {
    errors.push(invalid(SPEC.child("minReplicas"), minReplicas, "must be greater than or equal to 1"));
  }
  if (maxReplicas === 0) errors.push(required(most, "must be set and greater than 0"));
  else if (maxReplicas < 0) errors.push(invalid(most, maxReplicas, "must be greater than or equal to 1"));
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    errors.push(invalid(most, maxReplicas, "must be greater than or equal to `minReplicas`"));
  }
  const target = SPEC.child("scaleTargetRef");
  errors.push(...validateReference(scaleTargetRef, target));
  const version = scaleTargetRef.apiVersion ?? "";
  if (!version.includes("/") && scaleTargetRef.kind !== "ReplicationController") {
    errors.push(invalid(target.child("apiVersion"), version, "apiVersion must specify API group"));
  }
  errors.push(...metrics.flatMap((metric, i) => validateMetric(metric, SPEC.child("metrics").index(i))));
  const outside = metrics.some(({ type }) => type === "Object" || type === "External");
  if (minReplicas === 0 && !outside) {
    const words = "must specify at least one Object or External metric to support scaling to zero replicas";
    errors.push(forbidden(SPEC.child("metrics"), words));
  }
  const at = SPEC.child("behavior");
  return [
    ...errors,
    ...validateScaling(behavior?.scaleUp, at.child("scaleUp")),
    ...validateScaling(behavior?.scaleDown, at.child("scaleDown")),
  ];
}

function validateReference({ kind, name, apiVersion = "" }: CrossVersionObjectReference, at: FieldPath): FieldError[] {
  const segment = (field: string, value: string) =>
    value ? invalidFor(at.child(field), value, pathSegmentProblems(value)) : [required(at.child(field))];
  const wrong = apiVersion.split("/").length > 2;
  return [
    ...segment("kind", kind),
    ...segment("name", name),
    ...(wrong ? [invalid(at.child("apiVersion"), apiVersion, `unexpected GroupVersion string: ${apiVersion}`)] : []),
  ];
}

function validateMetric(metric: MetricSpec, at: FieldPath): FieldError[] {
  const { type } = metric;
  const here = at.child("type");
  const unknown = notSupported(here, type ?? "", TYPES);
  const expected = FIELDS[type as keyof typeof FIELDS];
  const present = Object.values(FIELDS).filter((field) => metric[field] !== undefined);
  const errors: FieldError[] = [];
  if (!type) errors.push(required(here, "must specify a metric source type"));
  if (!expected) errors.push(unknown);
  const first = present[0];
  if (first) errors.push(...validateSource(metric[first] as Source, first, at.child(first)));
  if (!expected) errors.push(unknown);
  else if (!metric[expected]) {
    errors.push(required(at.child(expected), "must populate information for the given metric source"));
  }
  if (present.length === 1) return errors;
  const others = present.filter((field) => field !== expected);
  return [
    ...errors,
    ...others.map((field) => forbidden(at.child(field), "must populate the given metric source only")),
  ];
}

function validateSource(source: Source, field: string, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { target, describedObject, metric, name, container } = source;
  if (field === "object") errors.push(...validateReference(describedObject!, at.child("describedObject")));
  if (metric) {
    const here = at.child("metric").child("name");
    if (!metric.name) errors.push(required(here, "must specify a metric name"));
    else errors.push(...invalidFor(here, metric.name, pathSegmentProblems(metric.name)));
  }
  const ofResource = field === "resource" || field === "containerResource";
  if (ofResource && !name) errors.push(required(at.child("name"), "must specify a resource name"));
  if (field === "containerResource") {
    const here = at.child("container");
    errors.push(...(container ? dnsLabel(here, container) : [required(here, "must specify a container")]));
  }
  const goal = at.child("target");
  errors.push(...validateTarget(target, goal));
  const { value, averageValue, averageUtilization } = target;
  if (ofResource) {
    if (averageUtilization === undefined && averageValue === undefined) {
      errors.push(
        required(goal.child("averageUtilization"), "must set either a target raw value or a target utilization"),
      );
    }
    if (averageUtilization !== undefined && averageValue !== undefined) {
      errors.push(
        forbidden(goal.child("averageValue"), "may not set both a target raw value and a target utilization"),
      );
    }
    return errors;
  }
  if (averageValue === undefined && (value === undefined || field === "pods")) {
    errors.push(required(goal.child("averageValue"), MISSING_TARGET[field]));
  }
  if (field === "external" && value !== undefined && averageValue !== undefined) {
    const words = "may not set both a target value for metric and a per-pod target";
    errors.push(forbidden(goal.child("value"), words));
  }
  return errors;
}

const MISSING_TARGET: Readonly<Record<string, string>> = {
  object: "must set either a target value or averageValue",
  external: "must set either a target value for metric or a per-pod target",
  pods: "must specify a positive target averageValue",
};

function validateTarget({ type, value, averageValue, averageUtilization }: MetricTarget, at: FieldPath): FieldError[] {
  const known = ["Utilization", "Value", "AverageValue"].includes(type);
  const quantity = (field: string, text: string | undefined) =>
    text !== undefined && parseQuantity(text).nanos <= 0n ? [invalid(at.child(field), text, "must be positive")] : [];
  return [
    ...(type ? [] : [required(at.child("type"), "must specify a metric target type")]),
    ...(known ? [] : [invalid(at.child("type"), type ?? "", "must be either Utilization, Value, or AverageValue")]),
    ...quantity("value", value),
    ...quantity("averageValue", averageValue),
    ...(averageUtilization !== undefined && averageUtilization < 1
      ? [invalid(at.child("averageUtilization"), averageUtilization, "must be greater than 0")]
      : []),
  ];
}

function validateScaling(rules: HPAScalingRules | undefined, at: FieldPath): FieldError[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds: window = 0, selectPolicy, policies = [] } = rules;
  const errors: FieldError[] = [];
  const here = at.child("stabilizationWindowSeconds");
  if (window < 0) errors.push(invalid(here, window, "must be greater than or equal to zero"));
  if (window > MOST_SECONDS.window) {
    errors.push(invalid(here, window, `must be less than or equal to ${MOST_SECONDS.window}`));
  }
  const choices = ["Disabled", "Max", "Min"];
  if (selectPolicy !== undefined && !choices.includes(selectPolicy)) {
    errors.push(notSupported(at.child("selectPolicy"), selectPolicy, choices));
  }
  if (policies.length === 0) errors.push(required(at.child("policies"), "must specify at least one Policy"));
  policies.forEach(({ type, value, periodSeconds }, i) => {
    const one = at.child("policies").index(i);
    if (type !== "Pods" && type !== "Percent") errors.push(notSupported(one.child("type"), type, ["Percent", "Pods"]));
    if (value <= 0) errors.push(invalid(one.child("value"), value, POSITIVE));
    if (periodSeconds <= 0) errors.push(invalid(one.child("periodSeconds"), periodSeconds, POSITIVE));
    if (periodSeconds > MOST_SECONDS.period) {
      const words = `must be less than or equal to ${MOST_SECONDS.period}`;
      errors.push(invalid(one.child("periodSeconds"), periodSeconds, words));
    }
  });
  return errors;
}
