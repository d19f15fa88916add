/**
 * Writes worker/api/generated/: TypeScript types of the built-in kinds, from the models of @kubernetes/client-node.
 *
 * Run by `npm run generate`; the output is committed.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const models = join(root, "node_modules/@kubernetes/client-node/dist/gen/models");
const out = join(root, "worker/api/generated");

/** Top-level kinds and their model. Everything they refer to comes along. */
const ROOTS: Readonly<Record<string, string>> = {
  Namespace: "V1Namespace",
  Node: "V1Node",
  Pod: "V1Pod",
  ReplicaSet: "V1ReplicaSet",
  Deployment: "V1Deployment",
  Service: "V1Service",
  Endpoints: "V1Endpoints",
  EndpointSlice: "V1EndpointSlice",
  ConfigMap: "V1ConfigMap",
  Secret: "V1Secret",
  ServiceAccount: "V1ServiceAccount",
  Event: "CoreV1Event",
  Lease: "V1Lease",
  Job: "V1Job",
  DaemonSet: "V1DaemonSet",
  Scale: "V1Scale",
  Ingress: "V1Ingress",
  IngressClass: "V1IngressClass",
};

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
]);

interface Field {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly required: boolean;
  readonly doc: string;
}

function fieldsOf(model: string): Field[] {
  const js = readFileSync(join(models, `${model}.js`), "utf8");
  const dts = readFileSync(join(models, `${model}.d.ts`), "utf8");
  const map = new RegExp(`${model}\\.attributeTypeMap = (\\[[\\s\\S]*?\\n\\]);`).exec(js);
  if (!map) throw new Error(`${model} has no attributeTypeMap`);
  const attributes = JSON.parse(map[1]!) as { name: string; baseName: string; type: string; format: string }[];
  return attributes.map(({ name, baseName, type, format }) => {
    const declared = new RegExp(`(?:/\\*\\*\\n([^/]*?)\\*/\\s*)?'${name.replace("$", "\\$")}'(\\?)?:`).exec(dts);
    const doc = (declared?.[1] ?? "")
      .replace(/^\s*\* ?/gm, "")
      .replace(/\\'/g, "'")
      .replace(/\\"/g, '"')
      .trim();
    return { name: baseName, type, format, required: declared?.[2] !== "?", doc };
  });
}

/** "V1PodSpec" is PodSpec; "CoreV1Event" is Event; a top-level kind is PodObject, so that the kind's value may be Pod. */
function typeName(model: string): string {
  const kind = Object.entries(ROOTS).find(([, rootModel]) => rootModel === model)?.[0];
  if (kind) return `${kind}Object`;
  return model.replace(/^(Core|Discovery|Events|Storage)?V\d+((alpha|beta)\d+)?/, "$1");
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

const seen = new Map<string, Field[]>();
function visit(model: string): void {
  if (seen.has(model)) return;
  const fields = fieldsOf(model);
  seen.set(model, fields);
  for (const field of fields) {
    const target = elementOf(field.type).model;
    if (/^(V\d|Core|Discovery|Events|Storage)/.test(target) && target !== "V1MicroTime") visit(target);
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
console.log(`${seen.size} types`);
