import { StatusError } from "../../../api/machinery/status.ts";
import type { Json, JsonObject } from "../json.ts";
import type { ApiRequest, Connection, Query } from "./connection.ts";
import type { ApiResource } from "./discovery.ts";

export const TABLE_ACCEPT =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

/** Where an object or a list of a resource lives on the server. */
export interface Place {
  readonly resource: ApiResource;
  /** Absent for cluster-scoped resources and for lists across namespaces. */
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** "/apis/apps/v1/namespaces/default/deployments/web/scale" */
export function pathOf({ resource, namespace, name, subresource }: Place): string {
  const parts = [resource.group ? `/apis/${resource.group}` : "/api", resource.version];
  if (resource.namespaced && namespace) parts.push("namespaces", namespace);
  parts.push(resource.plural);
  if (name !== undefined && name !== "") parts.push(encodeURIComponent(name));
  if (subresource) parts.push(subresource);
  return parts.join("/");
}

export type PatchType = "strategic" | "merge" | "json" | "apply";

const PATCH_CONTENT: Readonly<Record<PatchType, string>> = {
  strategic: "application/strategic-merge-patch+json",
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
};

/** A list that the server does not understand is told together with what was asked of it. */
function listFailure(error: unknown, { resource }: Place, query: Query): unknown {
  if (!(error instanceof StatusError) || !(error.is("BadRequest") || error.is("NotFound"))) return error;
  const of = (key: string) => JSON.stringify(query.find(([name]) => name === key)?.[1] ?? "");
  const what = `"${resource.group ? `${resource.group}/` : "/"}${resource.version}, Resource=${resource.plural}"`;
  const [labels, fields] = [of("labelSelector"), of("fieldSelector")];
  const asked =
    labels === '""' && fields === '""'
      ? `Unable to list ${what}`
      : `Unable to find ${what} that match label selector ${labels}, field selector ${fields}`;
  return new StatusError({ ...error.status, message: `${asked}: ${error.message}` });
}

/** One event of a watch; ERROR carries a Status. */
export interface WatchLine {
  readonly type: string;
  readonly object: JsonObject;
}

/** The verbs of the API, on any resource. */
export class Rest {
  constructor(readonly connection: Connection) {}

  get(place: Place, options: Pick<ApiRequest, "query" | "accept"> = {}): Promise<JsonObject> {
    return this.connection.json({ path: pathOf(place), ...options });
  }

  create(place: Place, object: Json, query: Query = []): Promise<JsonObject> {
    return this.connection.json({ method: "POST", path: pathOf(place), body: object, query });
  }

  replace(place: Place, object: Json, query: Query = []): Promise<JsonObject> {
    return this.connection.json({ method: "PUT", path: pathOf(place), body: object, query });
  }

  patch(place: Place, type: PatchType, patch: Json | Uint8Array, query: Query = []): Promise<JsonObject> {
    return this.connection.json({
      method: "PATCH",
      path: pathOf(place),
      contentType: PATCH_CONTENT[type],
      body: patch,
      query,
    });
  }

  delete(place: Place, options: JsonObject): Promise<JsonObject> {
    return this.connection.json({ method: "DELETE", path: pathOf(place), body: options });
  }

  /** Every page of a list, one document a page. */
  async *pages(
    place: Place,
    query: Query,
    options: { readonly limit: number; readonly accept?: string },
  ): AsyncGenerator<JsonObject> {
    let token: string | undefined;
    do {
      const limit = options.limit > 0 ? options.limit : undefined;
      const page: JsonObject = await this.get(place, {
        query: [...query, ["limit", limit], ["continue", token]],
        ...(options.accept && { accept: options.accept }),
      }).catch((error: unknown) => {
        throw listFailure(error, place, query);
      });
      yield withTypes(page);
      token = (page.metadata as JsonObject | undefined)?.continue as string | undefined;
    } while (token);
  }

  /** All items of a list, with the list's own metadata and kind. */
  async list(
    place: Place,
    query: Query = [],
    limit = 500,
  ): Promise<{ readonly list: JsonObject; readonly items: readonly JsonObject[] }> {
    const items: JsonObject[] = [];
    let list: JsonObject = {};
    for await (const page of this.pages(place, query, { limit })) {
      list = page;
      items.push(...((page.items as readonly JsonObject[] | null) ?? []));
    }
    return { list, items };
  }

  async *watch(
    place: Place,
    query: Query,
    options: { readonly accept?: string; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<WatchLine> {
    const lines = this.connection.jsonLines({
      path: pathOf(place),
      query: [...query, ["watch", "true"]],
      ...options,
    });
    for await (const line of lines) yield line as unknown as WatchLine;
  }
}

/** Items of built-in lists do not say what they are; clients give them the list's type. */
function withTypes(page: JsonObject): JsonObject {
  const { kind, apiVersion, items } = page;
  if (!Array.isArray(items) || typeof kind !== "string" || !kind.endsWith("List")) return page;
  const type = { apiVersion, kind: kind.slice(0, -"List".length) };
  return { ...page, items: (items as JsonObject[]).map((item) => (item.kind ? item : { ...type, ...item })) };
}
