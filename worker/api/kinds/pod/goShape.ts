import { builtInSchemas } from "../../generated/index.ts";
import type { PodSpec, PodTemplateSpec } from "../../generated/types.ts";
import type { FieldSchema, ValueSchema } from "../../machinery/schema.ts";
import { sortedMap } from "../rules.ts";
import { unifiedDiff } from "../unifiedDiff.ts";

/**
 * Pod specs and the like as the server prints its own types: every field, empty or not, by its Go name. They show in
 * messages about what may not change.
 */

type Json = Readonly<Record<string, unknown>>;

const ACRONYMS =
  /^(api|aws|csi|dns|fc|fs|gce|gmsa|grpc|http|ip|iqn|iscsi|nfs|os|pd|rbd|se(?=Linux)|ssl|tcp|tty|uid)(?![a-z])/;
const ODD: Readonly<Record<string, string>> = { cephfs: "CephFS", storageos: "StorageOS", wwids: "WWIDs" };

const goName = (field: string): string =>
  ODD[field] ??
  (ACRONYMS.test(field)
    ? field.replace(ACRONYMS, (acronym) => acronym.toUpperCase())
    : `${field[0]!.toUpperCase()}${field.slice(1)}`);

/** Fields whose place differs between the server's own types and those of the API. */
const MOVED: Readonly<Record<string, readonly (readonly [field: string, before: string])[]>> = {
  PodSpec: [
    ["setHostnameAsFQDN", "affinity"],
    ["preemptionPolicy", "dnsConfig"],
    ["overhead", "enableServiceLinks"],
  ],
  Volume: [["quobyte", "flexVolume"]],
  PodSecurityContext: [["fsGroupChangePolicy", "sysctls"]],
};

/** Fields of a pod spec that the server keeps in the security context, and one that it does not keep at all. */
const IN_CONTEXT = ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"] as const;
const DROPPED = new Set<string>([...IN_CONTEXT, "serviceAccount"]);

function fieldsOf(type: string): (readonly [string, FieldSchema])[] {
  const fields = Object.entries(builtInSchemas.type(type)?.fields ?? {});
  for (const [field, before] of MOVED[type] ?? []) {
    const [moved] = fields.splice(
      fields.findIndex(([name]) => name === field),
      1,
    );
    fields.splice(
      fields.findIndex(([name]) => name === before),
      0,
      moved!,
    );
  }
  return fields;
}

/** Types that are the same inside and outside: printed as in the API. */
const PLAIN = new Set(["LabelSelector", "ObjectMeta"]);

function structShape(type: string, value: Json): unknown {
  if (PLAIN.has(type)) return value;
  return Object.fromEntries(
    fieldsOf(type)
      .filter(([field]) => type !== "PodSpec" || !DROPPED.has(field))
      .map(([field, schema]) => [goName(field), shape(value[field], schema.value, schema.empty === "kept")]),
  );
}

function shape(value: unknown, schema: ValueSchema, pointer: boolean): unknown {
  if (schema.type === "list")
    return Array.isArray(value) ? value.map((item) => shape(item, schema.items, false)) : null;
  if (schema.type === "map") return value ? sortedMap(value as Record<string, string>) : null;
  if (value === undefined || value === null) {
    if (pointer) return null;
    if (schema.type === "struct") return structShape(schema.of, {});
    return schema.type === "string" ? "" : schema.type === "bool" ? false : 0;
  }
  return schema.type === "struct" ? structShape(schema.of, value as Json) : value;
}

/** A value of a type that is not part of a pod spec, in the same form. */
export const goShape = (type: string, value: object): unknown => structShape(type, value as Json);

export function podSpecShape(spec: PodSpec): Json {
  const shaped = structShape("PodSpec", spec as unknown as Json) as Record<string, unknown>;
  if (spec.securityContext) {
    const {
      hostNetwork = false,
      hostPID = false,
      hostIPC = false,
      shareProcessNamespace = null,
      hostUsers = null,
    } = spec;
    shaped.SecurityContext = {
      HostNetwork: hostNetwork,
      HostPID: hostPID,
      HostIPC: hostIPC,
      ShareProcessNamespace: shareProcessNamespace,
      HostUsers: hostUsers,
      ...(shaped.SecurityContext as Json),
    };
  }
  return shaped;
}

export function templateShape({ metadata, spec }: PodTemplateSpec): Json {
  const { labels, annotations, ...rest } = metadata ?? {};
  return {
    ...rest,
    ...(labels ? { labels: sortedMap(labels) } : {}),
    ...(annotations ? { annotations: sortedMap(annotations) } : {}),
    Spec: podSpecShape(spec ?? { containers: [] }),
  };
}

/** What changed between two pod specs, in the server's own form. */
export const podSpecDiff = (before: PodSpec, after: PodSpec): string =>
  shapeDiff(podSpecShape(before), podSpecShape(after));

/** What changed between two values of a type, in the server's own form; `only` in these of its fields. */
export function goDiff(type: string, before: object, after: object, only?: readonly string[]): string {
  const shown = (value: object) => {
    const shape = goShape(type, value) as Json;
    return only ? Object.fromEntries(only.map((field) => [goName(field), shape[goName(field)]])) : shape;
  };
  return shapeDiff(shown(before), shown(after));
}

function shapeDiff(before: unknown, after: unknown): string {
  const text = (shape: unknown) =>
    JSON.stringify(shape, null, 1).replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
  return unifiedDiff(text(before), text(after));
}
