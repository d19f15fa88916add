import type {
  ClusterRoleBindingObject,
  ClusterRoleObject,
  PolicyRule,
  RoleBindingObject,
} from "../../generated/types.ts";
import { failure, forbiddenRequest } from "../../machinery/failures.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { deepEqual } from "../../machinery/values.ts";
import type { AdmissionContext, Identity } from "../request.ts";
import { MASTERS, resourceRequest } from "./attributes.ts";
import { aggregate, rulesOf } from "./bindings.ts";
import { compactRules, compactString, goList, uncovered } from "./escalation.ts";
import type { Evaluator } from "./evaluator.ts";

type RoleLike = KubeObject & Pick<ClusterRoleObject, "rules" | "aggregationRule">;
type BindingLike = KubeObject & Pick<RoleBindingObject, "roleRef">;

const EVERYTHING: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/** Refuses a role or binding that hands on more than its author has. @throws StatusError Forbidden */
export function refuseEscalation(
  evaluator: Evaluator,
  object: KubeObject,
  old: KubeObject | undefined,
  { kind, request: { by } }: Pick<AdmissionContext, "kind" | "request">,
): void {
  if (by.groups.includes(MASTERS) || (old && onlyForCollection(object, old))) return;
  if (kind.kind.endsWith("Binding")) refuseBinding(evaluator, object as BindingLike, kind, by);
  else refuseRole(evaluator, object as RoleLike, old as RoleLike | undefined, kind, by);
}

function refuseRole(
  evaluator: Evaluator,
  role: RoleLike,
  old: RoleLike | undefined,
  kind: AdmissionContext["kind"],
  by: Identity,
): void {
  const { name, namespace = "" } = role.metadata;
  // The name is not part of a request that creates.
  const asked = resourceRequest("escalate", kind, { namespace, ...(old ? { name } : {}) });
  if (evaluator.decide(by, asked).allowed) return;
  const why = missingRights(evaluator, role.rules ?? [], namespace, by);
  if (why !== undefined) throw forbiddenRequest(kind, name, why);
  const aggregates = [role, old].some((one) => (one?.aggregationRule?.clusterRoleSelectors ?? []).length > 0);
  if (aggregates && missingRights(evaluator, EVERYTHING, namespace, by) !== undefined) {
    throw forbiddenRequest(kind, name, "must have cluster-admin privileges to use the aggregationRule");
  }
}

function refuseBinding(evaluator: Evaluator, binding: BindingLike, kind: AdmissionContext["kind"], by: Identity): void {
  const { roleRef, metadata } = binding as RoleBindingObject | ClusterRoleBindingObject;
  const { namespace = "" } = metadata;
  const { apiGroup: group, kind: roleKind, name } = roleRef;
  const plural = roleKind === "ClusterRole" ? "clusterroles" : roleKind === "Role" ? "roles" : undefined;
  // What is wrong with another kind is for validation to say.
  if (!plural) return;
  if (evaluator.decide(by, resourceRequest("bind", { group: group ?? "", plural }, { namespace, name })).allowed)
    return;
  const rules = rulesOf(evaluator.policy, roleRef, namespace);
  if (typeof rules === "string") {
    throw failure(404, "NotFound", rules, { name, group: group ?? "", kind: roleKind.toLowerCase() });
  }
  const why = missingRights(evaluator, rules, namespace, by);
  if (why !== undefined) throw forbiddenRequest(kind, metadata.name, why);
}

/** What the author lacks of these rules, in words; undefined when nothing. */
export function missingRights(
  evaluator: Evaluator,
  rules: readonly PolicyRule[],
  namespace: string,
  by: Identity,
): string | undefined {
  const { rules: granted, missing: unresolved } = evaluator.grants(by, namespace);
  const lacking = uncovered(
    granted.map(({ rule }) => rule),
    rules,
  );
  if (lacking.length === 0) return undefined;
  const lines = [...new Set(compactRules(lacking).map(compactString))].sort().join("\n");
  const who = `user ${JSON.stringify(by.user)} (groups=${goList(by.groups)})`;
  const errors = unresolved.length > 0 ? `; resolution errors: [${aggregate(unresolved)}]` : "";
  return `${who} is attempting to grant RBAC permissions not currently held:\n${lines}${errors}`;
}

/** Owners and finalizers may change, so that a deletion can go on. k8s.io/kubernetes pkg/registry/rbac IsOnlyMutatingGCFields */
function onlyForCollection(object: KubeObject, old: KubeObject): boolean {
  const rest = ({ metadata, ...others }: KubeObject) => {
    const { ownerReferences: _, finalizers: __, ...kept } = metadata;
    return { ...others, metadata: kept };
  };
  return deepEqual(rest(object), rest(old));
}
