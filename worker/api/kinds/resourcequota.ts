import { formatQuantity, parseQuantity } from "../../base/quantity.ts";
import type { ResourceQuotaObject, ResourceQuotaSpec, ScopedResourceSelectorRequirement } from "../generated/types.ts";
import { type FieldError, type FieldPath, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { isExtended, resourceNameProblems } from "./pod/resources.ts";
import { IMMUTABLE, invalidFor } from "./rules.ts";
import { SPEC } from "./workload.ts";

const COUNTED = new Set([
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
]);
const MEASURED = ["cpu", "memory", "ephemeral-storage"];
const STANDARD = new Set([
  ...COUNTED,
  ...MEASURED,
  ...MEASURED.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  "requests.storage",
]);
const isStandard = (name: string) => STANDARD.has(name) || /^(requests\.)?hugepages-/.test(name);

const OF_PODS = new Set(["pods", ...["cpu", "memory"].flatMap((name) => [name, `limits.${name}`, `requests.${name}`])]);
const OF_CLAIMS = new Set(["persistentvolumeclaims", "requests.storage"]);

/** What each scope can be asked to count. */
const SCOPES: Readonly<Record<string, (name: string) => boolean>> = {
  Terminating: (name) => OF_PODS.has(name),
  NotTerminating: (name) => OF_PODS.has(name),
  BestEffort: (name) => name === "pods",
  NotBestEffort: (name) => OF_PODS.has(name),
  PriorityClass: (name) => OF_PODS.has(name),
  CrossNamespacePodAffinity: (name) => OF_PODS.has(name),
  VolumeAttributesClass: (name) => OF_CLAIMS.has(name),
};
const PAIRS = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
] as const;

/** The resources of a quota that count, in order. */
const counted = ({ hard }: ResourceQuotaSpec) =>
  Object.keys(hard ?? {})
    .sort()
    .filter(isStandard);

function conflicts(names: readonly string[], at: FieldPath, shown: unknown): FieldError[] {
  return PAIRS.flatMap(([one, other]) =>
    names.includes(one) && names.includes(other) ? [invalid(at, shown, "conflicting scopes")] : [],
  );
}

function validateScopes(spec: ResourceQuotaSpec): FieldError[] {
  const { scopes = [] } = spec;
  const at = SPEC.child("scopes");
  return [
    ...scopes.flatMap((scope) => [
      ...(scope in SCOPES ? [] : [invalid(at, scopes, "unsupported scope")]),
      ...counted(spec).flatMap((name) =>
        (SCOPES[scope]?.(name) ?? true) ? [] : [invalid(at, scopes, "unsupported scope applied to resource")],
      ),
    ]),
    ...conflicts(scopes, at, scopes),
  ];
}

/** Scopes that are either met or not: no values to choose from. */
const PLAIN = ["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity"];

function validateRequirement(
  { scopeName, operator, values = [] }: ScopedResourceSelectorRequirement,
  spec: ResourceQuotaSpec,
  at: FieldPath,
): FieldError[] {
  const terms = (spec.scopeSelector?.matchExpressions ?? []).map((term) => ({
    ScopeName: term.scopeName,
    Operator: term.operator,
    Values: term.values ?? null,
  }));
  const errors: FieldError[] = [];
  if (!(scopeName in SCOPES)) errors.push(invalid(at.child("scopeName"), scopeName, "unsupported scope"));
  for (const name of counted(spec)) {
    if (SCOPES[scopeName]?.(name) ?? true) continue;
    errors.push(invalid(at, { MatchExpressions: terms }, "unsupported scope applied to resource"));
  }
  if (PLAIN.includes(scopeName) && operator !== "Exists") {
    const words =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(invalid(at.child("operator"), operator, words));
  }
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0) {
      const words = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
      errors.push(required(at.child("values"), words));
    }
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0) {
      const words = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      errors.push(invalid(at.child("values"), values, words));
    }
  } else errors.push(invalid(at.child("operator"), operator, "not a valid selector operator"));
  return errors;
}

function validateScopeSelector(spec: ResourceQuotaSpec): FieldError[] {
  if (!spec.scopeSelector) return [];
  const at = SPEC.child("scopeSelector").child("matchExpressions");
  const terms = spec.scopeSelector.matchExpressions ?? [];
  return [
    ...terms.flatMap((term) => validateRequirement(term, spec, at)),
    ...conflicts(
      terms.map(({ scopeName }) => scopeName),
      at,
      spec.scopes ?? null,
    ),
  ];
}

function validateHard(name: string, text: string): FieldError[] {
  const at = SPEC.child("hard").key(name);
  const quantity = parseQuantity(String(text));
  const shown = formatQuantity(quantity);
  const whole = quantity.nanos % 10n ** 9n === 0n;
  return [
    ...invalidFor(at, name, resourceNameProblems(name)),
    ...(name.includes("/") || isStandard(name) ? [] : [invalid(at, name, "must be a standard resource for quota")]),
    ...(quantity.nanos < 0n ? [invalid(at, shown, "must be greater than or equal to 0")] : []),
    ...((COUNTED.has(name) || isExtended(name)) && !whole ? [invalid(at, shown, "must be an integer")] : []),
  ];
}

const usage = ({ status }: ResourceQuotaObject, limits: boolean): string =>
  Object.keys(status?.hard ?? {})
    .sort()
    .filter((name) => name.startsWith("limits.") === limits)
    .map((name) => `${name}: ${status!.used?.[name] ?? "0"}/${status!.hard![name]}`)
    .join(", ");

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/resource-quota-v1/ */
export const ResourceQuota = defineKind<ResourceQuotaObject>({
  group: "",
  version: "v1",
  kind: "ResourceQuota",
  plural: "resourcequotas",
  shortNames: ["quota"],
  namespaced: true,
  subresources: ["status"],
  schema: "ResourceQuota",
  withoutGeneration: true,
  prepareCreate(quota) {
    quota.status = {};
  },
  validate: ({ spec = {} }) => [
    ...Object.keys(spec.hard ?? {})
      .sort()
      .flatMap((name) => validateHard(name, spec.hard![name]!)),
    ...validateScopes(spec),
    ...validateScopeSelector(spec),
  ],
  validateUpdate({ spec = {} }, old) {
    const scopes = (one: ResourceQuotaSpec = {}) => [...new Set(one.scopes ?? [])].sort().join();
    return scopes(spec) === scopes(old.spec) ? [] : [invalid(SPEC.child("scopes"), spec.scopes ?? null, IMMUTABLE)];
  },
  columns: [
    nameColumn,
    { name: "Request", cell: (quota) => usage(quota, false) },
    { name: "Limit", cell: (quota) => usage(quota, true) },
    ageColumn,
  ],
});
