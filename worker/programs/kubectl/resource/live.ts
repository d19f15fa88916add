import type { Place } from "../client/rest.ts";
import { type JsonObject, nameOf, namespaceOf } from "../json.ts";
import type { Kube } from "../kube.ts";
import type { SelectionRequest } from "./selection.ts";
import { targetsOf } from "./targets.ts";

/** An object as it is on the server now, and where it lives. */
export interface Live {
  readonly place: Place;
  readonly object: JsonObject;
  /** The file that named it. */
  readonly source?: string;
}

/** Fetches everything that a command's words and files point at; problems are collected, the rest goes on. */
export async function liveObjects(
  kube: Kube,
  request: SelectionRequest,
): Promise<{ readonly live: readonly Live[]; readonly errors: readonly unknown[] }> {
  const { targets, errors } = await targetsOf(kube, request);
  const failures: unknown[] = [...errors];
  const live: Live[] = [];
  const rest = await kube.rest();
  for (const { place, file } of targets) {
    try {
      if (place.name !== undefined) {
        live.push({ place, object: await rest.get(place), ...(file && { source: file.source }) });
        continue;
      }
      const query = [
        ["labelSelector", request.selector || undefined],
        ["fieldSelector", request.fieldSelector || undefined],
      ] as const;
      const { items } = await rest.list(place, query);
      const { kind, group, version } = place.resource;
      const apiVersion = group ? `${group}/${version}` : version;
      for (const item of items) {
        const namespace = namespaceOf(item);
        live.push({
          place: { resource: place.resource, name: nameOf(item), ...(namespace && { namespace }) },
          object: { apiVersion, kind, ...item },
        });
      }
    } catch (error) {
      failures.push(error);
    }
  }
  return { live, errors: failures };
}
