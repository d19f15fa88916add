import { type JsonPatchOperation, jsonPatch } from "../../../api/machinery/patch.ts";
import type { Schemas } from "../../../api/machinery/schema.ts";
import { StatusError } from "../../../api/machinery/status.ts";
import { goYaml } from "../../../base/goprint/index.ts";
import { CommandError } from "../cli/errors.ts";
import type { Json } from "../json.ts";
import type { Collection } from "./collection.ts";
import type { Patch } from "./kustomization.ts";
import type { Loader } from "./loader.ts";
import { mergedWith } from "./merge.ts";
import { idText, Resource } from "./resource.ts";
import { selected } from "./selectors.ts";
import { type Branch, isBranch, type Tree } from "./tree.ts";

export interface PatchTools {
  readonly loader: Loader;
  readonly schemas: Schemas;
  /** The documents of a text. @throws CommandError when it is no YAML */
  parse(text: string): Promise<readonly Tree[]>;
}

/** What one entry of `patches:` does, read before anything is changed. */
export type ReadyPatch = (all: Collection) => void;

/** @throws CommandError */
export async function readPatch(patch: Patch, tools: PatchTools): Promise<ReadyPatch> {
  const shown = { path: patch.path, patch: patch.patch, target: patch.target, options: patch.options };
  const config = goYaml(JSON.parse(JSON.stringify(shown)) as Json);
  const failed = (why: string): CommandError =>
    new CommandError(`trouble configuring builtin PatchTransformer with config: \`\n${config}\`: ${why}`);
  const inline = patch.patch?.trim() ?? "";
  if (inline === "" && !patch.path) throw failed(`must specify one of patch and path in\n${config.trimEnd()}`);
  if (inline !== "" && patch.path) throw failed(`patch and path can't be set at the same time\n${config.trimEnd()}`);
  const source = inline !== "" ? `[patch: ${JSON.stringify(inline)}]` : `[path: ${JSON.stringify(patch.path)}]`;
  const text = inline !== "" ? inline : await fileOf(patch.path!, tools.loader, failed);
  const documents = await tools.parse(text).catch((error: unknown) => {
    if (error instanceof CommandError) throw failed(`unable to parse SM or JSON patch from ${source}`);
    throw error;
  });
  const operations = documents[0];
  if (Array.isArray(operations)) return jsonOperations(patch, operations, source);
  const objects = documents.filter(isBranch);
  if (objects.length === 0 || objects.length < documents.length || objects.some((one) => !isResource(one))) {
    throw failed(`unable to parse SM or JSON patch from ${source}`);
  }
  return strategic(patch, objects, { source, schemas: tools.schemas });
}

const isResource = (object: Branch): boolean =>
  typeof object.kind === "string" && isBranch(object.metadata) && typeof object.metadata.name === "string";

async function fileOf(path: string, loader: Loader, failed: (why: string) => CommandError): Promise<string> {
  try {
    return await loader.readText(path);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw failed(`failed to get the patch file from path(${path}): ${error.message}`);
  }
}

function jsonOperations({ target }: Patch, operations: readonly Tree[], source: string): ReadyPatch {
  return (all) => {
    if (!target) throw new CommandError(`must specify a target for JSON patch ${source}`);
    for (const one of selected(all, target)) {
      one.storeId();
      for (const operation of operations) {
        one.object = withOperation(one.object, operation as unknown as JsonPatchOperation);
      }
    }
  };
}

/** A replaced key need not be there, if its parent is. */
function withOperation(object: Branch, operation: JsonPatchOperation): Branch {
  const { op, path } = operation;
  const adds = op === "replace" && isBranch(parentOf(object, stepsOf(path)));
  try {
    return jsonPatch(object, [adds ? { ...operation, op: "add" } : operation]) as Branch;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw new CommandError(whyNot(object, operation));
  }
}

const stepsOf = (path: string): string[] =>
  path
    .slice(1)
    .split("/")
    .map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));

function parentOf(object: Branch, steps: readonly string[]): Tree | undefined {
  let parent: Tree | undefined = object;
  for (const step of steps.slice(0, -1)) {
    parent = Array.isArray(parent) ? parent[Number(step)] : isBranch(parent) ? parent[step] : undefined;
  }
  return parent;
}

/** @see gopkg.in/evanphx/json-patch.v4 */
function whyNot(object: Branch, { op, path }: JsonPatchOperation): string {
  const steps = stepsOf(path);
  const parent = parentOf(object, steps);
  const reachable = Array.isArray(parent) || isBranch(parent);
  switch (op) {
    case "add":
      if (!reachable) return `add operation does not apply: doc is missing path: "${path}": missing value`;
      return `error in add for path: '${path}': Unable to access invalid index: ${steps.at(-1)}: invalid index referenced`;
    case "replace":
      return `replace operation does not apply: doc is missing ${reachable ? "key" : "path"}: ${path}: missing value`;
    case "remove":
      if (!reachable) return `remove operation does not apply: doc is missing path: "${path}": missing value`;
      if (Array.isArray(parent)) {
        return `error in remove for path: '${path}': Unable to access invalid index: ${steps.at(-1)}: invalid index referenced`;
      }
      return `error in remove for path: '${path}': Unable to remove nonexistent key: ${steps.at(-1)}: missing value`;
    case "test":
      return `testing value ${path} failed: test failed`;
    default:
      return `Unexpected kind: ${op}`;
  }
}

function strategic(
  { target, options = {} }: Patch,
  patches: readonly Branch[],
  { source, schemas }: { readonly source: string; readonly schemas: Schemas },
): ReadyPatch {
  const lay = (one: Resource, patch: Branch): void => {
    const { name, namespace } = one;
    const { kind } = one.id;
    if (options.allowNameChange || options.allowKindChange) one.storeId();
    const type = CUSTOM.test(one.id.group) ? undefined : schemas.type(kind);
    const merged = mergedWith(one.object, structuredClone(patch), type, schemas);
    one.object = isBranch(merged) ? merged : {};
    if (one.isEmpty) return;
    if (!options.allowKindChange) one.object.kind = kind;
    if (!options.allowNameChange) one.name = name;
    one.namespace = namespace;
  };
  return (all) => {
    if (target) {
      if (patches.length > 1) {
        throw new CommandError(
          `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`,
        );
      }
      const patch = patches[0]!;
      for (const one of selected(all, target)) lay(one, { ...patch, apiVersion: one.object.apiVersion ?? "" });
    } else {
      for (const patch of patches) lay(targetOf(all, patch), patch);
    }
    all.dropEmpty();
  };
}

/** Groups that are not Kubernetes' own: their kinds have no schema here. */
const CUSTOM = /\.(?!k8s\.io$)[^.]+$|\.[^.]+\.k8s\.io$|^gateway\./;

function targetOf(all: Collection, patch: Branch): Resource {
  const { id } = new Resource(patch);
  try {
    return all.only(id);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`no resource matches strategic merge patch ${JSON.stringify(idText(id))}: ${error.message}`);
  }
}

/** The older fields in the shape of `patches:`. */
export function olderPatches(entries: readonly string[], loader: Loader): Patch[] {
  const { files } = loader.kube.io;
  return entries.map((entry) =>
    !entry.includes("\n") && files.stat(`${loader.root}/${entry}`) ? { path: entry } : { patch: entry },
  );
}
