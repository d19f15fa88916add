import { descriptions, enums } from "../../generated/descriptions.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import type { FieldSchema, Schemas, ValueSchema } from "../../machinery/schema.ts";
import { pathsOf } from "./openApiPaths.ts";

type Json = Record<string, unknown>;

const META = "io.k8s.apimachinery.pkg.apis.meta.v1";
const META_TYPES = new Set([
  "Condition",
  "FieldsV1",
  "LabelSelector",
  "LabelSelectorRequirement",
  "ListMeta",
  "ManagedFieldsEntry",
  "ObjectMeta",
  "OwnerReference",
]);

const SCALARS: Readonly<Record<string, Json>> = {
  string: { type: "string" },
  int32: { type: "integer", format: "int32" },
  int64: { type: "integer", format: "int64" },
  double: { type: "number", format: "double" },
  bool: { type: "boolean" },
  bytes: { type: "string", format: "byte" },
  any: { type: "object" },
};

/** Scalars that have a schema of their own. */
const NAMED: Readonly<Record<string, { readonly name: string; readonly schema: Json }>> = {
  time: {
    name: `${META}.Time`,
    schema: { type: "string", format: "date-time", description: "A time in RFC 3339." },
  },
  microTime: {
    name: `${META}.MicroTime`,
    schema: { type: "string", format: "date-time", description: "A time in RFC 3339, to the microsecond." },
  },
  quantity: {
    name: "io.k8s.apimachinery.pkg.api.resource.Quantity",
    schema: { oneOf: [{ type: "string" }, { type: "number" }], description: "An amount such as 500m or 1Gi." },
  },
  intOrString: {
    name: "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
    schema: {
      format: "int-or-string",
      oneOf: [{ type: "integer" }, { type: "string" }],
      description: "A number or a name.",
    },
  },
};

/** The document of one group and version. https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3 */
export function openApiDocument(kinds: readonly Kind[], schemas: Schemas): Json {
  const components: Json = {};
  const paths: Json = {};
  const writer = new SchemaWriter(schemas, components);
  for (const kind of kinds) {
    const gvk = { group: kind.group, version: kind.version, kind: kind.kind };
    const name = kind.schema ? writer.add(kind.schema, kind) : customName(kind);
    Object.assign(paths, pathsOf(kind, name));
    const schema = (components[name] as Json | undefined) ?? customSchema(kind, writer);
    components[name] = { ...schema, "x-kubernetes-group-version-kind": [gvk] };
  }
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "unversioned" },
    paths,
    components: { schemas: components },
  };
}

/** "com.example.stable.v1.CronTab". */
const customName = ({ group, version, kind }: Kind) => `${group.split(".").reverse().join(".")}.${version}.${kind}`;

/** A definition's own schema, with the fields that every object has. */
function customSchema(kind: Kind, writer: SchemaWriter): Json {
  const schema = (kind.openApi?.() ?? {}) as Json;
  const words = descriptions.Pod ?? {};
  const text = { type: "string" };
  const metadata = { ...refTo(writer.add("ObjectMeta")), description: words.metadata ?? "" };
  const properties = {
    ...(schema.properties as Json | undefined),
    apiVersion: { ...text, description: words.apiVersion ?? "" },
    kind: { ...text, description: words.kind ?? "" },
    metadata,
  };
  return { ...schema, type: "object", properties: sortedByName(properties) };
}

const sortedByName = (properties: Json): Json =>
  Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));

class SchemaWriter {
  constructor(
    readonly schemas: Schemas,
    readonly components: Json,
  ) {}

  /** Writes a type and all it refers to; answers its name. */
  add(typeName: string, kind?: Kind): string {
    const name = componentName(typeName, kind);
    if (this.components[name]) return name;
    const type = this.schemas.type(typeName);
    const words = descriptions[typeName] ?? {};
    const component: Json = { type: "object", ...(words[""] ? { description: words[""] } : {}) };
    this.components[name] = component;
    if (!type) return name;
    const fields = Object.entries(type.fields);
    const required = fields.filter(([, field]) => field.required).map(([field]) => field);
    if (required.length > 0) component.required = required;
    component.properties = Object.fromEntries(
      fields.map(([field, schema]) => [field, this.field(schema, words[field])]),
    );
    return name;
  }

  field(field: FieldSchema, words: string | undefined): Json {
    const { value, patchStrategy, mergeKey, listType, listMapKeys } = field;
    const values = value.type === "string" && value.go ? enums[value.go] : undefined;
    const described = values ? `${words ?? ""}\n\nPossible enum values:\n${values.map(enumLine).join("\n")}` : words;
    const mapKeys = listMapKeys ?? (listType === "map" && mergeKey ? [mergeKey] : undefined);
    return {
      ...this.value(value),
      ...(values ? { enum: values.map((one) => one.value) } : {}),
      ...(described ? { description: described } : {}),
      ...(listType ? { "x-kubernetes-list-type": listType } : {}),
      ...(mapKeys ? { "x-kubernetes-list-map-keys": mapKeys } : {}),
      ...(mergeKey ? { "x-kubernetes-patch-merge-key": mergeKey } : {}),
      ...(patchStrategy ? { "x-kubernetes-patch-strategy": patchStrategy.join(",") } : {}),
    };
  }

  value(value: ValueSchema): Json {
    switch (value.type) {
      case "struct":
        return refTo(this.add(value.of));
      case "list":
        return { type: "array", items: this.value(value.items) };
      case "map":
        return { type: "object", additionalProperties: this.value(value.values) };
      default: {
        const named = NAMED[value.type];
        if (!named) return { ...SCALARS[value.type] };
        this.components[named.name] = named.schema;
        return refTo(named.name);
      }
    }
  }
}

const refTo = (name: string): Json => ({ allOf: [{ $ref: `#/components/schemas/${name}` }] });

const enumLine = ({ value, doc }: { value: string; doc?: string }) =>
  doc ? ` - \`${JSON.stringify(value)}\` ${doc}` : ` - \`${JSON.stringify(value)}\``;

/** "io.k8s.api.core.v1.PodSpec": readers use the last part. */
function componentName(typeName: string, kind: Kind | undefined): string {
  const dot = typeName.indexOf(".");
  if (dot > 0) return `io.k8s.api.${typeName.slice(0, dot)}.v1.${typeName.slice(dot + 1)}`;
  if (META_TYPES.has(typeName)) return `${META}.${typeName}`;
  const group = kind?.group ? kind.group.replace(/\.k8s\.io$/, "") : "core";
  return `io.k8s.api.${group}.${kind ? apiVersionOf(kind).split("/").at(-1) : "v1"}.${typeName}`;
}
