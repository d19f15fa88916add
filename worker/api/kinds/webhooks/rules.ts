/**
 * Which requests a webhook or an admission policy asks for.
 *
 * @see k8s.io/kubernetes pkg/apis/admissionregistration/validation
 */
import type { MatchCondition, RuleWithOperations } from "../../generated/types.ts";
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalid,
  notSupported,
  required,
  tooMany,
} from "../../machinery/field.ts";
import type { Draft } from "../../machinery/object.ts";
import { oneOfIfSet, qualifiedName } from "../rules.ts";

export const ADMISSION_REGISTRATION = "admissionregistration.k8s.io";

export const FAILURE_POLICIES = ["Fail", "Ignore"];
export const MATCH_POLICIES = ["Equivalent", "Exact"];

const OPERATIONS = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const SCOPES = ["*", "Cluster", "Namespaced"];
const MOST_CONDITIONS = 64;

export function defaultRules(rules: Draft<RuleWithOperations>[] | undefined): void {
  for (const rule of rules ?? []) rule.scope ??= "*";
}

export function validateRule(rule: RuleWithOperations, at: FieldPath): FieldError[] {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  const alone = (field: string, list: readonly string[], others: string) =>
    list.length > 1 && list.includes("*")
      ? [invalid(at.child(field), list, `if '*' is present, must not specify other ${others}`)]
      : [];
  const some = (field: string, list: readonly string[]) => (list.length > 0 ? [] : [required(at.child(field))]);
  return [
    ...some("operations", operations),
    ...alone("operations", operations, "operations"),
    ...operations.flatMap((operation, i) =>
      OPERATIONS.includes(operation) ? [] : [notSupported(at.child("operations").index(i), operation, OPERATIONS)],
    ),
    ...some("apiGroups", apiGroups),
    ...alone("apiGroups", apiGroups, "API groups"),
    ...some("apiVersions", apiVersions),
    ...alone("apiVersions", apiVersions, "API versions"),
    ...apiVersions.flatMap((version, i) => (version ? [] : [required(at.child("apiVersions").index(i))])),
    ...validateResources(resources, at.child("resources")),
    ...oneOfIfSet(at.child("scope"), scope, SCOPES),
  ];
}

/** "pods", "pods/log", "pods/*", "*": none may be said twice by way of a wildcard. */
function validateResources(resources: readonly string[], at: FieldPath): FieldError[] {
  const errors: FieldError[] = resources.length > 0 ? [] : [required(at)];
  const allOf = new Set<string>();
  const ofAll = new Set<string>();
  let plain = false;
  resources.forEach((text, i) => {
    if (!text) {
      errors.push(required(at.index(i)));
      return;
    }
    const slash = text.indexOf("/");
    if (slash < 0) {
      plain = text !== "*";
      return;
    }
    const [resource, subresource] = [text.slice(0, slash), text.slice(slash + 1)];
    const refuse = (pattern: string) =>
      errors.push(invalid(at.index(i), text, `if '${pattern}' is present, must not specify ${text}`));
    if (allOf.has(resource)) refuse(`${resource}/*`);
    if (ofAll.has(subresource)) refuse(`*/${subresource}`);
    if (subresource === "*") allOf.add(resource);
    if (resource === "*") ofAll.add(subresource);
  });
  if (resources.length > 1 && resources.includes("*/*")) {
    errors.push(invalid(at, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes("*") && plain) {
    errors.push(invalid(at, resources, "if '*' is present, must not specify other resources without subresources"));
  }
  return errors;
}

/** Names and presence of expressions; what an expression says is found out when it is evaluated. */
export function validateConditions(conditions: readonly MatchCondition[] | undefined, at: FieldPath): FieldError[] {
  const names = new Set<string>();
  const list = conditions ?? [];
  return [
    ...(list.length > MOST_CONDITIONS ? [tooMany(at, list.length, MOST_CONDITIONS)] : []),
    ...list.flatMap(({ name, expression }, i) => {
      const here = at.index(i);
      const again = name && names.has(name);
      names.add(name);
      return [
        ...(expression?.trim() ? [] : [required(here.child("expression"))]),
        ...(name ? qualifiedName(here.child("name"), name) : [required(here.child("name"))]),
        ...(again ? [duplicate(here.child("name"), name)] : []),
      ];
    }),
  ];
}
