import { StatusError } from "../../../api/machinery/status.ts";
import { CommandError } from "../cli/errors.ts";
import { qualifiedPlural } from "../client/discovery.ts";
import type { Place } from "../client/rest.ts";
import { type JsonObject, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { followObject } from "./follow.ts";

/** Waits until an object is deleted, or replaced by another of its name. @throws CommandError at the deadline */
export async function waitUntilGone(
  kube: Kube,
  place: Place,
  options: { readonly uid?: string; readonly deadline?: number },
): Promise<JsonObject | undefined> {
  const rest = await kube.rest();
  let last: JsonObject | undefined;
  try {
    last = await rest.get(place);
  } catch (error) {
    if (error instanceof StatusError && error.is("NotFound")) return undefined;
    throw error;
  }
  const another = (object: JsonObject) => Boolean(options.uid) && textAt(object, "metadata", "uid") !== options.uid;
  if (another(last)) return last;
  for await (const event of followObject(kube, place, options.deadline)) {
    if (event.type === "DELETED" || another(event.object)) return event.object;
    last = event.object;
  }
  throw new CommandError(`timed out waiting for the condition on ${qualifiedPlural(place.resource)}/${place.name}`);
}
