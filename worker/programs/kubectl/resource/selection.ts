import { CommandError } from "../cli/errors.ts";
import type { ApiResource, Discovery } from "../client/discovery.ts";
import type { Kube } from "../kube.ts";
import { type ManifestObject, readManifests } from "./manifests.ts";

/** What the words and flags of a command point at. */
export interface SelectionRequest {
  readonly operands: readonly string[];
  readonly filename?: readonly string[];
  readonly kustomize?: string;
  readonly recursive?: boolean;
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly allNamespaces?: boolean;
  /** --all */
  readonly all?: boolean;
  /** A type alone means all of its objects, as in get and describe. */
  readonly typeMeansAll?: boolean;
  /** Objects of files will be written. */
  readonly validated?: boolean;
  /** What to say when nothing is selected at all. */
  readonly nothing?: string;
}

/** Objects by name, or whole types (filtered by selectors), or objects described in files. */
export type Selection =
  | { readonly by: "name"; readonly refs: readonly { readonly resource: ApiResource; readonly name: string }[] }
  | { readonly by: "type"; readonly resources: readonly ApiResource[] }
  | { readonly by: "file"; readonly objects: readonly ManifestObject[]; readonly errors: readonly unknown[] };

export const NOTHING_SELECTED = [
  "You must provide one or more resources by argument or filename.",
  "Example resource specifications include:",
  "   '-f rsrc.yaml'",
  "   '--filename=rsrc.json'",
  "   '<resource> <name>'",
  "   '<resource>'",
].join("\n");

const MIXED =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

/**
 * Reads a command's operands and -f as kubectl's resource builder does.
 *
 * @throws CommandError in its words
 */
export async function select(kube: Kube, request: SelectionRequest): Promise<Selection> {
  const filenames = request.filename ?? [];
  if (request.kustomize) {
    if (filenames.length > 0) throw new CommandError("only one of -f or -k can be specified");
    if (request.recursive) throw new CommandError("the -k flag can't be used with -f or -R");
    const { buildKustomization } = await kube.load(import("../kustomize/build.ts"));
    const objects = await buildKustomization(kube, request.kustomize, { sorted: true });
    return { by: "file", objects: objects.map((object) => ({ source: request.kustomize!, object })), errors: [] };
  }
  if (filenames.length > 0) {
    if (request.operands.length > 0) {
      throw new CommandError(
        "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well",
      );
    }
    const manifests = await readManifests(kube, filenames, {
      recursive: request.recursive ?? false,
      validated: request.validated ?? false,
    });
    return { by: "file", ...manifests };
  }
  if (request.operands.length === 0) throw new CommandError(request.nothing ?? NOTHING_SELECTED);
  if (request.all && (request.selector || request.fieldSelector)) {
    throw new CommandError(`setting 'all' parameter but found a non empty selector. `);
  }
  const discovery = await kube.discovery();
  const filtered = Boolean(request.selector || request.fieldSelector);
  if (request.operands.some((word) => word.includes("/"))) return byPairs(kube, discovery, request, filtered);
  const [types = "", ...names] = request.operands;
  const resources = await typesOf(kube, discovery, types);
  if (names.length > 0) {
    if (filtered) throw new CommandError("name cannot be provided when a selector is specified");
    if (request.all) throw new CommandError("name cannot be provided when --all is specified");
    if (request.allNamespaces && resources.some((one) => one.namespaced)) {
      throw new CommandError("a resource cannot be retrieved by name across all namespaces");
    }
    if (resources.length > 1) throw new CommandError("you may only specify a single resource type");
    return { by: "name", refs: names.map((name) => ({ resource: resources[0]!, name })) };
  }
  if (!filtered && !request.all && !request.typeMeansAll) {
    throw new CommandError("resource(s) were provided, but no name was specified");
  }
  return { by: "type", resources };
}

async function byPairs(
  kube: Kube,
  discovery: Discovery,
  request: SelectionRequest,
  filtered: boolean,
): Promise<Selection> {
  const refs: { resource: ApiResource; name: string }[] = [];
  for (const word of request.operands) {
    const parts = word.split("/");
    if (parts.length === 1) throw new CommandError(MIXED);
    const [type = "", name = ""] = parts;
    if (parts.length > 2) {
      throw new CommandError("arguments in resource/name form may not have more than one slash");
    }
    if (type === "" || name === "") {
      throw new CommandError("arguments in resource/name form must have a single resource and name");
    }
    if (type.includes(","))
      throw new CommandError("arguments in resource/name form must have a single resource and name");
    const [resource] = await typesOf(kube, discovery, type);
    refs.push({ resource: resource!, name });
  }
  if (filtered)
    throw new CommandError("selectors and the all flag cannot be used when passing resource/name arguments");
  if (request.all) {
    throw new CommandError("selectors and the all flag cannot be used when passing resource/name arguments");
  }
  if (request.allNamespaces && refs.some((ref) => ref.resource.namespaced)) {
    throw new CommandError("a resource cannot be retrieved by name across all namespaces");
  }
  return { by: "name", refs };
}

/** The resources of a comma list; categories such as "all" open up. A miss asks the server once more. */
export async function typesOf(kube: Kube, discovery: Discovery, words: string): Promise<readonly ApiResource[]> {
  const resources: ApiResource[] = [];
  for (const word of words.split(",").filter((one) => one !== "")) {
    const category = discovery.category(word);
    if (category) resources.push(...category);
    else resources.push(discovery.tryFind(word) ?? (await kube.rediscover()).find(word));
  }
  return resources.filter((one, index) => resources.indexOf(one) === index);
}
