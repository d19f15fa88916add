import type { HttpRequest, HttpResponse } from "../../../base/http.ts";
import { unknownError } from "../../machinery/failures.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { ObjectRef } from "../../machinery/object.ts";
import { readQuery } from "../query.ts";
import { scaleOf } from "../scale.ts";
import type { Verbs } from "../verbs.ts";
import { jsonAnswer } from "./answers.ts";
import { listBody } from "./lists.ts";
import type { Wanted } from "./negotiation.ts";
import { listOptions } from "./options.ts";
import { parseRevision } from "./revision.ts";
import { includeObject, partial, type TableOptions, tableOf } from "./table.ts";
import { watchAnswer } from "./watch.ts";
import type { EventTexts } from "./watchLines.ts";

/** One request that reads, as the door has understood it. */
export interface Read {
  readonly request: HttpRequest;
  readonly kind: Kind;
  readonly query: URLSearchParams;
  readonly wanted: Wanted;
  readonly verbs: Verbs;
  readonly encode: TableOptions["encode"];
}

/** GET of one object, or of what is below it. @throws StatusError NotFound */
export function get(read: Read, ref: ObjectRef, subresource: string | undefined): HttpResponse {
  const { kind, query, wanted, verbs, encode } = read;
  parseRevision(query.get("resourceVersion") ?? "", unknownError);
  const object = verbs.resources.get(kind, ref);
  if (subresource === "scale") return jsonAnswer(200, scaleOf(kind, object), wanted.pretty);
  if (wanted.as === "Table") {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    const nowMs = verbs.resources.clock.now();
    const options = { metadata, include: includeObject(query), nowMs, version: wanted.version, encode };
    return jsonAnswer(200, tableOf(kind, [object], options), wanted.pretty);
  }
  return jsonAnswer(
    200,
    wanted.as === "Object" ? encode(object) : partial(object, wanted.version, encode),
    wanted.pretty,
  );
}

/** GET of a collection: a list, or a watch. */
export async function list(
  read: Read,
  { namespace, watch, texts }: { namespace: string | undefined; watch: boolean; texts: EventTexts },
): Promise<HttpResponse> {
  const { request, kind, query: parameters, wanted, verbs, encode } = read;
  const { store, clock } = verbs.resources;
  const options = listOptions(parameters, watch);
  const query = readQuery(kind, {
    ...(namespace ? { namespace } : {}),
    labels: parameters.get("labelSelector") ?? "",
    fields: parameters.get("fieldSelector") ?? "",
  });
  const asked = { store, clock, kind, query, parameters, options, wanted, encode };
  if (watch) return watchAnswer(request, { ...asked, kinds: verbs.kinds, texts });
  return jsonAnswer(200, await listBody(asked), wanted.pretty);
}
