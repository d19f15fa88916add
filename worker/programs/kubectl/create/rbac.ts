import { CommandError, PlainFailure } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import type { Json } from "../json.ts";
import type { Kube } from "../kube.ts";
import { generator } from "./generate.ts";

const GROUP = "rbac.authorization.k8s.io";

const RULE_FLAGS = {
  resource: { type: "list", help: "Resource that the rule covers" },
  resourceName: { type: "array", help: "Single object that the rule covers; may be repeated" },
  verb: { type: "list", help: "Verb that the rule allows" },
} as const satisfies FlagTable;

interface RuleFlags {
  readonly verb: readonly string[];
  readonly resource: readonly string[];
  readonly resourceName: readonly string[];
}

const RESOURCE_VERBS = new Set(
  "* get delete list create update patch watch proxy deletecollection use bind escalate impersonate".split(" "),
);
const PATH_VERBS = new Set("* get post put delete patch head options".split(" "));

/** @throws CommandError when a path cannot be in a rule, or a verb is none of HTTP's */
function checkPaths(verbs: readonly string[], paths: readonly string[]): void {
  const wrong = paths.length > 0 ? verbs.find((verb) => !PATH_VERBS.has(verb)) : undefined;
  if (wrong !== undefined) throw new CommandError(`invalid verb: '${wrong}' for nonResourceURL`);
  for (const path of paths) {
    if (path === "*") continue;
    if (!path.startsWith("/")) throw new CommandError("nonResourceURL should start with /");
    if (path.slice(0, -1).includes("*")) {
      throw new CommandError("nonResourceURL only supports wildcard matches when '*' is at the end");
    }
  }
}

/** One rule for each API group among the resources. @throws CommandError */
async function rulesOf(kube: Kube, flags: RuleFlags): Promise<Json[]> {
  if (flags.verb.length === 0) throw new CommandError("at least one verb must be specified");
  if (flags.resource.length === 0) throw new CommandError("at least one resource must be specified");
  const verbs = flags.verb.includes("*") ? ["*"] : [...new Set(flags.verb)];
  for (const verb of verbs) {
    if (!RESOURCE_VERBS.has(verb)) await kube.err(`Warning: '${verb}' is not a standard resource verb\n`);
  }
  const groups = new Map<string, string[]>();
  const discovery = await kube.discovery();
  for (const word of flags.resource) {
    const [type = "", subresource] = word.split("/");
    const found = type === "*" ? { group: "", plural: "*" } : discovery.tryFind(type);
    if (!found) throw new PlainFailure(`the server doesn't have a resource type ${JSON.stringify(type)}`);
    const name = subresource ? `${found.plural}/${subresource}` : found.plural;
    groups.set(found.group, [...(groups.get(found.group) ?? []), name]);
  }
  return [...groups].map(([group, resources]) => ({
    verbs,
    apiGroups: [group],
    resources,
    ...(flags.resourceName.length > 0 && { resourceNames: flags.resourceName }),
  }));
}

export const role = generator({
  usage:
    "create role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]",
  about: ["Create a role with one rule."],
  examples: [["May read pods", "kubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods"]],
  flags: RULE_FLAGS,
  makes: { group: GROUP, version: "v1", plural: "roles", namespaced: true },
  async build({ flags }, kube, name) {
    return { kind: "Role", apiVersion: `${GROUP}/v1`, metadata: { name }, rules: await rulesOf(kube, flags) };
  },
});

export const clusterRole = generator({
  usage:
    "create clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]",
  about: ["Create a cluster role."],
  examples: [
    ["May read pods", "kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods"],
    ["For a path that is no resource", "kubectl create clusterrole foo --verb=get --non-resource-url=/logs/*"],
  ],
  flags: {
    ...RULE_FLAGS,
    aggregationRule: { type: "list", help: "Labels of cluster roles to gather rules from, as key=value.", shown: "" },
    nonResourceUrl: { type: "list", help: "Path, outside of resources, that the rule covers." },
  },
  makes: { group: GROUP, version: "v1", plural: "clusterroles", namespaced: false },
  async build({ flags }, kube, name) {
    const head = { kind: "ClusterRole", apiVersion: `${GROUP}/v1`, metadata: { name } };
    if (flags.aggregationRule.length > 0) {
      const matchLabels = Object.fromEntries(flags.aggregationRule.map((text) => text.split("=") as [string, string]));
      return { ...head, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } };
    }
    if (flags.verb.length === 0) throw new CommandError("at least one verb must be specified");
    if (flags.resource.length === 0 && flags.nonResourceUrl.length === 0) {
      throw new CommandError("one of resource or nonResourceURL must be specified");
    }
    const rules = flags.resource.length > 0 ? await rulesOf(kube, flags) : [];
    checkPaths(flags.verb, flags.nonResourceUrl);
    if (flags.nonResourceUrl.length > 0) rules.push({ verbs: flags.verb, nonResourceURLs: flags.nonResourceUrl });
    return { ...head, rules };
  },
});

const SUBJECT_FLAGS = {
  group: { type: "array", help: "Group to bind the role to; may be repeated." },
  serviceaccount: { type: "array", help: "Service account to bind the role to, as <namespace>:<name>" },
  user: { type: "array", help: "User to bind the role to; may be repeated." },
} as const satisfies FlagTable;

function subjectsOf(flags: {
  readonly user: readonly string[];
  readonly group: readonly string[];
  readonly serviceaccount: readonly string[];
}): Json[] {
  return [
    ...flags.user.map((name) => ({ kind: "User", apiGroup: GROUP, name })),
    ...flags.group.map((name) => ({ kind: "Group", apiGroup: GROUP, name })),
    ...flags.serviceaccount.map((text) => {
      const parts = text.split(":");
      if (parts.length !== 2 || parts.includes("")) throw new CommandError("serviceaccount must be <namespace>:<name>");
      return { kind: "ServiceAccount", name: parts[1]!, namespace: parts[0]! };
    }),
  ];
}

export const roleBinding = generator({
  usage:
    "create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  about: ["Create a role binding for a role or a cluster role."],
  examples: [
    [
      "Give a user the cluster role admin in this namespace",
      "kubectl create rolebinding admin --clusterrole=admin --user=user1",
    ],
  ],
  flags: {
    ...SUBJECT_FLAGS,
    clusterrole: { type: "string", help: "Cluster role to bind" },
    role: { type: "string", help: "Role to bind" },
  },
  makes: { group: GROUP, version: "v1", plural: "rolebindings", namespaced: true },
  failure: "failed to create rolebinding:",
  build({ flags }, _kube, name) {
    if ((flags.clusterrole === "") === (flags.role === "")) {
      throw new CommandError("exactly one of clusterrole or role must be specified");
    }
    const subjects = subjectsOf(flags);
    const roleRef = flags.role
      ? { apiGroup: GROUP, kind: "Role", name: flags.role }
      : { apiGroup: GROUP, kind: "ClusterRole", name: flags.clusterrole };
    return {
      kind: "RoleBinding",
      apiVersion: `${GROUP}/v1`,
      metadata: { name },
      ...(subjects.length > 0 && { subjects }),
      roleRef,
    };
  },
});

export const clusterRoleBinding = generator({
  usage:
    "create clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  about: ["Create a binding that gives a cluster role in the whole cluster."],
  examples: [
    [
      "Make a user cluster-admin",
      "kubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1",
    ],
  ],
  flags: { ...SUBJECT_FLAGS, clusterrole: { type: "string", required: true, help: "Cluster role to bind" } },
  makes: { group: GROUP, version: "v1", plural: "clusterrolebindings", namespaced: false },
  failure: "failed to create clusterrolebinding:",
  build({ flags }, _kube, name) {
    const subjects = subjectsOf(flags);
    return {
      kind: "ClusterRoleBinding",
      apiVersion: `${GROUP}/v1`,
      metadata: { name },
      ...(subjects.length > 0 && { subjects }),
      roleRef: { apiGroup: GROUP, kind: "ClusterRole", name: flags.clusterrole },
    };
  },
});
