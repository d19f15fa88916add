/**
 * Who is bound to which rules, and by what.
 *
 * @see k8s.io/kubernetes pkg/registry/rbac/validation DefaultRuleResolver
 */
import type {
  ClusterRoleBindingObject,
  ClusterRoleObject,
  PolicyRule,
  RbacSubject,
  RoleBindingObject,
  RoleObject,
  RoleRef,
} from "../../generated/types.ts";
import type { Identity } from "../request.ts";

/** The roles and bindings of a cluster, as they are now. */
export interface Policy {
  clusterRole(name: string): ClusterRoleObject | undefined;
  role(namespace: string, name: string): RoleObject | undefined;
  clusterRoleBindings(): readonly ClusterRoleBindingObject[];
  roleBindings(namespace: string): readonly RoleBindingObject[];
}

/** A rule that somebody has, and the sentence about where from. */
export interface GrantedRule {
  readonly rule: PolicyRule;
  /** `ClusterRoleBinding "a" of ClusterRole "b" to User "c"` */
  readonly source: string;
}

export interface Grants {
  readonly rules: readonly GrantedRule[];
  /** Roles that bindings name and that are not there: `clusterrole.rbac.authorization.k8s.io "x" not found`. */
  readonly missing: readonly string[];
}

/** All that somebody is granted, cluster-wide ones first; in a namespace ("" for none) what is bound there too. */
export function grantsOf(policy: Policy, identity: Identity, namespace: string): Grants {
  const rules: GrantedRule[] = [];
  const missing: string[] = [];
  const take = (binding: ClusterRoleBindingObject | RoleBindingObject, within: string) => {
    const subject = (binding.subjects ?? []).find((one) => appliesTo(one, identity, within));
    if (!subject) return;
    const found = rulesOf(policy, binding.roleRef, within);
    if (typeof found === "string") missing.push(found);
    else if (found.length > 0) {
      const source = sourceOf(binding, subject, within);
      for (const rule of found) rules.push({ rule, source });
    }
  };
  for (const binding of policy.clusterRoleBindings()) take(binding, "");
  if (namespace) for (const binding of policy.roleBindings(namespace)) take(binding, namespace);
  return { rules, missing };
}

/** The rules of what a binding names, or why there are none. */
export function rulesOf(policy: Policy, { kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | string {
  if (kind !== "Role" && kind !== "ClusterRole") return `unsupported role reference kind: ${JSON.stringify(kind)}`;
  const role = kind === "Role" ? policy.role(namespace, name) : policy.clusterRole(name);
  return role
    ? (role.rules ?? [])
    : `${kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(name)} not found`;
}

function appliesTo({ kind, name, namespace }: RbacSubject, { user, groups }: Identity, within: string): boolean {
  switch (kind) {
    case "User":
      return user === name;
    case "Group":
      return groups.includes(name);
    case "ServiceAccount": {
      const home = namespace || within;
      return home !== "" && user === `system:serviceaccount:${home}:${name}`;
    }
    default:
      return false;
  }
}

function sourceOf(
  { kind, metadata, roleRef }: ClusterRoleBindingObject | RoleBindingObject,
  subject: RbacSubject,
  within: string,
): string {
  const binding = within ? `${metadata.name}/${within}` : metadata.name;
  const account = `${subject.name}/${subject.namespace || within}`;
  const whom = subject.kind === "ServiceAccount" ? account : subject.name;
  return `${kind} ${JSON.stringify(binding)} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${subject.kind} ${JSON.stringify(whom)}`;
}

/** Several errors as one. k8s.io/apimachinery util/errors Aggregate */
export function aggregate(errors: readonly string[]): string {
  const once = [...new Set(errors)];
  return once.length === 1 ? once[0]! : `[${once.join(", ")}]`;
}
