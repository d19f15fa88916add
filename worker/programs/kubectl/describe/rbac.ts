/**
 * Roles and who has them.
 *
 * @see k8s.io/kubectl pkg/describe RoleDescriber, pkg/util/rbac
 */
import { type Json, type JsonObject, listAt, mapAt, nameOf, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { writeAnnotations, writeMap } from "./metadata.ts";
import type { DescribeWriter } from "./writer.ts";

const GROUP = "rbac.authorization.k8s.io";

const describeRole = (kind: string): Describer => ({
  group: GROUP,
  kind,
  events: false,
  describe(role, out) {
    writeNames(role, out);
    out.line(0, "PolicyRule:");
    out.line(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs");
    out.line(1, "---------\t-----------------\t--------------\t-----");
    for (const { resource, url, name, verbs } of compactRules(listAt(role, "rules"))) {
      out.line(1, `${resource}\t${list(url)}\t${list(name)}\t[${verbs.join(" ")}]`);
    }
  },
});

const describeBinding = (kind: string): Describer => ({
  group: GROUP,
  kind,
  events: false,
  describe(binding, out) {
    writeNames(binding, out);
    out.line(0, "Role:");
    out.field(1, "Kind", textAt(binding, "roleRef", "kind"));
    out.field(1, "Name", textAt(binding, "roleRef", "name"));
    out.line(0, "Subjects:");
    out.line(1, "Kind\tName\tNamespace");
    out.line(1, "----\t----\t---------");
    for (const subject of listAt(binding, "subjects")) {
      out.line(1, `${textAt(subject, "kind")}\t${textAt(subject, "name")}\t${textAt(subject, "namespace")}`);
    }
  },
});

export const roleDescriber = describeRole("Role");
export const clusterRoleDescriber = describeRole("ClusterRole");
export const roleBindingDescriber = describeBinding("RoleBinding");
export const clusterRoleBindingDescriber = describeBinding("ClusterRoleBinding");

function writeNames(object: JsonObject, out: DescribeWriter): void {
  out.field(0, "Name", nameOf(object));
  writeMap(out, 0, "Labels", mapAt(object, "metadata", "labels"));
  writeAnnotations(out, 0, mapAt(object, "metadata", "annotations"));
}

interface Row {
  /** "deployments.apps/scale"; "" for a path. */
  readonly resource: string;
  readonly url?: string;
  readonly name?: string;
  readonly verbs: string[];
  /** The rule as Go prints it, which is what rows are sorted by. */
  readonly text: string;
}

const list = (one: string | undefined): string => (one === undefined ? "[]" : `[${one}]`);
const texts = (rule: Json, field: string): readonly string[] => listAt(rule, field).map(String);

/** A row for each resource and name, with all verbs that any rule allows; a row for each path and verb. */
function compactRules(rules: readonly Json[]): readonly Row[] {
  const byTarget = new Map<string, { group: string; resource: string; name?: string; verbs: string[] }>();
  const paths: { url: string; verb: string }[] = [];
  for (const rule of rules) {
    const verbs = texts(rule, "verbs");
    const names = texts(rule, "resourceNames");
    for (const group of texts(rule, "apiGroups")) {
      for (const resource of texts(rule, "resources")) {
        for (const name of names.length > 0 ? names : [undefined]) {
          const key = JSON.stringify([group, resource, name]);
          const known = byTarget.get(key) ?? { group, resource, ...(name === undefined ? {} : { name }), verbs: [] };
          byTarget.set(key, known);
          known.verbs.push(...verbs.filter((verb) => !known.verbs.includes(verb)));
        }
      }
    }
    for (const url of texts(rule, "nonResourceURLs")) paths.push(...verbs.map((verb) => ({ url, verb })));
  }
  const rows: Row[] = [...byTarget.values()].map(({ group, resource, name, verbs }) => ({
    resource: qualified(resource, group),
    ...(name === undefined ? {} : { name }),
    verbs,
    text: goText({ verbs, group, resource, name }),
  }));
  rows.push(
    ...paths.map(({ url, verb }) => ({ resource: "", url, verbs: [verb], text: goText({ verbs: [verb], url }) })),
  );
  return rows.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
}

function qualified(resource: string, group: string): string {
  const [plural = "", subresource] = resource.split("/");
  return `${plural}${group ? `.${group}` : ""}${subresource === undefined ? "" : `/${subresource}`}`;
}

interface Parts {
  readonly verbs: readonly string[];
  readonly group?: string;
  readonly resource?: string;
  readonly name?: string | undefined;
  readonly url?: string;
}

const goText = ({ verbs, group, resource, name, url }: Parts): string =>
  `&PolicyRule{Verbs:[${verbs.join(" ")}],APIGroups:${list(group)},Resources:${list(resource)},ResourceNames:${list(name)},NonResourceURLs:${list(url)},}`;
