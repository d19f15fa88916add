import { StatusError } from "../../../api/machinery/status.ts";
import { FieldSet } from "../../../api/server/ownership/fieldSet.ts";
import { CommandError } from "../cli/errors.ts";
import { apiVersionOf } from "../client/discovery.ts";
import type { Place, Rest } from "../client/rest.ts";
import { isObject, type Json, type JsonObject, listAt, mapAt, nameOf, namespaceOf, sameJson, textAt } from "../json.ts";
import { LAST_APPLIED } from "./annotation.ts";

/** Who applies on the server's side when nobody is named. */
export const SERVER_SIDE_MANAGER = "kubectl";

/** Who keeps the annotation of the client's own apply. */
const ANNOTATION_MANAGER = "kubectl-last-applied";

const ANNOTATION_PATH = ["f:metadata", "f:annotations", `f:${LAST_APPLIED}`];
const ATTEMPTS = 5;

type Query = readonly (readonly [string, string | undefined])[];

export interface ServerSideApply {
  readonly rest: Rest;
  readonly place: Place;
  readonly object: JsonObject;
  readonly manager: string;
  readonly force: boolean;
  /** Beside fieldManager and force. */
  readonly query: Query;
  /** What went wrong without harm. */
  warn(text: string): Promise<void>;
}

/**
 * Applies on the server's side; an object that the client's own apply has made is moved over.
 *
 * @see k8s.io/kubectl pkg/cmd/apply applyOneObject, migrateToSSAIfNecessary
 * @throws CommandError with ways out when others manage the fields
 */
export async function applyServerSide(asked: ServerSideApply): Promise<JsonObject> {
  const applied = await send(asked);
  if (asked.place.subresource) return applied;
  try {
    const kept = await keepAnnotation(asked, applied);
    const moved = await moveOver(asked, kept);
    if (!moved) return kept;
    try {
      // Once more, so that fields that were left out can go.
      return await send(asked);
    } catch (error) {
      await asked.warn(
        `failed to re-apply configuration after performing Server-Side Apply migration. ${NEXT_TIME}${(error as Error).message}`,
      );
      return moved;
    }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    await asked.warn(`server rejected managed fields migration to Server-Side Apply. ${NEXT_TIME}${error.message}`);
    return applied;
  }
}

const NEXT_TIME = "This is non-fatal and will be retried next time you apply. Error: ";

function queryOf({ query, manager }: ServerSideApply): Query {
  return [["fieldManager", manager], ...query];
}

async function send(asked: ServerSideApply): Promise<JsonObject> {
  const { rest, place, object, force } = asked;
  try {
    return await rest.patch(place, "apply", object, [...queryOf(asked), ["force", String(force)]]);
  } catch (error) {
    if (error instanceof StatusError && error.is("UnsupportedMediaType")) {
      throw new CommandError(`Server-side apply not available on the server: (${error.message})`);
    }
    if (error instanceof StatusError && error.is("Conflict")) throw new CommandError(`${error.message}\n${WAYS_OUT}`);
    throw error;
  }
}

const WAYS_OUT = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

const entriesOf = (object: JsonObject): readonly JsonObject[] =>
  listAt(object, "metadata", "managedFields").filter(isObject);

const ownersOfAnnotation = (object: JsonObject, operation: "Apply" | "Update") =>
  entriesOf(object).filter(
    (entry) => entry.operation === operation && FieldSet.fromJson(entry.fieldsV1).has(ANNOTATION_PATH),
  );

/** The annotation gets a manager of its own, or the first apply would take it away. */
async function keepAnnotation(asked: ServerSideApply, object: JsonObject): Promise<JsonObject> {
  const { rest, place, manager, query } = asked;
  const text = mapAt(object, "metadata", "annotations")[LAST_APPLIED];
  if (manager !== SERVER_SIDE_MANAGER || text === undefined) return object;
  if (ownersOfAnnotation(object, "Apply").length > 0) return object;
  const namespace = namespaceOf(object);
  const metadata = {
    annotations: { [LAST_APPLIED]: text },
    name: nameOf(object),
    ...(namespace ? { namespace } : {}),
  };
  const { kind } = place.resource;
  const patch = { apiVersion: apiVersionOf(place.resource), kind, metadata };
  return rest.patch(place, "apply", patch, [["fieldManager", ANNOTATION_MANAGER], ...query]);
}

/** Fields that the client's own apply has set become the applier's. Answers the object when there were some. */
async function moveOver(asked: ServerSideApply, object: JsonObject): Promise<JsonObject | undefined> {
  const { rest, place } = asked;
  const managers = [...new Set(ownersOfAnnotation(object, "Update").map((entry) => textAt(entry, "manager")))].sort();
  let current = object;
  for (let attempt = 1; ; attempt++) {
    const before = entriesOf(current);
    const after = managers.reduce((entries, from) => upgraded(entries, from, asked.manager), before);
    if (sameJson(before as Json, after as Json)) return undefined;
    const version = textAt(current, "metadata", "resourceVersion");
    const patch = [
      { op: "replace", path: "/metadata/managedFields", value: after },
      { op: "replace", path: "/metadata/resourceVersion", value: version },
    ];
    try {
      return await rest.patch(place, "json", patch as unknown as Json, queryOf(asked));
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof StatusError && error.is("Conflict"))) throw error;
      current = await rest.get(place);
    }
  }
}

const updates = (entry: JsonObject, manager: string) =>
  entry.manager === manager && entry.operation === "Update" && !entry.subresource;

/** Entries with those of an updater given to an applier. k8s.io/client-go util/csaupgrade upgradedManagedFields */
export function upgraded(entries: readonly JsonObject[], from: string, to: string): readonly JsonObject[] {
  const applier = (entry: JsonObject) => entry.manager === to && entry.operation === "Apply" && !entry.subresource;
  const known = entries.findIndex(applier);
  const at = known >= 0 ? known : entries.findIndex((entry) => updates(entry, from));
  if (at < 0) return entries;
  const target: JsonObject = { ...entries[at]!, manager: to, operation: "Apply" };
  const same = entries.find((entry) => updates(entry, from) && entry.apiVersion === target.apiVersion);
  const own = FieldSet.fromJson(entries[at]!.fieldsV1);
  const fieldsV1 = (same ? own.union(FieldSet.fromJson(same.fieldsV1)) : own).toJson() as JsonObject;
  return entries.flatMap((entry, i) => (i === at ? [{ ...target, fieldsV1 }] : updates(entry, from) ? [] : [entry]));
}
