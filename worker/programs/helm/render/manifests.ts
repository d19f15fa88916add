import { type Dict, isDict } from "../../../base/sprig/index.ts";
import { readYaml } from "../../kubectl/resource/yamlReader.ts";
import { scalarText } from "../chart/yaml.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Hook, HookEvent } from "../release/release.ts";

/** One document of a rendered file. */
export interface Manifest {
  /** The file that it came from. */
  readonly name: string;
  readonly content: string;
  readonly kind: string;
  readonly apiVersion: string;
}

/** The order in which kinds are installed; others come after, by name. */
export const INSTALL_ORDER: readonly string[] = [
  "PriorityClass",
  "Namespace",
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
  "PodSecurityPolicy",
  "PodDisruptionBudget",
  "ServiceAccount",
  "Secret",
  "SecretList",
  "ConfigMap",
  "StorageClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleList",
  "ClusterRoleBinding",
  "ClusterRoleBindingList",
  "Role",
  "RoleList",
  "RoleBinding",
  "RoleBindingList",
  "Service",
  "DaemonSet",
  "Pod",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "HorizontalPodAutoscaler",
  "StatefulSet",
  "Job",
  "CronJob",
  "IngressClass",
  "Ingress",
  "APIService",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
];

/** The order in which kinds are uninstalled: the other way round, webhooks that refuse before those that change. */
export const UNINSTALL_ORDER: readonly string[] = [
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "APIService",
  "Ingress",
  "IngressClass",
  "Service",
  ...[...INSTALL_ORDER.slice(0, INSTALL_ORDER.indexOf("IngressClass"))].reverse().filter((kind) => kind !== "Service"),
];

const HOOKS = new Set<string>([
  "pre-install",
  "post-install",
  "pre-delete",
  "post-delete",
  "pre-upgrade",
  "post-upgrade",
  "pre-rollback",
  "post-rollback",
  "test",
]);

/** The documents of a rendered file; "---" may stick to what follows it. */
export function splitManifests(text: string): string[] {
  return text
    .trimStart()
    .split(/(?:^|\s*\n)---\s*/)
    .filter((part) => part.trim() !== "")
    .map((part) => part.trimStart());
}

/**
 * Rendered files as hooks and as objects, each in order of kind.
 *
 * @throws HelmError "YAML parse error on …"
 */
export function sortManifests(
  files: ReadonlyMap<string, string>,
  order: readonly string[],
): { readonly hooks: readonly Hook[]; readonly manifests: readonly Manifest[] } {
  const hooks: Hook[] = [];
  const manifests: Manifest[] = [];
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    if (path.slice(path.lastIndexOf("/") + 1).startsWith("_") || content.trim() === "") continue;
    for (const document of splitManifests(content)) {
      const head = readHead(path, document);
      const hook = hookOf(path, document, head);
      if (hook === "unknown") continue;
      if (hook) hooks.push(hook);
      else manifests.push({ name: path, content: document, kind: head.kind, apiVersion: head.apiVersion });
    }
  }
  return { hooks: byKind(hooks, order), manifests: byKind(manifests, order) };
}

function byKind<T extends { readonly kind: string }>(items: readonly T[], order: readonly string[]): readonly T[] {
  const rank = new Map(order.map((kind, at) => [kind, at]));
  const place = (kind: string): number => rank.get(kind) ?? order.length;
  return [...items].sort((a, b) => {
    const [first, second] = [place(a.kind), place(b.kind)];
    if (first !== second || first < order.length) return first - second;
    return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0;
  });
}

interface Head {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
}

function readHead(path: string, document: string): Head {
  let value: unknown;
  try {
    value = readYaml(document);
  } catch (error) {
    throw new HelmError(`YAML parse error on ${path}: error converting YAML to JSON: ${messageOf(error)}`);
  }
  if (value !== null && !isDict(value)) throw new HelmError(decodeFailure(path, value, "util.SimpleHead"));
  const fields = value ?? {};
  const metadata = tableAt(path, fields.metadata, `struct field SimpleHead.metadata of type ${METADATA}`);
  const target = "struct field .metadata.annotations of type map[string]string";
  const annotations = tableAt(path, metadata.annotations, target);
  if (!isNull(metadata.name) && scalarText(metadata.name) === undefined) {
    throw new HelmError(decodeFailure(path, metadata.name, "struct field .metadata.name of type string"));
  }
  for (const one of Object.values(annotations)) {
    if (one !== null && scalarText(one) === undefined) {
      throw new HelmError(decodeFailure(path, one, "struct field .metadata.annotations of type string"));
    }
  }
  return {
    apiVersion: textField(path, fields, "apiVersion"),
    kind: textField(path, fields, "kind"),
    name: scalarText(metadata.name) ?? "",
    annotations: Object.fromEntries(Object.entries(annotations).map(([key, one]) => [key, scalarText(one) ?? ""])),
  };
}

const METADATA = 'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }';

const isNull = (value: unknown): boolean => value === undefined || value === null;

function tableAt(path: string, value: unknown, target: string): Dict {
  if (isNull(value)) return {};
  if (!isDict(value)) throw new HelmError(decodeFailure(path, value, target));
  return value;
}

function textField(path: string, fields: Readonly<Record<string, unknown>>, key: "apiVersion" | "kind"): string {
  const value = fields[key] ?? "";
  const found = scalarText(value);
  if (found !== undefined) return found;
  throw new HelmError(decodeFailure(path, value, `struct field SimpleHead.${key} of type string`));
}

function decodeFailure(path: string, value: unknown, target: string): string {
  const type = Array.isArray(value)
    ? "array"
    : typeof value === "boolean"
      ? "bool"
      : isDict(value)
        ? "object"
        : typeof value;
  const into = target.startsWith("struct field") ? `Go ${target}` : `Go value of type ${target}`;
  return `YAML parse error on ${path}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${type} into ${into}`;
}

const words = (text: string | undefined): string[] =>
  text === undefined ? [] : text.split(",").map((one) => one.trim().toLowerCase());

/** https://helm.sh/docs/topics/charts_hooks/ */
function hookOf(path: string, document: string, head: Head): Hook | "unknown" | undefined {
  const said = head.annotations["helm.sh/hook"];
  if (said === undefined) return undefined;
  const events = words(said).map((one) => (one === "test-success" ? "test" : one));
  if (events.some((one) => !HOOKS.has(one))) return "unknown";
  const weight = head.annotations["helm.sh/hook-weight"] ?? "";
  return {
    name: head.name,
    kind: head.kind,
    path,
    manifest: document,
    events: events as HookEvent[],
    last_run: { phase: "" },
    weight: /^[-+]?\d+$/.test(weight) ? Number(weight) : 0,
    delete_policies: words(head.annotations["helm.sh/hook-delete-policy"]),
    output_log_policies: words(head.annotations["helm.sh/hook-output-log-policy"]),
  };
}
