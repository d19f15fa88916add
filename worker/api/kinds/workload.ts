import type { LabelSelector, PodTemplateSpec } from "../generated/types.ts";
import {
  type FieldError,
  type FieldPath,
  fieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../machinery/field.ts";
import { deepEqual } from "../machinery/values.ts";
import { validatePodTemplate } from "./pod/validate.ts";
import { IMMUTABLE, isUsable, labelSelector, nonNegative, selects, shownSelector, sortedMap } from "./rules.ts";

/** Rules that kinds with a selector and a pod template share. k8s.io/kubernetes pkg/apis/apps/validation */

interface Spec {
  readonly selector?: LabelSelector;
  readonly template?: PodTemplateSpec;
}

export const SPEC = fieldPath("spec");

export const isEmptySelector = ({ matchLabels, matchExpressions }: LabelSelector): boolean =>
  Object.keys(matchLabels ?? {}).length === 0 && !matchExpressions?.length;

export function selectorMatchesTemplate({ selector, template }: Spec, at = SPEC.child("template")): FieldError[] {
  const labels = template?.metadata?.labels;
  if (selects(selector, labels)) return [];
  const here = at.child("metadata").child("labels");
  return [invalid(here, sortedMap(labels), "`selector` does not match template `labels`")];
}

/** A template whose pods run for as long as their owner wants. `owner` is the kind that the server names. */
export function lastingTemplate(template: PodTemplateSpec, at: FieldPath, owner: string): FieldError[] {
  const spec = at.child("spec");
  return [
    ...validatePodTemplate(template, at),
    ...(template.spec?.restartPolicy === "Always"
      ? []
      : [notSupported(spec.child("restartPolicy"), template.spec?.restartPolicy ?? "", ["Always"])]),
    ...(template.spec?.activeDeadlineSeconds === undefined
      ? []
      : [forbidden(spec.child("activeDeadlineSeconds"), `activeDeadlineSeconds in ${owner} is not Supported`)]),
  ];
}

/** Selector and template of Deployments and ReplicaSets. */
export function selectorAndTemplate(spec: Spec): FieldError[] {
  const at = SPEC.child("selector");
  const { selector, template } = spec;
  const errors: FieldError[] = [];
  if (!selector) errors.push(required(at));
  else {
    errors.push(...labelSelector(at, selector));
    if (isEmptySelector(selector)) errors.push(invalid(at, {}, "empty selector is invalid for deployment"));
    if (!isUsable(selector)) return [...errors, invalid(at, shownSelector(selector), "invalid label selector")];
    if (!isEmptySelector(selector)) errors.push(...selectorMatchesTemplate(spec));
  }
  // No selector at all selects nothing.
  if (!selector) errors.push(...selectorMatchesTemplate(spec));
  return [...errors, ...lastingTemplate(template ?? {}, SPEC.child("template"), "ReplicaSet")];
}

export function sameSelector({ selector }: Spec, old: Spec): FieldError[] {
  return deepEqual(selector, old.selector) ? [] : [invalid(SPEC.child("selector"), shownSelector(selector), IMMUTABLE)];
}

/** Counts of pods that a status may not have below zero, nor, those named, above all of them. */
export function replicaCounts<T extends object>(status: T, atMostAll: readonly (keyof T & string)[]): FieldError[] {
  const at = fieldPath("status");
  const counts = status as Readonly<Record<string, unknown>>;
  const count = (name: string) => (typeof counts[name] === "number" ? (counts[name] as number) : 0);
  const negative = Object.keys(counts).flatMap((name) => nonNegative(at.child(name), count(name)));
  const all = count("replicas");
  const tooMany = atMostAll
    .filter((name) => count(name) > all)
    .map((name) => invalid(at.child(name), count(name), "cannot be greater than status.replicas"));
  const available = count("availableReplicas");
  if (available <= count("readyReplicas")) return [...negative, ...tooMany];
  const words = "cannot be greater than readyReplicas";
  return [...negative, ...tooMany, invalid(at.child("availableReplicas"), available, words)];
}
