import type { Container, PodObject, PodSpec, Toleration } from "../../generated/types.ts";
import { type FieldError, type FieldPath, fieldPath, forbidden, invalid, required } from "../../machinery/field.ts";
import { deepEqual, joined } from "../../machinery/values.ts";
import { between, MAX_INT32 } from "../rules.ts";
import { MIRROR_POD_ANNOTATION } from "../wellknown.ts";
import { validateImageText } from "./containers.ts";
import { podSpecDiff } from "./goShape.ts";

/** What may still change of a pod. k8s.io/kubernetes pkg/apis/core/validation ValidatePodUpdate */

const SPEC = fieldPath("spec");

const UPDATABLE = [
  "`spec.containers[*].image`",
  "`spec.initContainers[*].image`",
  "`spec.activeDeadlineSeconds`",
  "`spec.tolerations` (only additions to existing tolerations)",
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
].join(",");

function sameNumber(containers: readonly Container[], old: readonly Container[], at: FieldPath): FieldError[] {
  if (containers.length !== old.length) return [forbidden(at, "pod updates may not add or remove containers")];
  return containers.flatMap((container, i) =>
    joined(container.image ? [] : [required(at.index(i).child("image"))], validateImageText(container, at.index(i))),
  );
}

function tolerationsOnlyAdded(tolerations: readonly Toleration[], old: readonly Toleration[]): FieldError[] {
  const without = ({ tolerationSeconds: _, ...rest }: Toleration) => rest;
  const kept = old.every((one) => tolerations.some((other) => deepEqual(without(one), without(other))));
  const words = "existing toleration can not be modified except its tolerationSeconds";
  return kept ? [] : [forbidden(SPEC.child("tolerations"), words)];
}

function gatesOnlyDeleted(
  { schedulingGates: gates = [] }: PodSpec,
  { schedulingGates: old = [] }: PodSpec,
): FieldError[] {
  return gates.flatMap(({ name }, i) =>
    old.some((gate) => gate.name === name)
      ? []
      : [
          forbidden(
            SPEC.child("schedulingGates").index(i).child("name"),
            `only deletion is allowed, but found new scheduling gate '${name}'`,
          ),
        ],
  );
}

function mirrorKept(pod: PodObject, old: PodObject): FieldError[] {
  const value = pod.metadata.annotations?.[MIRROR_POD_ANNOTATION];
  const before = old.metadata.annotations?.[MIRROR_POD_ANNOTATION];
  if (value === before) return [];
  const words =
    before === undefined ? "may not add mirror pod annotation" : "may not remove or update mirror pod annotation";
  return [forbidden(fieldPath("metadata").child("annotations").key(MIRROR_POD_ANNOTATION), words)];
}

/** While a pod is gated its node selector may narrow. */
function nodeSelectorOnlyAdded({ nodeSelector = {} }: PodSpec, old: PodSpec): FieldError[] {
  const kept = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => nodeSelector[key] === value);
  return kept
    ? []
    : [invalid(SPEC.child("nodeSelector"), nodeSelector, "only additions are allowed (no mutations or deletions)")];
}

/** The new spec with every field put back that may change. */
function withOldWhereAllowed(spec: PodSpec, old: PodSpec): PodSpec {
  const images = (containers: readonly Container[] | undefined, before: readonly Container[] | undefined) =>
    containers?.map((container, i) => ({ ...container, image: before?.[i]?.image }));
  const gated = (old.schedulingGates?.length ?? 0) > 0;
  const grace =
    (old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1
      ? old.terminationGracePeriodSeconds
      : spec.terminationGracePeriodSeconds;
  const affinity = { ...spec.affinity, nodeAffinity: old.affinity?.nodeAffinity };
  return {
    ...spec,
    containers: images(spec.containers, old.containers) as Container[],
    initContainers: images(spec.initContainers, old.initContainers) as Container[],
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    terminationGracePeriodSeconds: grace,
    ...(gated
      ? {
          nodeSelector: old.nodeSelector,
          affinity: Object.values(affinity).some(Boolean) || old.affinity ? affinity : undefined,
        }
      : {}),
  } as PodSpec;
}

export function validatePodUpdate(pod: PodObject, old: PodObject): FieldError[] {
  const { spec } = pod;
  const errors = mirrorKept(pod, old);
  if (spec === old.spec) return errors;
  for (const list of ["containers", "initContainers"] as const) {
    const problems = sameNumber(spec[list] ?? [], old.spec[list] ?? [], SPEC.child(list));
    errors.push(...problems);
    if ((spec[list] ?? []).length !== (old.spec[list] ?? []).length) return errors;
  }
  const deadline = spec.activeDeadlineSeconds;
  const before = old.spec.activeDeadlineSeconds;
  const at = SPEC.child("activeDeadlineSeconds");
  if (deadline !== undefined && (deadline < 0 || deadline > MAX_INT32)) {
    return [...errors, invalid(at, deadline, between(0, MAX_INT32))];
  }
  if (deadline !== undefined && before !== undefined && before < deadline) {
    return [...errors, invalid(at, deadline, "must be less than or equal to previous value")];
  }
  if (deadline === undefined && before !== undefined) {
    errors.push(invalid(at, null, "must not update from a positive integer to nil value"));
  }
  errors.push(...tolerationsOnlyAdded(spec.tolerations ?? [], old.spec.tolerations ?? []));
  errors.push(...gatesOnlyDeleted(spec, old.spec));
  if ((old.spec.schedulingGates?.length ?? 0) > 0) errors.push(...nodeSelectorOnlyAdded(spec, old.spec));
  const rest = withOldWhereAllowed(spec, old.spec);
  if (!deepEqual(rest, old.spec)) {
    const difference = podSpecDiff(old.spec, rest);
    errors.push(forbidden(SPEC, `pod updates may not change fields other than ${UPDATABLE}\n${difference}`));
  }
  return errors;
}
