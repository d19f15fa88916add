/**
 * Writes worker/api/generated/bootstrapPolicy.ts: the roles and bindings that an API server makes when it starts, from the lists that
 * k8s.io/kubernetes keeps beside the code which makes them.
 *
 * Usage: npx tsx scripts/record-policy.ts, with the module in Go's cache ("go mod download k8s.io/kubernetes@v1.36.0").
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const VERSION = "v1.36.0";
const LISTS = [
  "cluster-roles",
  "cluster-role-bindings",
  "controller-roles",
  "controller-role-bindings",
  "namespace-roles",
  "namespace-role-bindings",
];
const AGGREGATE = "rbac.authorization.k8s.io/";

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Listed {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly rules?: readonly Rule[] | null;
  readonly aggregationRule?: { readonly clusterRoleSelectors: readonly { readonly matchLabels: object }[] };
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

const ruleText = ({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Rule): string =>
  [verbs, apiGroups, resources, resourceNames, nonResourceURLs]
    .map((part) => part.join(","))
    .join(";")
    .replace(/;+$/, "");

const subjectText = ({ kind, name, namespace }: NonNullable<Listed["subjects"]>[number]): string =>
  kind === "ServiceAccount" ? `S ${namespace}/${name}` : `${kind[0]} ${name}`;

function entry({ kind, metadata, rules, aggregationRule, roleRef, subjects }: Listed): unknown[] {
  const name = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
  if (roleRef) return [name, `${roleRef.kind}/${roleRef.name}`, ...(subjects ?? []).map(subjectText)];
  if (kind === "Role") return [name, ...(rules ?? []).map(ruleText)];
  const into = Object.keys(metadata.labels ?? {})
    .filter((key) => key.startsWith(AGGREGATE))
    .map((key) => key.slice(AGGREGATE.length));
  const from = (aggregationRule?.clusterRoleSelectors ?? []).flatMap(({ matchLabels }) =>
    Object.keys(matchLabels).map((key) => key.slice(AGGREGATE.length)),
  );
  return [name, into.join(","), from.join(","), ...(rules ?? []).map(ruleText)];
}

const cache = execFileSync("go", ["env", "GOMODCACHE"], { encoding: "utf8" }).trim();
const folder = join(cache, `k8s.io/kubernetes@${VERSION}`, "plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata");
const listed = LISTS.flatMap(
  (list) => (parse(readFileSync(join(folder, `${list}.yaml`), "utf8")) as { items: Listed[] }).items,
);
const of = (kind: string) =>
  `[\n${listed
    .filter((one) => one.kind === kind)
    .map((one) => `  ${JSON.stringify(entry(one))},\n`)
    .join("")}]`;
const text = `/** Written by scripts/record-policy.ts from k8s.io/kubernetes ${VERSION}; worker/api/server/authorization/policy.ts reads it. */
export const clusterRoles: readonly (readonly string[])[] = ${of("ClusterRole")};
export const clusterRoleBindings: readonly (readonly string[])[] = ${of("ClusterRoleBinding")};
export const roles: readonly (readonly string[])[] = ${of("Role")};
export const roleBindings: readonly (readonly string[])[] = ${of("RoleBinding")};
`;
writeFileSync(new URL("../worker/api/generated/bootstrapPolicy.ts", import.meta.url), text);
