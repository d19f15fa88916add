/**
 * Whether a rule of a role allows a request.
 *
 * @see k8s.io/kubernetes plugin/pkg/auth/authorizer/rbac RuleAllows, pkg/apis/rbac/v1 evaluation_helpers.go
 */
import type { PolicyRule } from "../../generated/types.ts";
import { type Attributes, isPath } from "./attributes.ts";

const ALL = "*";
const NONE: readonly string[] = [];

export const ruleAllows = (rule: PolicyRule, attributes: Attributes): boolean =>
  allowsSomething(rule, attributes) && (isPath(attributes) || namesMatch(rule, attributes.name ?? ""));

/** Whether a rule allows the request for some object at least, whatever the one asked for is called. */
export function allowsSomething(rule: PolicyRule, attributes: Attributes): boolean {
  const { verbs, apiGroups = NONE, resources = NONE, nonResourceURLs = NONE } = rule;
  if (!hasOrAll(verbs, attributes.verb)) return false;
  if (isPath(attributes)) return nonResourceURLs.some((url) => urlMatches(url, attributes.path));
  const { group, resource, subresource } = attributes;
  return hasOrAll(apiGroups, group) && resources.some((one) => resourceMatches(one, resource, subresource));
}

/** A rule that names objects allows only these; a request without a name is for none of them. */
export const namesMatch = ({ resourceNames = NONE }: PolicyRule, name: string): boolean =>
  resourceNames.length === 0 || resourceNames.includes(name);

const hasOrAll = (list: readonly string[], one: string): boolean => list.includes(one) || list.includes(ALL);

function resourceMatches(given: string, resource: string, subresource: string | undefined): boolean {
  if (given === ALL) return true;
  if (!subresource) return given === resource;
  return given === `${resource}/${subresource}` || given === `*/${subresource}`;
}

const urlMatches = (given: string, path: string): boolean =>
  given === ALL || given === path || (given.endsWith(ALL) && path.startsWith(given.replace(/\*+$/, "")));
