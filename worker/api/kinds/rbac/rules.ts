/**
 * What roles and bindings of a namespace and of the cluster have in common.
 *
 * @see k8s.io/kubernetes pkg/apis/rbac/validation
 */
import type { PolicyRule, RbacSubject, RoleRef } from "../../generated/types.ts";
import { type FieldError, type FieldPath, fieldPath, invalid, notSupported, required } from "../../machinery/field.ts";
import type { Column } from "../../machinery/kind.ts";
import type { Draft, KubeObject } from "../../machinery/object.ts";
import { deepEqual } from "../../machinery/values.ts";
import { ageColumn, nameColumn } from "../columns.ts";
import { dnsSubdomain, invalidFor, pathSegmentProblems } from "../rules.ts";

export const RBAC = "rbac.authorization.k8s.io";

const SUBJECT_KINDS = ["ServiceAccount", "User", "Group"];

/** Every rule of a role. Rules of a namespace cannot speak of paths that are no resources. */
export function validateRules(rules: readonly PolicyRule[] | undefined, namespaced: boolean): FieldError[] {
  return (rules ?? []).flatMap((rule, i) => validateRule(rule, namespaced, fieldPath("rules").index(i)));
}

function validateRule(rule: PolicyRule, namespaced: boolean, at: FieldPath): FieldError[] {
  const { verbs, nonResourceURLs: urls, apiGroups, resources, resourceNames } = rule;
  const errors = verbs?.length ? [] : [required(at.child("verbs"), "verbs must contain at least one value")];
  if (urls?.length) {
    const here = at.child("nonResourceURLs");
    if (namespaced) errors.push(invalid(here, urls, "namespaced rules cannot apply to non-resource URLs"));
    if (apiGroups?.length || resources?.length || resourceNames?.length) {
      errors.push(invalid(here, urls, "rules cannot apply to both regular resources and non-resource URLs"));
    }
    return errors;
  }
  if (!apiGroups?.length)
    errors.push(required(at.child("apiGroups"), "resource rules must supply at least one api group"));
  if (!resources?.length)
    errors.push(required(at.child("resources"), "resource rules must supply at least one resource"));
  return errors;
}

interface BindingView extends KubeObject {
  readonly roleRef: RoleRef;
  readonly subjects?: readonly RbacSubject[];
}

export function defaultBinding(draft: Draft<BindingView>): void {
  draft.roleRef ??= { kind: "", name: "" };
  draft.roleRef.apiGroup ||= RBAC;
  for (const subject of draft.subjects ?? []) {
    if (!subject.apiGroup && (subject.kind === "User" || subject.kind === "Group")) subject.apiGroup = RBAC;
  }
}

export function validateBinding({ roleRef, subjects }: BindingView, namespaced: boolean): FieldError[] {
  const at = fieldPath("roleRef");
  const { apiGroup = "", kind, name } = roleRef;
  const kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
  return [
    ...(apiGroup === RBAC ? [] : [notSupported(at.child("apiGroup"), apiGroup, [RBAC])]),
    ...(kinds.includes(kind) ? [] : [notSupported(at.child("kind"), kind, kinds)]),
    ...(name ? invalidFor(at.child("name"), name, pathSegmentProblems(name)) : [required(at.child("name"))]),
    ...(subjects ?? []).flatMap((subject, i) => validateSubject(subject, namespaced, fieldPath("subjects").index(i))),
  ];
}

function validateSubject(subject: RbacSubject, namespaced: boolean, at: FieldPath): FieldError[] {
  const { kind, name, namespace, apiGroup = "" } = subject;
  const errors = name ? [] : [required(at.child("name"))];
  if (!SUBJECT_KINDS.includes(kind)) return [...errors, notSupported(at.child("kind"), kind, SUBJECT_KINDS)];
  const group = kind === "ServiceAccount" ? "" : RBAC;
  if (kind === "ServiceAccount" && name) errors.push(...dnsSubdomain(at.child("name"), name));
  if (apiGroup !== group) errors.push(notSupported(at.child("apiGroup"), apiGroup, [group]));
  if (kind === "ServiceAccount" && !namespaced && !namespace) errors.push(required(at.child("namespace")));
  return errors;
}

/** Who is bound may change, to what may not. */
export function validateBindingUpdate({ roleRef }: BindingView, old: BindingView): FieldError[] {
  if (deepEqual(roleRef, old.roleRef)) return [];
  const { apiGroup, kind, name } = roleRef;
  return [invalid(fieldPath("roleRef"), { APIGroup: apiGroup, Kind: kind, Name: name }, "cannot change roleRef")];
}

/** Objects that no printer is written for show when they were made. k8s.io/apiserver registry/rest DefaultTableConvertor */
export const plainColumns: readonly Column<KubeObject>[] = [
  nameColumn,
  { name: "Created At", type: "date", cell: ({ metadata }) => metadata.creationTimestamp ?? "" },
];

const namesOf =
  (kind: string) =>
  ({ subjects = [] }: BindingView) =>
    subjects
      .filter((subject) => subject.kind === kind)
      .map(({ name, namespace }) => (kind === "ServiceAccount" ? `${namespace ?? ""}/${name}` : name))
      .join(", ");

export const bindingColumns: readonly Column<BindingView>[] = [
  nameColumn,
  { name: "Role", cell: ({ roleRef }) => `${roleRef.kind}/${roleRef.name}` },
  ageColumn,
  { name: "Users", wide: true, cell: namesOf("User") },
  { name: "Groups", wide: true, cell: namesOf("Group") },
  { name: "ServiceAccounts", wide: true, cell: namesOf("ServiceAccount") },
];
