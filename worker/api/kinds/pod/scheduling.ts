import type {
  Affinity,
  LabelSelector,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
  PodSpec,
  Toleration,
  TopologySpreadConstraint,
} from "../../generated/types.ts";
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../../machinery/field.ts";
import { labelProblems, labelValueProblems, subdomainProblems } from "../../machinery/names.ts";
import { joined } from "../../machinery/values.ts";
import { invalidFor, labelSelector, oneOfIfSet, positive, qualifiedName } from "../rules.ts";

/** Rules for where pods may go. k8s.io/kubernetes pkg/apis/core/validation validateAffinity, ValidateTolerations, ... */

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

export function validateTolerations(tolerations: readonly Toleration[], at: FieldPath): FieldError[] {
  return tolerations.flatMap(({ key = "", operator = "", value = "", effect = "", tolerationSeconds }, i) => {
    const here = at.index(i);
    const errors = key ? qualifiedName(here.child("key"), key) : [];
    if (!key && operator !== "Exists") {
      const words = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(here.child("operator"), operator, words));
    }
    if (tolerationSeconds !== undefined && effect !== "NoExecute") {
      errors.push(invalid(here.child("effect"), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator === "Equal" || operator === "") {
      const problems = labelValueProblems(value);
      if (problems.length > 0) errors.push(invalid(here.child("operator"), value, problems.join(";")));
    } else if (operator === "Exists") {
      if (value) errors.push(invalid(here.child("operator"), value, "value must be empty when `operator` is 'Exists'"));
    } else {
      const known = operator === "Lt" || operator === "Gt" ? ["Equal", "Exists", "Lt", "Gt"] : ["Equal", "Exists"];
      errors.push(notSupported(here.child("operator"), operator, known));
    }
    return joined(errors, effect ? oneOfIfSet(here.child("effect"), effect, EFFECTS) : []);
  });
}

export function validateTaintEffect(effect: string | undefined, at: FieldPath): FieldError[] {
  return effect ? oneOfIfSet(at, effect, EFFECTS) : [required(at)];
}

function validateNodeRequirement({ key, operator, values = [] }: NodeSelectorRequirement, at: FieldPath): FieldError[] {
  const here = at.child("values");
  const errors: FieldError[] = [];
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0) errors.push(required(here, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0) {
      errors.push(forbidden(here, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
  } else if (operator === "Gt" || operator === "Lt") {
    if (values.length !== 1) {
      errors.push(required(here, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
    }
  } else errors.push(invalid(at.child("operator"), operator ?? "", "not a valid selector operator"));
  errors.push(...qualifiedName(at.child("key"), key ?? ""));
  return joined(
    errors,
    values.flatMap((value, i) => invalidFor(here.index(i), value, labelValueProblems(value))),
  );
}

function validateNodeField({ key, operator, values = [] }: NodeSelectorRequirement, at: FieldPath): FieldError[] {
  const here = at.child("values");
  const errors: FieldError[] = [];
  if (operator !== "In" && operator !== "NotIn") {
    errors.push(invalid(at.child("operator"), operator ?? "", "not a valid selector operator"));
  } else if (values.length !== 1) {
    errors.push(required(here, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  }
  if (key !== "metadata.name")
    return [...errors, invalid(at.child("key"), key ?? "", "not a valid field selector key")];
  return joined(
    errors,
    values.flatMap((value, i) => invalidFor(here.index(i), value, subdomainProblems(value))),
  );
}

function validateNodeTerm({ matchExpressions, matchFields }: NodeSelectorTerm, at: FieldPath): FieldError[] {
  return joined(
    (matchExpressions ?? []).flatMap((one, i) => validateNodeRequirement(one, at.child("matchExpressions").index(i))),
    (matchFields ?? []).flatMap((one, i) => validateNodeField(one, at.child("matchFields").index(i))),
  );
}

/** A choice of nodes: any of the terms. k8s.io/kubernetes pkg/apis/core/validation ValidateNodeSelector */
export function validateNodeSelector({ nodeSelectorTerms = [] }: NodeSelector, at: FieldPath): FieldError[] {
  const here = at.child("nodeSelectorTerms");
  if (nodeSelectorTerms.length === 0) return [required(here, "must have at least one node selector term")];
  return nodeSelectorTerms.flatMap((term, i) => validateNodeTerm(term, here.index(i)));
}

interface WithLabelKeys {
  readonly labelSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}

/** Keys whose values come from the pod: not in the selector already (by now they are in it once), not both ways. */
function validateLabelKeys(term: WithLabelKeys, at: FieldPath): FieldError[] {
  const { labelSelector: selector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  const named = (keys: readonly string[], here: FieldPath) => {
    if (keys.length > 0 && !selector) return [forbidden(here, "must not be specified when labelSelector is not set")];
    return keys.flatMap((key, i) => qualifiedName(here.index(i), key));
  };
  const seen = new Set(Object.keys(selector?.matchLabels ?? {}));
  const repeated = (selector?.matchExpressions ?? []).flatMap(({ key }) => {
    const i = matchLabelKeys.lastIndexOf(key);
    const again = i >= 0 && seen.has(key);
    seen.add(key);
    return again ? [invalid(at.index(i), key, "exists in both matchLabelKeys and labelSelector")] : [];
  });
  return joined(
    named(matchLabelKeys, at.child("matchLabelKeys")),
    named(mismatchLabelKeys, at.child("mismatchLabelKeys")),
    repeated,
    matchLabelKeys.flatMap((key, i) =>
      mismatchLabelKeys.includes(key)
        ? [invalid(at.child("matchLabelKeys").index(i), key, "exists in both matchLabelKeys and mismatchLabelKeys")]
        : [],
    ),
  );
}

function validatePodTerm(term: PodAffinityTerm, at: FieldPath): FieldError[] {
  const { labelSelector: selector, namespaceSelector, namespaces, topologyKey } = term;
  return joined(
    labelSelector(at.child("labelSelector"), selector),
    labelSelector(at.child("namespaceSelector"), namespaceSelector),
    (namespaces ?? []).flatMap((name) => invalidFor(at.child("namespace"), name, labelProblems(name))),
    validateLabelKeys(term, at),
    topologyKey ? [] : [required(at.child("topologyKey"), "can not be empty")],
    qualifiedName(at.child("topologyKey"), topologyKey ?? ""),
  );
}

const weight = (at: FieldPath, value: number): FieldError[] =>
  value <= 0 || value > 100 ? [invalid(at.child("weight"), value, "must be in the range 1-100")] : [];

const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

export function validateAffinity(affinity: Affinity | undefined, at: FieldPath): FieldError[] {
  if (!affinity) return [];
  const errors: FieldError[] = [];
  if (affinity.nodeAffinity) {
    const here = at.child("nodeAffinity");
    const { [REQUIRED]: must, [PREFERRED]: rather = [] } = affinity.nodeAffinity;
    if (must) errors.push(...validateNodeSelector(must, here.child(REQUIRED)));
    rather.forEach((term, i) => {
      const one = here.child(PREFERRED).index(i);
      errors.push(...weight(one, term.weight), ...validateNodeTerm(term.preference ?? {}, one.child("preference")));
    });
  }
  for (const kind of ["podAffinity", "podAntiAffinity"] as const) {
    const here = at.child(kind);
    affinity[kind]?.[REQUIRED]?.forEach((term, i) => {
      errors.push(...validatePodTerm(term, here.child(REQUIRED).index(i)));
    });
    affinity[kind]?.[PREFERRED]?.forEach((term, i) => {
      const one = here.child(PREFERRED).index(i);
      errors.push(...weight(one, term.weight), ...validatePodTerm(term.podAffinityTerm, one.child("podAffinityTerm")));
    });
  }
  return errors;
}

const ACTIONS = ["DoNotSchedule", "ScheduleAnyway"];

export function validateSpread(constraints: readonly TopologySpreadConstraint[], at: FieldPath): FieldError[] {
  return constraints.flatMap((constraint, i) => {
    const here = at.index(i);
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains, labelSelector: selector } = constraint;
    const errors = joined(
      positive(here.child("maxSkew"), maxSkew ?? 0),
      topologyKey ? [] : [required(here.child("topologyKey"), "can not be empty")],
      oneOfIfSet(here.child("whenUnsatisfiable"), whenUnsatisfiable ?? "", ACTIONS),
    );
    const again = constraints
      .slice(i + 1)
      .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable);
    if (again) {
      errors.push(duplicate(here.child("{topologyKey, whenUnsatisfiable}"), `{${topologyKey}, ${whenUnsatisfiable}}`));
    }
    if (minDomains !== undefined) {
      errors.push(...positive(here.child("minDomains"), minDomains));
      if (whenUnsatisfiable !== "DoNotSchedule") {
        const words = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
        errors.push(invalid(here.child("minDomains"), minDomains, words));
      }
    }
    return joined(
      errors,
      oneOfIfSet(here.child("nodeAffinityPolicy"), constraint.nodeAffinityPolicy, ["Honor", "Ignore"]),
      oneOfIfSet(here.child("nodeTaintsPolicy"), constraint.nodeTaintsPolicy, ["Honor", "Ignore"]),
      validateLabelKeys(constraint, here),
      labelSelector(here.child("labelSelector"), selector),
    );
  });
}

export function validateSchedulingGates(gates: PodSpec["schedulingGates"], at: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return (gates ?? []).flatMap(({ name }, i) => {
    const errors = qualifiedName(at.index(i), name);
    if (seen.has(name)) errors.push(duplicate(at.index(i), name));
    seen.add(name);
    return errors;
  });
}
