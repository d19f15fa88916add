import type { Place } from "../../kubectl/client/rest.ts";
import { isObject, type Json, type JsonObject, listAt, nameOf, namespaceOf, textAt } from "../../kubectl/json.ts";
import { readYaml } from "../../kubectl/resource/yamlReader.ts";
import { jsonType } from "../chart/yaml.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { splitManifests } from "../render/manifests.ts";

/** An object of a manifest and where it lives on the server. */
export interface Target {
  readonly object: JsonObject;
  readonly place: Place & { readonly name: string };
}

export const kindOf = ({ object }: Target): string => textAt(object, "kind");

/** "Deployment \"web\" in namespace \"default\"" */
export const targetText = (target: Target): string =>
  `${kindOf(target)} ${JSON.stringify(target.place.name)} in namespace ${JSON.stringify(target.place.namespace ?? "")}`;

/** "default/web apps/v1, Kind=Deployment", as client-go names what it applies. */
export const objectText = ({ place, object }: Target): string =>
  `${place.namespace ?? ""}/${place.name} ${textAt(object, "apiVersion").includes("/") ? textAt(object, "apiVersion") : `/${textAt(object, "apiVersion")}`}, Kind=${textAt(object, "kind")}`;

/** Whether both are the same object of the cluster, whatever is in them. */
export const sameTarget = (a: Target, b: Target): boolean =>
  a.place.resource.group === b.place.resource.group &&
  a.place.resource.plural === b.place.resource.plural &&
  a.place.namespace === b.place.namespace &&
  a.place.name === b.place.name;

/**
 * The objects of a manifest, found on the server. Lists are taken apart.
 *
 * @param namespace for those that name none
 * @throws HelmError for kinds that the server has not, all of them together
 */
export async function buildTargets(helm: Helm, manifest: string, namespace: string): Promise<readonly Target[]> {
  const objects = splitManifests(manifest).flatMap(objectsOf);
  if (objects.length === 0) return [];
  let discovery = await helm.kube.discovery();
  const unknown = (one: JsonObject) => !discovery.ofKind(textAt(one, "apiVersion"), textAt(one, "kind"));
  if (objects.some(unknown)) discovery = await helm.kube.rediscover();
  const missing = objects.filter(unknown).map((one) => noMatch(one));
  if (missing.length > 0) throw new HelmError(missing.length === 1 ? missing[0]! : `[${missing.join(", ")}]`);
  return objects.map((object) => {
    const resource = discovery.ofKind(textAt(object, "apiVersion"), textAt(object, "kind"))!;
    if (!resource.namespaced) return { object, place: { resource, name: nameOf(object) } };
    const own = namespaceOf(object) || namespace;
    const placed = { ...object, metadata: { ...(object.metadata as JsonObject), namespace: own } };
    return { object: placed, place: { resource, namespace: own, name: nameOf(object) } };
  });
}

function objectsOf(document: string): JsonObject[] {
  let value: Json;
  try {
    value = readYaml(document);
  } catch (error) {
    throw new HelmError(`error parsing : error converting YAML to JSON: ${messageOf(error)}`);
  }
  if (!isObject(value)) return [];
  if (!textAt(value, "apiVersion") || !textAt(value, "kind")) {
    const missing = [
      ...(textAt(value, "apiVersion") ? [] : ["apiVersion not set"]),
      ...(textAt(value, "kind") ? [] : ["kind not set"]),
    ];
    throw new HelmError(
      `error validating "": error validating data: ${missing.length === 1 ? missing[0] : `[${missing.join(", ")}]`}`,
    );
  }
  const metadata = value.metadata;
  for (const field of ["name", "namespace"]) {
    const given = isObject(metadata) ? (metadata[field] ?? "") : "";
    if (typeof given === "string") continue;
    throw new HelmError(
      `unable to decode "": json: cannot unmarshal ${jsonType(given)} into Go struct field ObjectMeta.metadata.${field} of type string`,
    );
  }
  if (textAt(value, "kind").endsWith("List") && Array.isArray(value.items)) {
    return listAt(value, "items").filter(isObject) as JsonObject[];
  }
  return [value];
}

function noMatch(object: JsonObject): string {
  const apiVersion = textAt(object, "apiVersion");
  const kind = textAt(object, "kind");
  return `resource mapping not found for name: ${JSON.stringify(nameOf(object))} namespace: ${JSON.stringify(namespaceOf(object))} from "": no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`;
}
