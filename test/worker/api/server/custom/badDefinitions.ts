/** Definitions that the server refuses, each for its own reason. */
import type { CustomResourceDefinitionObject, JSONSchemaProps } from "../../../../../worker/api/generated/types.ts";
import { crontabs, SPEC } from "./crontab.ts";

type Crd = CustomResourceDefinitionObject;
interface Case {
  readonly says: string;
  readonly crd: Crd;
}

const withSpec = (changes: Partial<Crd["spec"]>): Crd => ({ ...crontabs(), spec: { ...crontabs().spec, ...changes } });
const names = (changes: Partial<Crd["spec"]["names"]>): Crd =>
  withSpec({ names: { ...crontabs().spec.names, listKind: "CronTabList", ...changes } });
const schema = (spec: JSONSchemaProps): Crd => crontabs(spec);
const root = (changes: JSONSchemaProps): Crd =>
  crontabs(SPEC, { schema: { openAPIV3Schema: { type: "object", properties: { spec: SPEC }, ...changes } } });
const field = (one: JSONSchemaProps): Crd => schema({ type: "object", properties: { one } });
const version = crontabs().spec.versions[0]!;

export const badDefinitions: readonly Case[] = [
  { says: "a name that is not plural and group", crd: { ...crontabs(), metadata: { name: "crontabs.example.com" } } },
  { says: "a group without a dot", crd: { ...withSpec({ group: "stable" }), metadata: { name: "crontabs.stable" } } },
  { says: "an unknown scope", crd: withSpec({ scope: "Everywhere" }) },
  { says: "no scope", crd: withSpec({ scope: "" }) },
  { says: "no storage version", crd: withSpec({ versions: [{ ...version, storage: false }] }) },
  { says: "two storage versions", crd: withSpec({ versions: [version, { ...version, name: "v2" }] }) },
  { says: "two versions of a name", crd: withSpec({ versions: [version, { ...version, storage: false }] }) },
  { says: "a version that is no label", crd: withSpec({ versions: [{ ...version, name: "V1" }] }) },
  { says: "no schema", crd: withSpec({ versions: [{ name: "v1", served: true, storage: true }] }) },
  { says: "no kind", crd: names({ kind: "", listKind: "CronTabList" }) },
  { says: "a plural in capitals", crd: names({ plural: "CronTabs" }) },
  { says: "a kind with a blank", crd: names({ kind: "Cron Tab" }) },
  { says: "kind and list kind alike", crd: names({ listKind: "CronTab" }) },
  { says: "a short name in capitals", crd: names({ shortNames: ["CT"] }) },
  { says: "a category in capitals", crd: names({ categories: ["All"] }) },
  { says: "a field without a type", crd: field({ description: "untyped" }) },
  { says: "a list without items", crd: field({ type: "array" }) },
  { says: "items without a type", crd: field({ type: "array", items: {} }) },
  { says: "an unknown type", crd: field({ type: "text" }) },
  { says: "the type null", crd: field({ type: "null" }) },
  { says: "a root that is no object", crd: root({ type: "string", properties: {} }) },
  { says: "a nullable root", crd: root({ nullable: true }) },
  { says: "additionalProperties at the root", crd: root({ properties: {}, additionalProperties: { type: "string" } }) },
  {
    says: "properties and additionalProperties",
    crd: field({ type: "object", properties: { a: { type: "string" } }, additionalProperties: { type: "string" } }),
  },
  {
    says: "metadata with labels",
    crd: root({ properties: { metadata: { type: "object", properties: { labels: { type: "object" } } } } }),
  },
  { says: "a pattern that is none", crd: field({ type: "string", pattern: "^[a-z" }) },
  { says: "a reference", crd: field({ $ref: "#/definitions/x", type: "string" }) },
  { says: "unique items", crd: field({ type: "array", uniqueItems: true, items: { type: "string" } }) },
  { says: "a type inside alternatives", crd: field({ type: "string", anyOf: [{ type: "string" }] }) },
  {
    says: "alternatives about an unknown field",
    crd: root({ anyOf: [{ required: ["a"], properties: { a: { pattern: "x" } } }] }),
  },
  {
    says: "int-or-string with unknown fields",
    crd: field({ "x-kubernetes-int-or-string": true, "x-kubernetes-preserve-unknown-fields": true }),
  },
  { says: "an embedded string", crd: field({ type: "string", "x-kubernetes-embedded-resource": true }) },
  { says: "an embedded object of nothing", crd: field({ type: "object", "x-kubernetes-embedded-resource": true }) },
  { says: "unknown fields not kept", crd: field({ type: "object", "x-kubernetes-preserve-unknown-fields": false }) },
  { says: "a list type for an object", crd: field({ type: "object", "x-kubernetes-list-type": "map" }) },
  {
    says: "an unknown list type",
    crd: field({ type: "array", items: { type: "string" }, "x-kubernetes-list-type": "bag" }),
  },
  { says: "an unknown map type", crd: field({ type: "object", "x-kubernetes-map-type": "loose" }) },
  {
    says: "a map without keys",
    crd: field({ type: "array", items: { type: "object" }, "x-kubernetes-list-type": "map" }),
  },
  {
    says: "a map with keys that items do not have",
    crd: field({
      type: "array",
      items: { type: "object", properties: { a: { type: "string" } } },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["b"],
    }),
  },
  {
    says: "a key that may be absent",
    crd: field({
      type: "array",
      items: { type: "object", properties: { a: { type: "string" } } },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["a"],
    }),
  },
  {
    says: "keys of a list that is no map",
    crd: field({ type: "array", items: { type: "string" }, "x-kubernetes-list-map-keys": ["a"] }),
  },
  {
    says: "a set of objects",
    crd: field({ type: "array", items: { type: "object" }, "x-kubernetes-list-type": "set" }),
  },
  { says: "a default of the wrong type", crd: field({ type: "integer", default: "five" }) },
  { says: "a default beyond a limit", crd: field({ type: "integer", maximum: 3, default: 5 }) },
  { says: "a default with an unknown field", crd: field({ type: "object", properties: {}, default: { a: 1 } }) },
  {
    says: "a default in metadata",
    crd: root({ properties: { metadata: { type: "object", properties: { name: { type: "string", default: "x" } } } } }),
  },
  { says: "an empty rule", crd: field({ type: "string", "x-kubernetes-validations": [{ rule: " " }] }) },
  {
    says: "a message with a line break",
    crd: field({ type: "string", "x-kubernetes-validations": [{ rule: "true", message: "a\nb" }] }),
  },
  {
    says: "a rule with a line break and no message",
    crd: field({ type: "string", "x-kubernetes-validations": [{ rule: "true ||\nfalse" }] }),
  },
  {
    says: "an unknown reason",
    crd: field({ type: "string", "x-kubernetes-validations": [{ rule: "true", reason: "Because" }] }),
  },
  {
    says: "a field path that leads nowhere",
    crd: field({
      type: "object",
      properties: { a: { type: "string" } },
      "x-kubernetes-validations": [{ rule: "true", fieldPath: ".b" }],
    }),
  },
  {
    says: "oldSelf in a list without keys",
    crd: field({
      type: "array",
      maxItems: 4,
      items: { type: "string", maxLength: 9, "x-kubernetes-validations": [{ rule: "self == oldSelf" }] },
    }),
  },
  {
    says: "optionalOldSelf without oldSelf",
    crd: field({
      type: "string",
      maxLength: 9,
      "x-kubernetes-validations": [{ rule: "self == 'a'", optionalOldSelf: true }],
    }),
  },
  {
    says: "a column without a name",
    crd: crontabs(SPEC, { additionalPrinterColumns: [{ name: "", type: "string", jsonPath: ".spec" }] }),
  },
  {
    says: "a column of an unknown type",
    crd: crontabs(SPEC, { additionalPrinterColumns: [{ name: "A", type: "text", jsonPath: ".spec" }] }),
  },
  {
    says: "a column with no simple path",
    crd: crontabs(SPEC, { additionalPrinterColumns: [{ name: "A", type: "string", jsonPath: "spec" }] }),
  },
  {
    says: "a column of an unknown format",
    crd: crontabs(SPEC, { additionalPrinterColumns: [{ name: "A", type: "string", format: "wide", jsonPath: ".a" }] }),
  },
  {
    says: "scale outside spec",
    crd: crontabs(SPEC, {
      subresources: { scale: { specReplicasPath: ".replicas", statusReplicasPath: ".status.replicas" } },
    }),
  },
  {
    says: "scale without a status path",
    crd: crontabs(SPEC, { subresources: { scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: "" } } }),
  },
  { says: "a warning of a version that is not deprecated", crd: crontabs(SPEC, { deprecationWarning: "old" }) },
  {
    says: "selecting by a field that is not there",
    crd: crontabs(SPEC, { selectableFields: [{ jsonPath: ".spec.color" }] }),
  },
  { says: "selecting by an object", crd: crontabs(SPEC, { selectableFields: [{ jsonPath: ".spec" }] }) },
  { says: "an unknown conversion", crd: withSpec({ conversion: { strategy: "Magic" } }) },
  { says: "a webhook without a client", crd: withSpec({ conversion: { strategy: "Webhook" } }) },
  { says: "keeping all unknown fields", crd: withSpec({ preserveUnknownFields: true }) },
  {
    says: "a protected group without approval",
    crd: { ...withSpec({ group: "stable.k8s.io" }), metadata: { name: "crontabs.stable.k8s.io" } },
  },
  {
    says: "a protected group with half an approval",
    crd: {
      ...withSpec({ group: "stable.k8s.io" }),
      metadata: { name: "crontabs.stable.k8s.io", annotations: { "api-approved.kubernetes.io": "yes" } },
    },
  },
  {
    says: "two versions that differ, each with its mistake",
    crd: withSpec({
      versions: [
        { ...version, schema: { openAPIV3Schema: { type: "object", properties: { a: {} } } } },
        {
          ...version,
          name: "v2",
          storage: false,
          schema: { openAPIV3Schema: { type: "object", properties: { b: { type: "array" } } } },
        },
      ],
    }),
  },
];
