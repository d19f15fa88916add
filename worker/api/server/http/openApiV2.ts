import { isObject } from "../../machinery/values.ts";

type Json = Record<string, unknown>;

/**
 * The documents of all groups and versions as one of Swagger 2.0.
 *
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v2
 */
export function swaggerOf(documents: readonly Json[], version: string): Json {
  const definitions: Json = {};
  const paths: Json = {};
  for (const document of documents) {
    const { schemas = {} } = (document.components ?? {}) as { schemas?: Json };
    for (const [name, schema] of Object.entries(schemas)) definitions[name] ??= plain(schema);
    for (const [path, item] of Object.entries((document.paths ?? {}) as Json)) paths[path] = pathItem(item as Json);
  }
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version },
    paths: sorted(paths),
    definitions: sorted(definitions),
    securityDefinitions: {
      BearerToken: { description: "Bearer Token authentication", type: "apiKey", name: "authorization", in: "header" },
    },
    security: [{ BearerToken: [] }],
  };
}

const sorted = (entries: Json): Json =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

/** A schema without what the older form has not: references stand alone, and a choice of types is a string. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (!isObject(schema)) return schema;
  const {
    allOf,
    oneOf,
    nullable: _,
    default: __,
    ...rest
  } = schema as { allOf?: readonly Json[]; oneOf?: unknown } & Json;
  if (oneOf) return { ...rest, type: "string" };
  const whole = allOf?.length === 1 ? { ...rest, ...allOf[0] } : rest;
  return Object.fromEntries(Object.entries(whole).map(([key, value]) => [key, part(key, value)]));
}

function part(key: string, value: unknown): unknown {
  if (key === "$ref") return String(value).replace("#/components/schemas/", "#/definitions/");
  // The names of properties may be words of schemas.
  if (key === "properties" && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, plain(schema)]));
  }
  return plain(value);
}

function pathItem(item: Json): Json {
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) =>
      key === "parameters" ? [key, (value as Json[]).map(parameter)] : [key, operation(value as Json)],
    ),
  );
}

interface Body {
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>;
}

function operation({ parameters = [], requestBody, responses, ...rest }: Json): Json {
  const { content = {} } = (requestBody ?? {}) as Body;
  const types = Object.keys(content);
  const body = types[0] ? [{ in: "body", name: "body", schema: plain(content[types[0]]!.schema) }] : [];
  const answers = Object.entries(responses as Record<string, Body & { description: string }>).map(
    ([code, { description, content }]) => [
      code,
      { description, ...(content ? { schema: plain(Object.values(content)[0]?.schema) } : {}) },
    ],
  );
  return {
    ...rest,
    consumes: types.length > 0 ? types : ["*/*"],
    produces: ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"],
    schemes: ["https"],
    parameters: [...body, ...(parameters as Json[]).map(parameter)],
    responses: Object.fromEntries(answers),
  };
}

const parameter = ({ schema, ...rest }: Json): Json => ({ ...rest, ...(schema as Json) });
