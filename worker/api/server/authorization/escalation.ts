/**
 * Nobody hands on what they do not have: roles and bindings are looked at before they are stored.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 * @see k8s.io/kubernetes pkg/registry/rbac, k8s.io/component-helpers/auth/rbac/validation
 */
import type { PolicyRule } from "../../generated/types.ts";

/** The single permissions of `wanted` that no rule of `owned` covers. */
export const uncovered = (owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] =>
  wanted.flatMap(breakDown).filter((one) => !owned.some((rule) => covers(rule, one)));

/** `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}` */
export function compactString({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts = { APIGroups: apiGroups, Resources: resources, NonResourceURLs: nonResourceURLs };
  const all = Object.entries({ ...parts, ResourceNames: resourceNames, Verbs: verbs });
  return `{${all.flatMap(([name, list]) => (list?.length ? [`${name}:${goList(list)}`] : [])).join(", ")}}`;
}

/** `["a" "b"]`: a list as Go's %q writes it. */
export const goList = (list: readonly string[]): string => `[${list.map((one) => JSON.stringify(one)).join(" ")}]`;

/** A rule as one rule for each verb of each thing. */
export function breakDown({
  apiGroups = [],
  resources = [],
  nonResourceURLs = [],
  resourceNames = [],
  verbs,
}: PolicyRule): readonly PolicyRule[] {
  const single: PolicyRule[] = [];
  for (const group of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        const one = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (resourceNames.length === 0) single.push(one);
        else for (const name of resourceNames) single.push({ ...one, resourceNames: [name] });
      }
    }
  }
  for (const url of nonResourceURLs) for (const verb of verbs) single.push({ nonResourceURLs: [url], verbs: [verb] });
  return single;
}

function covers(owner: PolicyRule, one: PolicyRule): boolean {
  const has = (list: readonly string[] | undefined, wanted: readonly string[] = []) =>
    (list ?? []).includes("*") || wanted.every((item) => (list ?? []).includes(item));
  const { resourceNames: names = [], nonResourceURLs: urls = [] } = owner;
  return (
    has(owner.verbs, one.verbs) &&
    has(owner.apiGroups, one.apiGroups) &&
    (one.resources ?? []).every((resource) => coversResource(owner.resources ?? [], resource)) &&
    (names.length === 0 || (one.resourceNames?.every((name) => names.includes(name)) ?? false)) &&
    (one.nonResourceURLs ?? []).every((url) => urls.some((given) => coversUrl(given, url)))
  );
}

function coversResource(given: readonly string[], resource: string): boolean {
  if (given.includes("*") || given.includes(resource)) return true;
  const slash = resource.indexOf("/");
  return slash >= 0 && given.includes(`*/${resource.slice(slash + 1)}`);
}

const coversUrl = (given: string, url: string): boolean =>
  given === url || (given.endsWith("*") && url.startsWith(given.replace(/\*+$/, "")));

/** Single permissions with the verbs of the same thing together; paths stay as they are. */
export function compactRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const kept: PolicyRule[] = [];
  const byThing = new Map<string, PolicyRule>();
  for (const rule of rules) {
    if (rule.nonResourceURLs) {
      kept.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
    const known = byThing.get(key);
    byThing.set(key, known ? { ...known, verbs: [...known.verbs, ...rule.verbs] } : rule);
  }
  return [...kept, ...byThing.values()];
}
