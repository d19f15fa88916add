/** The roles and bindings that every API server makes when it starts, and the way to those that there are now. */
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from "../../generated/bootstrapPolicy.ts";
import type {
  ClusterRoleBindingObject,
  ClusterRoleObject,
  PolicyRule,
  RbacSubject,
  RoleBindingObject,
  RoleObject,
} from "../../generated/types.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Store } from "../store.ts";
import { aggregatedRules } from "./aggregation.ts";
import type { Policy } from "./bindings.ts";

export const RBAC = "rbac.authorization.k8s.io";
const apiVersion = `${RBAC}/v1`;

/** What the API server puts on its own, so that it may mend them when it starts again. */
const OWN = {
  annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
  labels: { "kubernetes.io/bootstrapping": "rbac-defaults" },
};

/** k8s.io/kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy; aggregated roles hold nothing yet. */
export function bootstrapObjects(): readonly KubeObject[] {
  return [
    ...clusterRoles.map(clusterRole),
    ...clusterRoleBindings.map(([name = "", to = "", ...subjects]) =>
      binding("ClusterRoleBinding", name, to, subjects),
    ),
    ...roles.map(role),
    ...roleBindings.map(([name = "", to = "", ...subjects]) => binding("RoleBinding", name, to, subjects)),
  ];
}

/** The same objects with the rules that the controller for aggregated roles writes into them. */
export function aggregated(objects: readonly KubeObject[]): readonly KubeObject[] {
  let all = objects;
  // A role may gather from one that gathers itself: admin from edit, edit from view.
  for (let changed = true; changed; ) {
    changed = false;
    const among = all.filter(({ kind }) => kind === "ClusterRole") as readonly ClusterRoleObject[];
    all = all.map((object) => {
      const rules = object.kind === "ClusterRole" ? aggregatedRules(object as ClusterRoleObject, among) : undefined;
      if (!rules) return object;
      changed = true;
      return { ...object, rules };
    });
  }
  return all;
}

/** The rules that a node has by the node authorizer. */
export const nodeRules = (): readonly PolicyRule[] =>
  clusterRole(clusterRoles.find(([name]) => name === "system:node") ?? []).rules ?? [];

/** Roles and bindings as a store has them, in the order of their names. */
export function storedPolicy(store: Store): Policy {
  const sorted = <T>(resource: string, namespace?: string) => {
    const collection = store.collection(`${resource}.${RBAC}`);
    return collection.sortedKeys(namespace).map((key) => collection.get(key) as unknown as T);
  };
  return {
    clusterRole: (name) => store.get(`clusterroles.${RBAC}`, name) as unknown as ClusterRoleObject | undefined,
    role: (namespace, name) => store.get(`roles.${RBAC}`, `${namespace}/${name}`) as unknown as RoleObject | undefined,
    clusterRoleBindings: () => sorted<ClusterRoleBindingObject>("clusterrolebindings"),
    roleBindings: (namespace) => sorted<RoleBindingObject>("rolebindings", namespace),
  };
}

function clusterRole([name = "", into = "", from = "", ...rules]: readonly string[]): ClusterRoleObject {
  const labels = into ? { ...OWN.labels, [`${RBAC}/${into}`]: "true" } : OWN.labels;
  const clusterRoleSelectors = [{ matchLabels: { [`${RBAC}/${from}`]: "true" } }];
  return {
    apiVersion,
    kind: "ClusterRole",
    metadata: { name, ...OWN, labels },
    ...(from ? { aggregationRule: { clusterRoleSelectors } } : {}),
    ...(from ? {} : { rules: rules.map(ruleOf) }),
  };
}

const role = ([name = "", ...rules]: readonly string[]): RoleObject => ({
  apiVersion,
  kind: "Role",
  metadata: { ...placed(name), ...OWN },
  rules: rules.map(ruleOf),
});

function binding(
  kind: "ClusterRoleBinding" | "RoleBinding",
  name: string,
  to: string,
  subjects: readonly string[],
): KubeObject {
  const [roleKind = "", roleName = ""] = splitAt(to, "/");
  const object: ClusterRoleBindingObject | RoleBindingObject = {
    apiVersion,
    kind,
    metadata: { ...(kind === "RoleBinding" ? placed(name) : { name }), ...OWN },
    roleRef: { apiGroup: RBAC, kind: roleKind, name: roleName },
    ...(subjects.length > 0 ? { subjects: subjects.map(subjectOf) } : {}),
  };
  return object;
}

/** "kube-system/name" */
function placed(text: string): { readonly name: string; readonly namespace: string } {
  const [namespace, name] = splitAt(text, "/");
  return { name, namespace };
}

/** "S namespace/name", "U name", "G name" */
function subjectOf(text: string): RbacSubject {
  const [sign, whom] = splitAt(text, " ");
  if (sign === "S") return { kind: "ServiceAccount", ...placed(whom) };
  return { apiGroup: RBAC, kind: sign === "U" ? "User" : "Group", name: whom };
}

/** "verbs;groups;resources;names;urls", each with commas. */
function ruleOf(text: string): PolicyRule {
  const [verbs = "", groups, resources, names, urls] = text.split(";");
  const list = (part: string | undefined) => (part === undefined ? [] : part.split(","));
  const some = (key: keyof PolicyRule, part: string | undefined) => (part ? { [key]: list(part) } : {});
  return {
    ...(urls ? {} : { apiGroups: list(groups) }),
    ...some("nonResourceURLs", urls),
    ...some("resourceNames", names),
    ...some("resources", resources),
    verbs: list(verbs),
  };
}

function splitAt(text: string, sign: string): readonly [string, string] {
  const at = text.indexOf(sign);
  return [text.slice(0, at), text.slice(at + 1)];
}
