/** Roles, bindings, pods and requests that the real authorizers and ours judge. */
import type { PodObject, PolicyRule, RbacSubject } from "../../../../worker/api/generated/types.ts";
import type { KubeObject } from "../../../../worker/api/index.ts";
import type { Attributes } from "../../../../worker/api/server/authorization/attributes.ts";
import { aggregated, bootstrapObjects } from "../../../../worker/api/server/authorization/policy.ts";
import type { Identity } from "../../../../worker/api/server/request.ts";
import { objects as kindObjects } from "../../../../worker/profiles/policy/kind.ts";
import { group, user } from "../../../../worker/profiles/policy/roles.ts";

const GROUP = "rbac.authorization.k8s.io";
const apiVersion = `${GROUP}/v1`;

const role = (name: string, rules: readonly PolicyRule[], namespace?: string): KubeObject & { rules: unknown } => ({
  apiVersion,
  kind: namespace ? "Role" : "ClusterRole",
  metadata: { name, ...(namespace ? { namespace } : {}) },
  rules,
});
const bind = (name: string, to: string, subjects: readonly RbacSubject[], namespace?: string) => {
  const [kind, roleName] = to.split("/");
  return {
    apiVersion,
    kind: namespace ? "RoleBinding" : "ClusterRoleBinding",
    metadata: { name, ...(namespace ? { namespace } : {}) },
    roleRef: { apiGroup: GROUP, kind: kind!, name: roleName! },
    subjects,
  };
};
const account = (namespace: string, name: string): RbacSubject => ({ kind: "ServiceAccount", name, namespace });

const own: readonly KubeObject[] = [
  role("named", [{ verbs: ["get", "update"], apiGroups: [""], resources: ["configmaps"], resourceNames: ["a", "b"] }]),
  role("scaler", [{ verbs: ["*"], apiGroups: ["apps", "example.com"], resources: ["*/scale", "deployments"] }]),
  role("paths", [{ verbs: ["get", "post"], nonResourceURLs: ["/metrics", "/logs/*", "/debug*"] }]),
  role("hander", [
    { verbs: ["escalate"], apiGroups: [GROUP], resources: ["roles"] },
    { verbs: ["bind"], apiGroups: [GROUP], resources: ["clusterroles"], resourceNames: ["view"] },
  ]),
  role(
    "local",
    [{ verbs: ["list", "get"], apiGroups: ["", "batch"], resources: ["pods", "jobs", "pods/log"] }],
    "shop",
  ),
  bind("named", "ClusterRole/named", [user("ned")]),
  bind("scaler", "ClusterRole/scaler", [group("scalers"), account("shop", "robot")]),
  bind("paths", "ClusterRole/paths", [user("pia")]),
  bind("lost", "ClusterRole/gone", [user("lou")]),
  bind("local", "Role/local", [user("lou"), account("", "robot"), account("bank", "teller")], "shop"),
  bind("lost", "Role/gone", [user("lou")], "shop"),
  bind("edit", "ClusterRole/edit", [group("devs")], "shop"),
  bind("admin", "ClusterRole/admin", [user("ada")], "shop"),
  bind("view", "ClusterRole/view", [user("vic")]),
  bind("hander", "ClusterRole/hander", [user("ada")]),
];

const all = aggregated([...bootstrapObjects(), ...kindObjects, ...own]);
const of = (kind: string) => all.filter((one) => one.kind === kind);

const service = (namespace: string, name: string): Identity => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
});
const person = (name: string, ...groups: string[]): Identity => ({
  user: name,
  groups: [...groups, "system:authenticated"],
});

export const identities: readonly Identity[] = [
  person("ned"),
  person("pia"),
  person("lou"),
  person("dev", "devs"),
  person("ada"),
  person("vic"),
  person("sam", "scalers"),
  person("root", "system:masters"),
  person("kubernetes-admin", "kubeadm:cluster-admins"),
  { user: "system:anonymous", groups: ["system:unauthenticated"] },
  service("shop", "robot"),
  service("bank", "teller"),
  service("kube-system", "coredns"),
  service("kube-system", "kindnet"),
  service("kube-system", "kube-proxy"),
  service("kube-system", "deployment-controller"),
  service("kube-system", "generic-garbage-collector"),
  person("system:kube-scheduler"),
  person("system:kube-controller-manager"),
  person("system:node:one", "system:nodes"),
  person("system:node:two", "system:nodes"),
  person("system:node:none"),
];

export const pods: readonly PodObject[] = ["one", "two"].map((nodeName) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: `on-${nodeName}`, namespace: "shop", uid: nodeName },
  spec: {
    nodeName,
    serviceAccountName: `sa-${nodeName}`,
    imagePullSecrets: [{ name: `pull-${nodeName}` }],
    containers: [
      {
        name: "c",
        envFrom: [{ configMapRef: { name: `cm-${nodeName}` } }],
        env: [{ name: "X", valueFrom: { secretKeyRef: { name: `env-${nodeName}`, key: "x" } } }],
      },
    ],
    volumes: [
      { name: "s", secret: { secretName: `vol-${nodeName}` } },
      { name: "p", persistentVolumeClaim: { claimName: `claim-${nodeName}` } },
    ],
  },
}));

const RESOURCES: readonly (readonly [group: string, resource: string, names?: string])[] = [
  ["", "pods", "on-one"],
  ["", "pods/log", "on-one"],
  ["", "pods/exec", "web"],
  ["", "pods/status", "on-one"],
  ["", "pods/eviction", "on-two"],
  ["", "configmaps", "a,cm-one,other"],
  ["", "secrets", "env-one,vol-two,pull-one"],
  ["", "serviceaccounts", "sa-one"],
  ["", "serviceaccounts/token", "sa-one,sa-two"],
  ["", "services"],
  ["", "nodes", "one,two"],
  ["", "nodes/status", "one"],
  ["", "namespaces", "shop"],
  ["", "persistentvolumeclaims", "claim-one"],
  ["", "events"],
  ["apps", "deployments", "web"],
  ["apps", "deployments/scale", "web"],
  ["example.com", "widgets/scale", "w"],
  ["batch", "jobs"],
  ["networking.k8s.io", "networkpolicies"],
  ["discovery.k8s.io", "endpointslices"],
  ["coordination.k8s.io", "leases", "one,kube-scheduler"],
  [GROUP, "clusterroles", "view,admin"],
  [GROUP, "roles", "r"],
  ["authorization.k8s.io", "selfsubjectaccessreviews"],
  ["unheard.of", "things", "t"],
];
const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "impersonate", "bind", "escalate"];
const PATHS = ["/", "/healthz", "/version/", "/api", "/api/v1", "/metrics", "/logs/x", "/debugger", "/openapi/v2"];

export interface Asked {
  readonly by: number;
  readonly attributes: Attributes;
}

export const requests: readonly Asked[] = identities.flatMap((_, by) => [
  ...RESOURCES.flatMap(([group, full, names = ""]) => {
    const [resource = "", subresource = ""] = full.split("/");
    return VERBS.flatMap((verb) =>
      ["", "shop", "kube-node-lease"].flatMap((namespace) =>
        ["", ...names.split(",").filter(Boolean)].map(
          (name): Asked => ({ by, attributes: { verb, group, resource, subresource, namespace, name } }),
        ),
      ),
    );
  }),
  ...["list", "watch"].map(
    (verb): Asked => ({ by, attributes: { verb, group: "", resource: "pods", fields: "spec.nodeName=one" } }),
  ),
  ...PATHS.flatMap((path) => ["get", "post"].map((verb): Asked => ({ by, attributes: { verb, path } }))),
]);

const rule = (verbs: string, apiGroups: string, resources: string, names = ""): PolicyRule => ({
  verbs: verbs.split(","),
  apiGroups: apiGroups.split(","),
  resources: resources.split(","),
  ...(names ? { resourceNames: names.split(",") } : {}),
});

const HANDED: readonly (readonly PolicyRule[])[] = [
  [rule("get", "", "pods")],
  [rule("get,list,watch", "", "pods,services"), rule("create", "apps", "deployments")],
  [rule("*", "*", "*"), { verbs: ["*"], nonResourceURLs: ["*"] }],
  [rule("get", "", "configmaps", "a,c")],
  [rule("update,get", "apps", "deployments/scale,daemonsets/scale")],
  [{ verbs: ["get", "put"], nonResourceURLs: ["/logs/x", "/api/*"] }],
];

export const grants = identities.flatMap((_, by) =>
  ["", "shop"].flatMap((namespace) => HANDED.map((rules) => ({ by, namespace, rules }))),
);

export const policy = {
  clusterRoles: of("ClusterRole"),
  clusterRoleBindings: of("ClusterRoleBinding"),
  roles: of("Role"),
  roleBindings: of("RoleBinding"),
};
