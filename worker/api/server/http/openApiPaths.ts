import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import { groupPath, subresourceKind } from "./discovery.ts";
import { SUBRESOURCE_VERBS, verbsOf } from "./routes.ts";

type Json = Record<string, unknown>;

interface Operation {
  readonly method: string;
  readonly action: string;
  readonly parameters?: readonly string[];
}

const WRITE = ["dryRun", "fieldManager", "fieldValidation"];
const SELECT = [
  "allowWatchBookmarks",
  "continue",
  "fieldSelector",
  "labelSelector",
  "limit",
  "resourceVersion",
  "resourceVersionMatch",
  "sendInitialEvents",
  "timeoutSeconds",
  "watch",
];
const DELETE = ["dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"];

/** What each verb is on a path of a collection, and on that of an object or of what is below it. */
const OF_COLLECTION: Readonly<Record<string, Operation>> = {
  list: { method: "get", action: "list", parameters: SELECT },
  create: { method: "post", action: "post", parameters: WRITE },
  deletecollection: { method: "delete", action: "deletecollection", parameters: [...SELECT, ...DELETE] },
};
const OF_OBJECT: Readonly<Record<string, Operation>> = {
  get: { method: "get", action: "get" },
  update: { method: "put", action: "put", parameters: WRITE },
  create: { method: "post", action: "post", parameters: WRITE },
  patch: { method: "patch", action: "patch", parameters: [...WRITE, "force"] },
  delete: { method: "delete", action: "delete", parameters: DELETE },
};

const PATCHES = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];
const STRATEGIC = "application/strategic-merge-patch+json";

const BOOLEAN = new Set(["allowWatchBookmarks", "sendInitialEvents", "watch", "orphanDependents", "force"]);
const INTEGER = new Set(["limit", "timeoutSeconds", "gracePeriodSeconds"]);

const parameter = (name: string): Json => {
  const type = BOOLEAN.has(name) ? "boolean" : INTEGER.has(name) ? "integer" : "string";
  return { name, in: "query", schema: { type, uniqueItems: true } };
};
const inPath = (name: string): Json => ({
  name,
  in: "path",
  required: true,
  schema: { type: "string", uniqueItems: true },
});

/**
 * The paths of a kind, with their operations.
 *
 * @param schema the name of the kind's schema in the document
 */
export function pathsOf(kind: Kind, schema: string): Json {
  const collection = `${groupPath(kind)}/${kind.namespaced ? "namespaces/{namespace}/" : ""}${kind.plural}`;
  const above = kind.namespaced ? [inPath("namespace")] : [];
  const path = (own: Json, names: readonly Json[]): Json => ({
    ...own,
    ...(names.length > 0 ? { parameters: names } : {}),
  });
  const verbs = verbsOf(kind);
  const paths: Json = {};
  const put = (at: string, own: Json, names: readonly Json[]) => {
    if (Object.keys(own).length > 0) paths[at] = path(own, names);
  };
  put(collection, operationsOf(kind, kind, verbs, OF_COLLECTION, schema), above);
  const ofObject = verbs.filter((verb) => verb !== "create");
  const one = `${collection}/{name}`;
  put(one, operationsOf(kind, kind, ofObject, OF_OBJECT, schema), [...above, inPath("name")]);
  for (const subresource of kind.subresources) {
    const own = subresourceKind(kind, subresource);
    const same = own.kind === kind.kind ? schema : undefined;
    const operations = operationsOf(kind, own, SUBRESOURCE_VERBS[subresource], OF_OBJECT, same);
    put(`${one}/${subresource}`, operations, [...above, inPath("name")]);
  }
  return paths;
}

function operationsOf(
  kind: Kind,
  { group, version, kind: name }: { group: string; version: string; kind: string },
  verbs: readonly string[],
  known: Readonly<Record<string, Operation>>,
  schema: string | undefined,
): Json {
  const operations: Json = {};
  for (const verb of verbs) {
    const operation = known[verb];
    if (!operation) continue;
    const { method, action, parameters = [] } = operation;
    operations[method] = {
      tags: [`${tagOf(kind)}_${kind.version}`],
      ...(parameters.length > 0 ? { parameters: parameters.map(parameter) } : {}),
      ...(verb === "patch" ? { requestBody: { content: contentOf(patchTypes(kind)), required: true } } : {}),
      ...(verb === "create" || verb === "update" ? { requestBody: { content: contentOf(["*/*"], schema) } } : {}),
      responses: {
        200: { description: "OK", content: contentOf(["application/json"], verb === "list" ? undefined : schema) },
        401: { description: "Unauthorized" },
      },
      "x-kubernetes-action": action,
      "x-kubernetes-group-version-kind": { group, version, kind: name },
    };
  }
  return operations;
}

const tagOf = (kind: Kind) => (kind.group === "" ? "core" : apiVersionOf(kind).split("/")[0]!.split(".")[0]!);

const patchTypes = (kind: Kind) => (kind.schema ? [...PATCHES, STRATEGIC] : PATCHES);

function contentOf(types: readonly string[], schema?: string): Json {
  const body = schema ? { $ref: `#/components/schemas/${schema}` } : { type: "object" };
  return Object.fromEntries(types.map((type) => [type, { schema: body }]));
}
