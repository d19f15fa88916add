import { CommandError } from "../cli/errors.ts";
import type { Place } from "../client/rest.ts";
import { type JsonObject, listAt, mapAt, nameOf, numberAt, objectAt, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";
import { selectorText } from "../resource/labels.ts";

/** A former (or the present) state of a workload's template. */
export interface Revision {
  readonly revision: number;
  readonly changeCause: string;
  readonly template: JsonObject;
  /** The object that remembers it: a ReplicaSet or a ControllerRevision. */
  readonly keeper: JsonObject;
}

const REVISION = "deployment.kubernetes.io/revision";
const CHANGE_CAUSE = "kubernetes.io/change-cause";

/** A workload's revisions, oldest first. @throws CommandError for kinds without history */
export async function revisionsOf(kube: Kube, place: Place, object: JsonObject): Promise<readonly Revision[]> {
  const kind = textAt(object, "kind");
  if (kind === "Deployment") return fromReplicaSets(kube, place, object);
  if (kind === "DaemonSet" || kind === "StatefulSet") return fromControllerRevisions(kube, place, object);
  throw new CommandError(`no history viewer has been implemented for ${JSON.stringify(kind)}`);
}

async function owned(kube: Kube, place: Place, object: JsonObject, word: string): Promise<readonly JsonObject[]> {
  const rest = await kube.rest();
  const resource = (await kube.discovery()).find(word);
  const { items } = await rest.list({ resource, ...(place.namespace && { namespace: place.namespace }) }, [
    ["labelSelector", selectorText(objectAt(object, "spec", "selector"))],
  ]);
  const uid = textAt(object, "metadata", "uid");
  return items.filter((item) =>
    listAt(item, "metadata", "ownerReferences").some((owner) => textAt(owner, "uid") === uid),
  );
}

async function fromReplicaSets(kube: Kube, place: Place, object: JsonObject): Promise<Revision[]> {
  const sets = await owned(kube, place, object, "replicasets.apps");
  return sets
    .map((keeper) => ({
      revision: Number(mapAt(keeper, "metadata", "annotations")[REVISION] ?? 0),
      changeCause: mapAt(keeper, "metadata", "annotations")[CHANGE_CAUSE] ?? "<none>",
      template: objectAt(keeper, "spec", "template"),
      keeper,
    }))
    .filter(({ revision }) => revision > 0)
    .sort((a, b) => a.revision - b.revision);
}

async function fromControllerRevisions(kube: Kube, place: Place, object: JsonObject): Promise<Revision[]> {
  const keepers = await owned(kube, place, object, "controllerrevisions.apps");
  return keepers
    .map((keeper) => ({
      revision: numberAt(keeper, "revision") ?? 0,
      changeCause: mapAt(keeper, "metadata", "annotations")[CHANGE_CAUSE] ?? "<none>",
      template: withField(objectAt(keeper, "data", "spec", "template"), ["$patch"], undefined),
      keeper,
    }))
    .sort((a, b) => a.revision - b.revision);
}

/** The revision to go back to: a given one, or the one before the last. @throws CommandError when there is none */
export function revisionToUndo(revisions: readonly Revision[], wanted: number, object: JsonObject): Revision {
  if (wanted > 0) {
    const found = revisions.find(({ revision }) => revision === wanted);
    if (!found) throw new CommandError(`unable to find specified revision ${wanted} in history`);
    return found;
  }
  const before = revisions.at(-2);
  if (!before && textAt(object, "kind") !== "Deployment") throw new CommandError("no last revision to roll back to");
  if (!before)
    throw new CommandError(
      `no rollout history found for ${textAt(object, "kind").toLowerCase()} ${JSON.stringify(nameOf(object))}`,
    );
  return before;
}
