import type { Clock } from "../../../base/clock.ts";
import { badRequest, expired, tooLargeRevision } from "../../machinery/failures.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import { type KubeObject, keyOf } from "../../machinery/object.ts";
import { resourceOf, viewOf } from "../kindRegistry.ts";
import { meetsQuery, type Query, selectSorted } from "../query.ts";
import type { Store } from "../store.ts";
import { type Continue, INCONSISTENT, readToken, writeToken } from "./continueToken.ts";
import type { Wanted } from "./negotiation.ts";
import type { ListOptions } from "./options.ts";
import { parseRevision } from "./revision.ts";
import { includeObject, partial, tableOf } from "./table.ts";

export interface ListRequest {
  readonly store: Store;
  readonly clock: Clock;
  readonly kind: Kind;
  readonly query: Query;
  readonly parameters: URLSearchParams;
  readonly options: ListOptions;
  readonly wanted: Wanted;
  encode<T extends object>(object: T, type?: string): T;
}

/** What a page has, and what its metadata says of the rest. */
interface Page {
  readonly objects: readonly KubeObject[];
  readonly metadata: {
    /** Absent where nothing is stored. */
    readonly resourceVersion?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

/** How long a list waits for a revision that is not there yet. */
const PATIENCE_MS = 3000;

/** One page of a list, in the form that was asked for. */
export async function listBody(request: ListRequest): Promise<unknown> {
  const { kind, parameters, wanted, clock, encode } = request;
  const { objects, metadata } = await pageOf(request);
  if (wanted.as === "Table") {
    const include = includeObject(parameters);
    return tableOf(kind, objects, { metadata, include, nowMs: clock.now(), version: wanted.version, encode });
  }
  if (wanted.as === "PartialObjectMetadata") {
    const items = objects.map((object) => partial(object, wanted.version, encode));
    return { kind: "PartialObjectMetadataList", apiVersion: `meta.k8s.io/${wanted.version}`, metadata, items };
  }
  return listOf(kind, metadata, objects, encode);
}

/** A list as its kind writes it: custom resources have every field in order, built-in ones do not say what their items are. */
export function listOf(
  kind: Kind,
  metadata: Page["metadata"],
  objects: readonly KubeObject[],
  encode: ListRequest["encode"],
): object {
  const head = { kind: kind.listKind ?? `${kind.kind}List`, apiVersion: apiVersionOf(kind) };
  if (!kind.openApi) return { ...head, metadata, items: objects.map((object) => itemOf(encode(object))) };
  const { resourceVersion, continue: token = "", remainingItemCount } = metadata;
  const left = remainingItemCount === undefined ? {} : { remainingItemCount };
  return {
    apiVersion: head.apiVersion,
    items: objects.map((object) => encode(object)),
    kind: head.kind,
    metadata: { continue: token, ...left, resourceVersion },
  };
}

function itemOf({ kind: _, apiVersion: __, ...item }: KubeObject): object {
  return item;
}

/** @throws StatusError BadRequest, Expired, Timeout */
async function pageOf({ store, clock, kind, query, options }: ListRequest): Promise<Page> {
  const token = options.continue === "" ? undefined : readToken(options.continue);
  const asked = parseRevision(options.resourceVersion, (words) => badRequest(`invalid resource version: ${words}`));
  if (token && asked > 0) throw badRequest("specifying resource version is not allowed when using continue");
  if (asked > store.revision) await clock.sleep(PATIENCE_MS);
  if (asked > store.revision) throw tooLargeRevision(asked, store.revision);
  // Whoever takes any state takes it whole.
  const limit = options.resourceVersion === "0" || options.limit <= 0 ? Number.POSITIVE_INFINITY : options.limit;
  const exact = options.match === "Exact" || (options.match === "" && asked > 0 && limit !== Number.POSITIVE_INFINITY);
  const revision = token ? revisionOf(token, store) : exact ? asked : store.revision;
  const all = objectsAt(store, kind, query, revision);
  if (!all) throw token ? expiredToken(token) : expired("The resourceVersion for the provided list is too old.");
  const place = kind.namespaced ? query.namespace : undefined;
  const from = token ? firstFrom(all, token.start, place) : 0;
  const objects = from === 0 && all.length <= limit ? all : all.slice(from, from + limit);
  const left = all.length - from - objects.length;
  // Who selects is not told how many are left: nobody has counted them.
  const counted = query.labels.length === 0 && query.fields.length === 0;
  return {
    objects,
    metadata: {
      resourceVersion: String(revision),
      ...(left > 0
        ? {
            continue: writeToken({ rv: revision, start: `${pathOf(objects.at(-1)!, place)}\0` }),
            ...(counted ? { remainingItemCount: left } : {}),
          }
        : {}),
    },
  };
}

const revisionOf = ({ rv }: Continue, store: Store): number => (rv === INCONSISTENT ? store.revision : rv);

/** All that met the query at a revision; undefined when that is forgotten. */
function objectsAt(store: Store, kind: Kind, query: Query, revision: number): readonly KubeObject[] | undefined {
  const collection = store.collection(resourceOf(kind));
  const changed = collection.changedSince(revision);
  if (!changed) return undefined;
  const now = selectSorted(store, kind, query);
  if (changed.size === 0) return now;
  const then = now.filter((object) => !changed.has(keyOf(object)));
  for (const stored of changed.values()) {
    const object = stored && viewOf(kind, stored);
    if (object && meetsQuery(kind, query, object)) then.push(object);
  }
  return then.sort((a, b) => compare(pathOf(a, undefined), pathOf(b, undefined)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Where the storage keeps an object, below its resource; within a namespace, below that. */
function pathOf({ metadata }: KubeObject, namespace: string | undefined): string {
  return metadata.namespace === undefined || namespace !== undefined
    ? metadata.name
    : `${metadata.namespace}/${metadata.name}`;
}

function firstFrom(all: readonly KubeObject[], start: string, namespace: string | undefined): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pathOf(all[middle]!, namespace) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

const TOO_OLD =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

/** Brings a token with it that goes on among what there is now. */
const expiredToken = ({ start }: Continue) => expired(TOO_OLD, { continue: writeToken({ rv: INCONSISTENT, start }) });
