/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
import { describe, expect, test } from "vitest";
import type { PolicyRule, RbacSubject } from "../../../../../worker/api/generated/types.ts";
import type { Attributes } from "../../../../../worker/api/server/authorization/attributes.ts";
import type { Policy } from "../../../../../worker/api/server/authorization/bindings.ts";
import { Evaluator } from "../../../../../worker/api/server/authorization/evaluator.ts";
import { ruleAllows } from "../../../../../worker/api/server/authorization/rules.ts";

const RBAC = "rbac.authorization.k8s.io";
const apiVersion = `${RBAC}/v1`;
const everything: PolicyRule = { verbs: ["*"], apiGroups: ["*"], resources: ["*"] };
const podReader: PolicyRule = { verbs: ["get", "list"], apiGroups: [""], resources: ["pods"] };

const get = (resource: string, more: Partial<Attributes> = {}): Attributes =>
  ({ verb: "get", group: "", resource, ...more }) as Attributes;

describe("a rule allows a request", () => {
  test.each<{ says: string; rule: PolicyRule; asks: Attributes; allowed: boolean }>([
    { says: "of its verb, group and resource", rule: podReader, asks: get("pods"), allowed: true },
    { says: "not of another verb", rule: podReader, asks: get("pods", { verb: "watch" }), allowed: false },
    { says: "not of another group", rule: podReader, asks: get("pods", { group: "metrics.k8s.io" }), allowed: false },
    { says: "not for a subresource", rule: podReader, asks: get("pods", { subresource: "log" }), allowed: false },
    {
      says: "for the subresource it names",
      rule: { ...podReader, resources: ["pods/log"] },
      asks: get("pods", { subresource: "log" }),
      allowed: true,
    },
    {
      says: "for a subresource of everything",
      rule: { ...podReader, resources: ["*/scale"] },
      asks: get("widgets", { subresource: "scale" }),
      allowed: true,
    },
    {
      says: "*/scale is not for the resource itself",
      rule: { ...podReader, resources: ["*/scale"] },
      asks: get("widgets"),
      allowed: false,
    },
    { says: "* is for subresources too", rule: everything, asks: get("pods", { subresource: "exec" }), allowed: true },
    { says: "* is for every group", rule: everything, asks: get("x", { group: "y.z" }), allowed: true },
    {
      says: "of the name it names",
      rule: { ...podReader, resourceNames: ["a"] },
      asks: get("pods", { name: "a" }),
      allowed: true,
    },
    {
      says: "not of another name",
      rule: { ...podReader, resourceNames: ["a"] },
      asks: get("pods", { name: "b" }),
      allowed: false,
    },
    {
      says: "not without a name, where it names some",
      rule: { ...podReader, resourceNames: ["a"] },
      asks: get("pods", { verb: "list" }),
      allowed: false,
    },
    {
      says: "for a path",
      rule: { verbs: ["get"], nonResourceURLs: ["/healthz"] },
      asks: { verb: "get", path: "/healthz" },
      allowed: true,
    },
    {
      says: "for paths below",
      rule: { verbs: ["get"], nonResourceURLs: ["/api/*"] },
      asks: { verb: "get", path: "/api/v1" },
      allowed: true,
    },
    {
      says: "not for the path above",
      rule: { verbs: ["get"], nonResourceURLs: ["/api/*"] },
      asks: { verb: "get", path: "/api" },
      allowed: false,
    },
    { says: "resources are no paths", rule: everything, asks: { verb: "get", path: "/healthz" }, allowed: false },
  ])("$says: $allowed", ({ rule, asks, allowed }) => {
    expect(ruleAllows(rule, asks)).toBe(allowed);
  });
});

/** One binding of everything, in the cluster or in "shop". */
function bound(subject: RbacSubject, { namespace = "", to = "r" } = {}): Evaluator {
  const ref = { apiGroup: RBAC, kind: namespace ? "Role" : "ClusterRole", name: to };
  const binding = (kind: string) => ({
    apiVersion,
    kind,
    metadata: { name: "b", namespace },
    roleRef: ref,
    subjects: [subject],
  });
  const policy: Policy = {
    clusterRole: (name) =>
      name === "r" ? { apiVersion, kind: "ClusterRole", metadata: { name }, rules: [podReader] } : undefined,
    role: (home, name) =>
      name === "r" && home === namespace
        ? { apiVersion, kind: "Role", metadata: { name, namespace: home }, rules: [podReader] }
        : undefined,
    clusterRoleBindings: () => (namespace ? [] : [binding("ClusterRoleBinding")]),
    roleBindings: (home) => (home === namespace ? [binding("RoleBinding")] : []),
  };
  return new Evaluator(policy, { rules: [], podsOn: () => [], object: () => undefined });
}

const user = (name: string): RbacSubject => ({ kind: "User", apiGroup: RBAC, name });
const ann = { user: "ann", groups: ["devs", "system:authenticated"] };
const robot = { user: "system:serviceaccount:shop:robot", groups: ["system:serviceaccounts"] };
const inShop = get("pods", { namespace: "shop" } as Partial<Attributes>);

describe("a binding", () => {
  test("of the cluster allows in every namespace and says which one it is", () => {
    expect(bound(user("ann")).decide(ann, inShop)).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by ClusterRoleBinding "b" of ClusterRole "r" to User "ann"',
    });
  });
  test("of a namespace allows there, and nowhere else", () => {
    const evaluator = bound(user("ann"), { namespace: "shop" });
    expect(evaluator.decide(ann, inShop)).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "b/shop" of Role "r" to User "ann"',
    });
    expect(evaluator.decide(ann, get("pods")).allowed).toBe(false);
    expect(evaluator.decide(ann, get("pods", { namespace: "bank" } as Partial<Attributes>)).allowed).toBe(false);
  });
  test("names users, groups and service accounts", () => {
    expect(bound(user("bob")).decide(ann, inShop).allowed).toBe(false);
    expect(bound({ kind: "Group", name: "devs" }).decide(ann, inShop).reason).toContain('to Group "devs"');
    const account = { kind: "ServiceAccount", name: "robot", namespace: "shop" };
    expect(bound(account).decide(robot, inShop).reason).toContain('to ServiceAccount "robot/shop"');
    expect(bound({ ...account, namespace: "bank" }).decide(robot, inShop).allowed).toBe(false);
  });
  test("to a role that is not there says so", () => {
    expect(bound(user("ann"), { to: "gone" }).decide(ann, inShop)).toEqual({
      allowed: false,
      reason: 'RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found',
    });
  });
});

test("system:masters may do everything", () => {
  expect(bound(user("x")).decide({ user: "root", groups: ["system:masters"] }, inShop).allowed).toBe(true);
});

describe("a node", () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "shop" },
    spec: {
      nodeName: "one",
      serviceAccountName: "robot",
      containers: [{ name: "c", envFrom: [{ configMapRef: { name: "settings" } }] }],
      volumes: [{ name: "v", secret: { secretName: "keys" } }],
    },
  };
  const evaluator = new Evaluator(bound(user("x")).policy, {
    rules: [{ verbs: ["get", "list", "watch"], apiGroups: [""], resources: ["services"] }],
    podsOn: (node) => (node === "one" ? [pod] : []),
    object: (resource, key) => (resource === "pods" && key === "shop/web" ? pod : undefined),
  });
  const node = (name: string) => ({ user: `system:node:${name}`, groups: ["system:nodes"] });
  const unrelated = (name: string) => `no relationship found between node '${name}' and this object`;
  test.each<{ says: string; on: string; asks: Attributes; reason?: string }>([
    { says: "reads Services", on: "one", asks: get("services", { verb: "list" }) },
    {
      says: "reads a Secret that its pods mount",
      on: "one",
      asks: get("secrets", { namespace: "shop", name: "keys" } as object),
    },
    {
      says: "reads no Secret of another node's pods",
      on: "two",
      asks: get("secrets", { namespace: "shop", name: "keys" } as object),
      reason: unrelated("two"),
    },
    {
      says: "reads a ConfigMap that its pods take variables from",
      on: "one",
      asks: get("configmaps", { namespace: "shop", name: "settings" } as object),
    },
    {
      says: "reads no other Secret",
      on: "one",
      asks: get("secrets", { namespace: "shop", name: "other" } as object),
      reason: unrelated("one"),
    },
    {
      says: "does not list Secrets",
      on: "one",
      asks: get("secrets", { verb: "list", namespace: "shop" } as object),
      reason: "No Object name found",
    },
    {
      says: "writes no Secret",
      on: "one",
      asks: get("secrets", { verb: "update", namespace: "shop", name: "keys" } as object),
      reason: "can only read resources of this type",
    },
    {
      says: "asks for its pods' tokens",
      on: "one",
      asks: {
        verb: "create",
        group: "",
        resource: "serviceaccounts",
        subresource: "token",
        namespace: "shop",
        name: "robot",
      },
    },
    { says: "reads its own Node", on: "one", asks: get("nodes", { name: "one" } as object) },
    {
      says: "reads no other Node",
      on: "one",
      asks: get("nodes", { name: "two" } as object),
      reason: "node 'one' cannot read 'two', only its own Node object",
    },
    {
      says: "lists the pods bound to it",
      on: "one",
      asks: get("pods", { verb: "list", fields: "spec.nodeName=one" } as object),
    },
    {
      says: "does not list all pods",
      on: "one",
      asks: get("pods", { verb: "list" }),
      reason: "can only list/watch pods with spec.nodeName field selector",
    },
    {
      says: "renews its lease",
      on: "one",
      asks: {
        verb: "update",
        group: "coordination.k8s.io",
        resource: "leases",
        namespace: "kube-node-lease",
        name: "one",
      },
    },
    {
      says: "touches no other lease",
      on: "one",
      asks: {
        verb: "update",
        group: "coordination.k8s.io",
        resource: "leases",
        namespace: "kube-node-lease",
        name: "two",
      },
      reason: "can only access node lease with the same name as the requesting node",
    },
    {
      says: "deploys nothing",
      on: "one",
      asks: { verb: "create", group: "apps", resource: "deployments", namespace: "shop" },
      reason: "",
    },
  ])("$says", ({ on, asks, reason }) => {
    expect(evaluator.decide(node(on), asks)).toEqual({ allowed: reason === undefined, reason: reason ?? "" });
  });
});
