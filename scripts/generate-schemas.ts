/**
 * Writes worker/api/generated/: TypeScript types of the built-in kinds from the models of @kubernetes/client-node; schemas and
 * descriptions from the Go types, as scripts/mergekeys found them (`npm run generate:fields`).
 *
 * Run by `npm run generate`; the output is committed.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as late from "../worker/api/kinds/late.ts";
import { type GoValue, readFields } from "./schemas/fields.ts";
import { fieldsOf, type ModelField, ROOTS } from "./schemas/models.ts";
import { numbersText, typeText } from "./schemas/text.ts";

const root = resolve(import.meta.dirname, "..");
const out = join(root, "worker/api/generated");

/** Kinds that cannot be stored without a spec. */
const WITH_SPEC = new Set([
  "Pod",
  "Node",
  "Service",
  "Deployment",
  "ReplicaSet",
  "DaemonSet",
  "Job",
  "Ingress",
  "Lease",
  "Scale",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "PodDisruptionBudget",
  "HorizontalPodAutoscaler",
  "NetworkPolicy",
  "CustomResourceDefinition",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "LimitRange",
  "PodTemplate",
  "ReplicationController",
  "StatefulSet",
  "CronJob",
]);

/** "V1PodSpec" is PodSpec; "CoreV1Event" is Event; a top-level kind is PodObject, so that the kind's value may be Pod. */
function typeName(model: string): string {
  const kind = Object.entries(ROOTS).find(([, rootModel]) => rootModel === model)?.[0];
  if (kind) return `${kind}Object`;
  return model.replace(
    /^(Admissionregistration|Apiextensions|Apiregistration|Core|Discovery|Events|Rbac|Resource|Storage)?V\d+((alpha|beta)\d+)?/,
    "$1",
  );
}

function elementOf(type: string): { wrap: (inner: string) => string; model: string } {
  const list = /^(?:Array|Set)<(.+)>$/.exec(type);
  if (list) {
    const inner = elementOf(list[1]!);
    return { wrap: (text) => `readonly ${parenthesised(inner.wrap(text))}[]`, model: inner.model };
  }
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (map) {
    const inner = elementOf(map[1]!);
    return { wrap: (text) => `Readonly<Record<string, ${inner.wrap(text)}>>`, model: inner.model };
  }
  return { wrap: (text) => text, model: type };
}
const parenthesised = (text: string) => (text.includes(" ") ? `(${text})` : text);

const seen = new Map<string, ModelField[]>();
function visit(model: string): void {
  if (seen.has(model)) return;
  const fields = fieldsOf(model);
  seen.set(model, fields);
  for (const field of fields) {
    const target = elementOf(field.type).model;
    if (
      /^(V\d|Admissionregistration|Apiextensions|Apiregistration|Core|Discovery|Events|Flowcontrol|Rbac|Resource|Storage)/.test(
        target,
      ) &&
      target !== "V1MicroTime"
    )
      visit(target);
  }
}
for (const model of Object.values(ROOTS)) visit(model);

function scalar(model: string): string {
  if (model === "Date" || model === "V1MicroTime") return "string";
  if (model === "IntOrString") return "number | string";
  if (["string", "number", "boolean"].includes(model)) return model;
  if (model === "any" || model === "object") return "unknown";
  return typeName(model);
}

const lines: string[] = [
  "// Written by `npm run generate` from @kubernetes/client-node. Do not edit.",
  "// Times are RFC 3339 strings, quantities are strings; absent and empty are different things, as on the wire.",
  "",
];
for (const model of [...seen.keys()].sort((a, b) => typeName(a).localeCompare(typeName(b)))) {
  lines.push(`export interface ${typeName(model)} {`);
  const kind = Object.entries(ROOTS).find(([, rootModel]) => rootModel === model)?.[0];
  for (const field of seen.get(model)!) {
    const { wrap, model: target } = elementOf(field.type);
    const required =
      field.required ||
      (kind !== undefined && ["metadata", "apiVersion", "kind"].includes(field.name)) ||
      (field.name === "spec" && WITH_SPEC.has(kind ?? ""));
    const own = kind !== undefined && field.name === "metadata" ? "NamedMeta" : wrap(scalar(target));
    lines.push(
      `  readonly ${/^[\w$]+$/.test(field.name) ? field.name : JSON.stringify(field.name)}${required ? "" : "?"}: ${own};`,
    );
  }
  lines.push("}", "");
}
lines.push(
  "/** Metadata of an object of its own: it has a name (empty only in a draft with generateName). */",
  "export interface NamedMeta extends ObjectMeta {",
  "  readonly name: string;",
  "}",
  "",
);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "types.ts"), lines.join("\n"));

const { types, enums } = readFields();
const keys = Object.keys(types).sort();
/** Everything that a type's fields lead to, itself included. */
function reached(roots: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const go = (value: GoValue) => {
    if (value.type === "struct") follow(value.of!);
    else if (value.items) go(value.items);
  };
  const follow = (key: string) => {
    if (found.has(key) || !types[key]) return;
    found.add(key);
    for (const { value } of types[key].fields) go(value);
  };
  for (const root of roots) follow(root);
  return found;
}

/** What only late kinds need is a module of its own, fetched with the first of them. */
const LATE = new Set([
  ...Object.values(late).map(({ schema }) => schema),
  // No late kind leads to these, but nobody asks for them before that module is there.
  "ComponentStatus",
  "CustomResourceDefinition",
  "Status",
  "autoscaling.HorizontalPodAutoscaler",
  "events.Event",
]);
const ofLate = reached(keys.filter((key) => LATE.has(key)));
const ofOthers = reached(keys.filter((key) => !ofLate.has(key) || (key in ROOTS && !LATE.has(key))));
const header =
  "// Written by `npm run generate` from the Go types of Kubernetes. Do not edit. decode.ts says how to read it.";
function writeSchemas(file: string, name: string, wanted: readonly string[]): void {
  const text = wanted.map((key) => typeText(key, types[key]!)).join("\n");
  writeFileSync(join(out, file), `${header}\nexport const ${name} = \`\n${text}\n\`;\n`);
}
writeSchemas(
  "schemas.ts",
  "schemaText",
  keys.filter((key) => ofOthers.has(key)),
);
writeSchemas(
  "lateSchemas.ts",
  "lateSchemaText",
  keys.filter((key) => !ofOthers.has(key)),
);

writeFileSync(
  join(out, "protobuf.ts"),
  [
    "// Written by `npm run generate` from the Go types of Kubernetes. Do not edit. Import it only dynamically.",
    "",
    'import type { FieldNumbers } from "../machinery/protobuf/index.ts";',
    "",
    "const text = `",
    ...keys.map((key) => numbersText(key, types[key]!)),
    "`;",
    "",
    'const lines = new Map(text.trim().split("\\n").map((line) => line.split("=") as [string, string]));',
    "",
    "/** The numbers of every type's fields, in the order of its schema. */",
    "export const fieldNumbers: FieldNumbers = {",
    "  of(type) {",
    "    const line = lines.get(type);",
    '    return line?.split(",").map((path) => (path === "" ? [] : path.split(".").map(Number)));',
    "  },",
    "};",
    "",
  ].join("\n"),
);

/** A doc a line: type by type, its own first, then its fields' in order; JSON strings keep the paragraphs. */
const descriptions = Object.fromEntries(
  keys.map((key) => [
    key,
    Object.fromEntries([
      ["", types[key]!.doc ?? ""],
      ...types[key]!.fields.flatMap(({ name, doc }) => (doc ? [[name, doc]] : [])),
    ]),
  ]),
);
writeFileSync(
  join(out, "descriptions.ts"),
  [
    "// Written by `npm run generate` from the Go types of Kubernetes. Do not edit. Import it only dynamically: it is large.",
    "",
    "/** By type, then by field; the type's own under the empty name. */",
    `export const descriptions: Readonly<Record<string, Readonly<Record<string, string>>>> = ${JSON.stringify(descriptions, null, 1)};`,
    "",
    "/** The values of closed sets of strings, by the Go name of the type, each with what it means. */",
    `export const enums: Readonly<Record<string, readonly { readonly value: string; readonly doc?: string }[]>> = ${JSON.stringify(enums, null, 1)};`,
    "",
  ].join("\n"),
);
console.log(`${seen.size} types, ${keys.length} schemas`);
