import { CommandError } from "../cli/errors.ts";
import type { ApiResource } from "../client/discovery.ts";
import type { Place } from "../client/rest.ts";
import { type JsonObject, nameOf, namespaceOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { type SelectionRequest, select } from "./selection.ts";

/** One object, or one type's list, that a command works on. */
export interface Target {
  readonly place: Place;
  /** From a file: the object as written there, with its namespace filled in, and the file. */
  readonly file?: { readonly object: JsonObject; readonly source: string };
  readonly fromCategory?: boolean;
}

export interface Targets {
  readonly targets: readonly Target[];
  /** Problems with single files or documents; the rest goes on. */
  readonly errors: readonly unknown[];
}

/** Resolves a command's words and files to places on the server, in order. */
export async function targetsOf(kube: Kube, request: SelectionRequest): Promise<Targets> {
  const selection = await select(kube, request);
  const { namespace, namespaceGiven } = await kube.target();
  const within = (resource: ApiResource) => (resource.namespaced ? { namespace } : {});
  switch (selection.by) {
    case "name":
      return {
        targets: selection.refs.map(({ resource, name }) => ({ place: { resource, name, ...within(resource) } })),
        errors: [],
      };
    case "type": {
      const discovery = await kube.discovery();
      const fromCategory = request.operands[0]!.split(",").some((word) => discovery.category(word) !== undefined);
      return {
        targets: selection.resources.map((resource) => ({
          place: request.allNamespaces ? { resource } : { resource, ...within(resource) },
          fromCategory,
        })),
        errors: [],
      };
    }
    case "file": {
      const errors = [...selection.errors];
      const targets: Target[] = [];
      for (const { source, object } of selection.objects) {
        try {
          const resource = await resourceOf(kube, object, source);
          targets.push(fileTarget({ resource, object, source, namespace, namespaceGiven }));
        } catch (error) {
          errors.push(error);
        }
      }
      return { targets, errors };
    }
  }
}

/** The resource of an object from a file. @throws CommandError when the server has no such kind */
export async function resourceOf(kube: Kube, object: JsonObject, source: string): Promise<ApiResource> {
  const apiVersion = textAt(object, "apiVersion");
  const kind = textAt(object, "kind");
  const found = (await kube.discovery()).ofKind(apiVersion, kind) ?? (await kube.rediscover()).ofKind(apiVersion, kind);
  if (found) return found;
  throw new CommandError(
    `resource mapping not found for name: ${quote(nameOf(object))} namespace: ${quote(namespaceOf(object))} from ${quote(source)}: no matches for kind ${quote(kind)} in version ${quote(apiVersion)}\nensure CRDs are installed first`,
  );
}

const quote = (text: string): string => JSON.stringify(text);

function fileTarget(from: {
  readonly resource: ApiResource;
  readonly object: JsonObject;
  readonly source: string;
  readonly namespace: string;
  readonly namespaceGiven: boolean;
}): Target {
  const { resource, object, source } = from;
  const name = nameOf(object);
  if (!resource.namespaced) return { place: { resource, name }, file: { object, source } };
  const own = namespaceOf(object);
  if (own !== "" && from.namespaceGiven && own !== from.namespace) {
    throw new CommandError(
      `the namespace from the provided object ${quote(own)} does not match the namespace ${quote(from.namespace)}. You must pass '--namespace=${own}' to perform this operation.`,
    );
  }
  const namespace = own || from.namespace;
  const metadata = { ...(object.metadata as JsonObject | undefined), namespace };
  return { place: { resource, name, namespace }, file: { object: { ...object, metadata }, source } };
}
