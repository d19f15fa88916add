import type { HttpRequest, HttpResponse } from "../../../base/http.ts";
import { ageColumn, nameColumn } from "../../kinds/columns.ts";
import { unknownError } from "../../machinery/failures.ts";
import { defineKind, type Kind } from "../../machinery/kind.ts";
import type { ObjectRef } from "../../machinery/object.ts";
import { readQuery } from "../query.ts";
import { type Scale, scaleOf } from "../scale.ts";
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

/** Scales of all kinds look alike. k8s.io/kubernetes pkg/printers/internalversion printScale */
const SCALES = defineKind<Scale>({
  group: "autoscaling",
  version: "v1",
  kind: "Scale",
  plural: "scales",
  namespaced: true,
  columns: [
    { ...nameColumn, format: "" },
    { name: "Desired", type: "integer", cell: ({ spec }) => spec?.replicas ?? 0 },
    { name: "Available", type: "integer", cell: ({ status }) => status.replicas },
    ageColumn,
  ],
}) as unknown as Kind;

/** GET of one object, or of what is below it. @throws StatusError NotFound */
export function get(read: Read, ref: ObjectRef, subresource: string | undefined): HttpResponse {
  const { kind, query, wanted, verbs, encode } = read;
  parseRevision(query.get("resourceVersion") ?? "", unknownError);
  const object = verbs.resources.get(kind, ref);
  const scale = subresource === "scale" ? scaleOf(kind, object) : undefined;
  if (wanted.as === "Table") {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    const nowMs = verbs.resources.clock.now();
    const options = { metadata, include: includeObject(query), nowMs, version: wanted.version, encode };
    const table = scale ? tableOf(SCALES, [scale], options) : tableOf(kind, [object], options);
    return jsonAnswer(200, table, wanted.pretty);
  }
  if (scale) return jsonAnswer(200, scale, wanted.pretty);
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
