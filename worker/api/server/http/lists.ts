import { badRequest, expired } from "../../machinery/failures.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Wanted } from "./answers.ts";
import type { ListOptions } from "./options.ts";
import { includeObject, partial, tableOf } from "./table.ts";

/** Where a list goes on: after which key, and as of which revision it was begun. */
interface Continue {
  readonly v: "meta.k8s.io/v1";
  readonly rv: number;
  readonly start: string;
}

/** A token older than this many revisions is refused, as after a compaction. */
const REMEMBERED = 50_000;

/** One page of a list, in the form that was asked for. */
export function listBody(
  kind: Kind,
  all: readonly KubeObject[],
  options: {
    parameters: URLSearchParams;
    options: ListOptions;
    wanted: Wanted;
    revision: number;
    nowMs: number;
    encode(object: KubeObject): KubeObject;
  },
): unknown {
  const { parameters, wanted, revision, nowMs } = options;
  const token = readToken(options.options.continue, revision);
  const from = token ? firstAfter(all, token.start) : 0;
  const limit = options.options.limit || Number.POSITIVE_INFINITY;
  const page = from === 0 && all.length <= limit ? all : all.slice(from, from + limit);
  const left = all.length - from - page.length;
  const metadata = {
    resourceVersion: String(token?.rv ?? revision),
    ...(left > 0 ? { continue: writeToken(page.at(-1)!, token?.rv ?? revision), remainingItemCount: left } : {}),
  };
  if (wanted.as === "Table") return tableOf(kind, page, { metadata, include: includeObject(parameters), nowMs });
  if (wanted.as === "PartialObjectMetadata") {
    return { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", metadata, items: page.map(partial) };
  }
  return {
    kind: kind.listKind ?? `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata,
    items: page.map(options.encode),
  };
}

const pathOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ""}/${metadata.name}`;

function firstAfter(all: readonly KubeObject[], start: string): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pathOf(all[middle]!) <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function writeToken(last: KubeObject, rv: number): string {
  const token: Continue = { v: "meta.k8s.io/v1", rv, start: pathOf(last) };
  return btoa(JSON.stringify(token)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function readToken(text: string, revision: number): Continue | undefined {
  if (!text) return undefined;
  let token: Continue;
  try {
    token = JSON.parse(atob(text.replace(/-/g, "+").replace(/_/g, "/"))) as Continue;
  } catch {
    throw badRequest("continue key is not valid: illegal base64 data");
  }
  if (typeof token?.start !== "string") throw badRequest("continue key is not valid: incorrect encoded start key");
  if (revision - token.rv > REMEMBERED) {
    throw expired(
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    );
  }
  return token;
}
