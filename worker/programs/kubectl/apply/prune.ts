import { CommandError } from "../cli/errors.ts";
import { type ApiResource, apiVersionOf } from "../client/discovery.ts";
import type { Place } from "../client/rest.ts";
import { type JsonObject, mapAt, nameOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { LAST_APPLIED } from "./annotation.ts";

/** What --prune looks through when nobody says: "group/version/Kind". k8s.io/kubectl pkg/util/prune */
const USUAL = [
  "core/v1/ConfigMap",
  "core/v1/Endpoints",
  "core/v1/PersistentVolumeClaim",
  "core/v1/Pod",
  "core/v1/ReplicationController",
  "core/v1/Secret",
  "core/v1/Service",
  "batch/v1/Job",
  "batch/v1/CronJob",
  "networking.k8s.io/v1/Ingress",
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/ReplicaSet",
  "apps/v1/StatefulSet",
  "core/v1/Namespace",
  "core/v1/PersistentVolume",
];

const DEPRECATED =
  "Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.";

export interface PruneRequest {
  /** Types as --prune-allowlist names them; the usual ones when there are none. */
  readonly types: readonly ApiResource[];
  readonly selector: string;
  /** Where something was applied. */
  readonly namespaces: Iterable<string>;
  /** What was applied, by uid. */
  readonly kept: ReadonlySet<string>;
}

/** --prune-allowlist. @throws CommandError */
export async function readAllowlist(kube: Kube, words: readonly string[]): Promise<readonly ApiResource[]> {
  const found: ApiResource[] = [];
  for (const word of words) {
    const [group, version, kind, ...more] = word.split("/");
    if (group === undefined || version === undefined || kind === undefined || more.length > 0) {
      throw new CommandError(`invalid GroupVersionKind format: ${word}, please follow <group/version/kind>`);
    }
    found.push(await resourceOf(kube, group, version, kind));
  }
  return found;
}

async function resourceOf(kube: Kube, given: string, version: string, kind: string): Promise<ApiResource> {
  const group = given === "core" ? "" : given;
  const apiVersion = group ? `${group}/${version}` : version;
  const resource = (await kube.discovery()).ofKind(apiVersion, kind);
  if (!resource)
    throw new CommandError(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
  return resource;
}

/** Objects that apply has made and that were not applied this time. */
export async function* leftovers(
  kube: Kube,
  { types, selector, namespaces, kept }: PruneRequest,
): AsyncGenerator<{ readonly place: Place; readonly object: JsonObject }> {
  if (types.length === 0) await kube.log("W", "prune.go:71", DEPRECATED);
  const all = types.length > 0 ? types : await readAllowlist(kube, USUAL);
  const rest = await kube.rest();
  const places: Place[] = [];
  for (const namespace of namespaces) {
    for (const resource of all) if (resource.namespaced) places.push({ resource, namespace });
  }
  for (const resource of all) if (!resource.namespaced) places.push({ resource });
  for (const place of places) {
    const { items } = await rest.list(place, [["labelSelector", selector || undefined]]);
    for (const item of items) {
      if (mapAt(item, "metadata", "annotations")[LAST_APPLIED] === undefined) continue;
      if (kept.has(textAt(item, "metadata", "uid"))) continue;
      const { kind } = place.resource;
      const object = { apiVersion: apiVersionOf(place.resource), kind, ...item };
      yield { place: { ...place, name: nameOf(item) }, object };
    }
  }
}
