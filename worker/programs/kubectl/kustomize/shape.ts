import { CommandError } from "../cli/errors.ts";
import { isBranch, type Tree } from "./tree.ts";

/** What a field may hold: a Go type's name, a struct by its fields, or a list of either. */
type Shape =
  | "string"
  | "bool"
  | "int"
  | "map[string]string"
  | "any"
  | Struct
  | { readonly list: Shape; readonly go: string };
interface Struct {
  readonly go: string;
  readonly fields: Readonly<Record<string, Shape>>;
}

const list = (of: Shape, go: string): Shape => ({ list: of, go });
const struct = (go: string, fields: Readonly<Record<string, Shape>>): Struct => ({ go, fields });
const words = list("string", "string");

const target = {
  group: "string",
  version: "string",
  kind: "string",
  name: "string",
  namespace: "string",
  annotationSelector: "string",
  labelSelector: "string",
} as const;
const selector = struct("Selector", target);
const fieldOptions = struct("FieldOptions", {
  delimiter: "string",
  index: "int",
  encoding: "string",
  create: "bool",
});
const generatorOptions = struct("GeneratorOptions", {
  labels: "map[string]string",
  annotations: "map[string]string",
  disableNameSuffixHash: "bool",
  immutable: "bool",
});
const generator = {
  name: "string",
  namespace: "string",
  behavior: "string",
  literals: words,
  files: words,
  envs: words,
  env: "string",
  options: generatorOptions,
} as const;
const patch = struct("Patch", {
  path: "string",
  patch: "string",
  target: selector,
  options: struct("PatchArgs", { allowNameChange: "bool", allowKindChange: "bool" }),
});
const image = struct("Image", {
  name: "string",
  newName: "string",
  newTag: "string",
  tagSuffix: "string",
  digest: "string",
});
const fieldSpec = struct("FieldSpec", {
  group: "string",
  version: "string",
  kind: "string",
  path: "string",
  create: "bool",
});

const KUSTOMIZATION = struct("Kustomization", {
  apiVersion: "string",
  kind: "string",
  metadata: "any",
  openapi: "any",
  namePrefix: "string",
  nameSuffix: "string",
  namespace: "string",
  commonLabels: "map[string]string",
  labels: list(
    struct("Label", {
      pairs: "map[string]string",
      includeSelectors: "bool",
      includeTemplates: "bool",
      fields: list(fieldSpec, "types.FieldSpec"),
    }),
    "types.Label",
  ),
  commonAnnotations: "map[string]string",
  patchesStrategicMerge: list("string", "types.PatchStrategicMerge"),
  patchesJson6902: list(patch, "types.Patch"),
  patches: list(patch, "types.Patch"),
  images: list(image, "types.Image"),
  imageTags: list(image, "types.Image"),
  replacements: list(
    struct("ReplacementField", {
      path: "string",
      sourceValue: "string",
      source: struct("SourceSelector", { ...target, fieldPath: "string", options: fieldOptions }),
      targets: list(
        struct("TargetSelector", {
          select: selector,
          reject: list(selector, "*types.Selector"),
          fieldPaths: words,
          options: fieldOptions,
        }),
        "*types.TargetSelector",
      ),
    }),
    "types.ReplacementField",
  ),
  replicas: list(struct("Replica", { name: "string", count: "int" }), "types.Replica"),
  vars: "any",
  sortOptions: struct("SortOptions", {
    order: "string",
    legacySortOptions: struct("LegacySortOptions", { orderFirst: words, orderLast: words }),
  }),
  resources: words,
  components: words,
  crds: words,
  bases: words,
  configMapGenerator: list(struct("ConfigMapArgs", generator), "types.ConfigMapArgs"),
  secretGenerator: list(struct("SecretArgs", { ...generator, type: "string" }), "types.SecretArgs"),
  helmGlobals: "any",
  helmCharts: "any",
  helmChartInflationGenerator: "any",
  generatorOptions,
  configurations: words,
  generators: words,
  transformers: words,
  validators: words,
  buildMetadata: words,
});

/** What this build does not know how to do. */
const UNSUPPORTED = [
  "openapi",
  "vars",
  "crds",
  "helmGlobals",
  "helmCharts",
  "helmChartInflationGenerator",
  "configurations",
  "generators",
  "transformers",
  "validators",
];

/**
 * Fields are those of the Go types, letters' case aside; their values of the right type.
 * @throws CommandError in the words of Go's JSON decoder
 */
export function checkShape(value: Tree): void {
  if (value === null || value === undefined) return;
  check(value, KUSTOMIZATION, "Kustomization", "");
  if (!isBranch(value)) return;
  const unsupported = UNSUPPORTED.find((field) => value[field] !== undefined && value[field] !== null);
  if (unsupported) throw new CommandError(`field ${JSON.stringify(unsupported)} is not supported by this kubectl`);
}

function check(value: Tree, shape: Shape, owner: string, path: string): void {
  if (value === null || shape === "any") return;
  const wrong = (go: string): never => {
    const where = path === "" ? `Go value of type types.${owner}` : `Go struct field ${owner}.${path} of type ${go}`;
    throw new CommandError(`json: cannot unmarshal ${jsonType(value)} into ${where}`);
  };
  if (shape === "string" || shape === "bool" || shape === "int") {
    if (jsonType(value).split(" ")[0] !== { string: "string", bool: "bool", int: "number" }[shape]) wrong(shape);
  } else if (shape === "map[string]string") {
    if (!isBranch(value)) wrong(shape);
    else for (const inner of Object.values(value)) check(inner, "string", owner, path);
  } else if ("list" in shape) {
    if (!Array.isArray(value)) wrong(`[]${shape.go}`);
    else for (const item of value) check(item, shape.list, owner, path);
  } else if (!isBranch(value)) wrong(path === "" ? "" : `types.${shape.go}`);
  else {
    for (const [key, inner] of Object.entries(value)) {
      const field = shape.fields[key];
      if (!field) throw new CommandError(`json: unknown field ${JSON.stringify(key)}`);
      check(inner, field, shape.go, path === "" ? key : `${path}.${key}`);
    }
  }
}

function jsonType(value: Tree): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value;
}
