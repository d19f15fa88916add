import type { ListQuery } from "../client/client.ts";
import { badRequest } from "../machinery/failures.ts";
import { FieldSelectorError, type FieldTerm, parseFieldSelector } from "../machinery/fields.ts";
import { apiVersionOf, type Kind } from "../machinery/kind.ts";
import {
  fromMap,
  matches,
  parseSelector,
  type Requirement,
  type Selector,
  SelectorError,
} from "../machinery/labels.ts";
import type { KubeObject } from "../machinery/object.ts";
import type { Collection } from "./collection.ts";
import { resourceOf, viewOf } from "./kindRegistry.ts";
import type { Store } from "./store.ts";

/** A query made ready: what to look through, and what an object must meet. */
export interface Query {
  readonly namespace: string | undefined;
  readonly labels: Selector;
  readonly fields: readonly FieldTerm[];
}

const NO_FIELDS: readonly FieldTerm[] = [];

/** @throws StatusError BadRequest for text that is no selector, or fields that cannot be selected by */
export function readQuery(kind: Kind, query: ListQuery | undefined): Query {
  try {
    const fields = query?.fields ? parseFieldSelector(query.fields) : NO_FIELDS;
    for (const { field } of fields) checkField(kind, field);
    const { labels } = query ?? {};
    return {
      namespace: query?.namespace || undefined,
      labels: typeof labels === "string" ? parseSelector(labels) : fromMap(labels),
      fields,
    };
  } catch (error) {
    if (error instanceof SelectorError || error instanceof FieldSelectorError) throw badRequest(error.message);
    throw error;
  }
}

function checkField(kind: Kind, field: string): void {
  if (field === "metadata.name" || field === "metadata.namespace" || kind.selectableFields?.[field]) return;
  if (kind.selectableFields) throw badRequest(`field label not supported: ${field}`);
  throw badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

export function fieldValue(kind: Kind, object: KubeObject, field: string): string {
  if (field === "metadata.name") return object.metadata.name;
  if (field === "metadata.namespace") return object.metadata.namespace ?? "";
  return kind.selectableFields?.[field]?.(object) ?? "";
}

/** Whether every object of a kind meets a query. */
export const meetsAll = ({ namespace, labels, fields }: Query): boolean =>
  namespace === undefined && labels.length === 0 && fields.length === 0;

export function meetsQuery(kind: Kind, query: Query, object: KubeObject): boolean {
  if (query.namespace !== undefined && kind.namespaced && object.metadata.namespace !== query.namespace) return false;
  if (!matches(query.labels, object.metadata.labels)) return false;
  for (const { field, operator, value } of query.fields) {
    if ((fieldValue(kind, object, field) === value) !== (operator === "=")) return false;
  }
  return true;
}

/** Objects that meet a query, unsorted (in the order of creation), by the narrowest way there is. */
export function select(store: Store, kind: Kind, query: Query): readonly KubeObject[] {
  const collection = store.collection(resourceOf(kind));
  const known = kind.view ? undefined : selected(collection, kind, query);
  if (known) return known;
  const among = candidates(collection, kind, query);
  const found: KubeObject[] = [];
  for (const stored of among) {
    const object = viewOf(kind, stored);
    if (meetsQuery(kind, query, object)) found.push(object);
  }
  return found;
}

/** What an index or a list has exactly as it is asked for. */
function selected(
  collection: Collection,
  kind: Kind,
  { namespace, labels, fields }: Query,
): readonly KubeObject[] | undefined {
  if (fields.length > 0) return undefined;
  if (labels.length === 0) return collection.all(kind.namespaced ? namespace : undefined);
  const [{ key, operator, values }] = labels as readonly [Requirement];
  if (labels.length > 1 || operator !== "=" || !kind.namespaced || namespace === undefined) return undefined;
  return Array.from(collection.labelled(namespace, key, values[0]!).values());
}

function candidates(collection: Collection, kind: Kind, query: Query): Iterable<KubeObject> {
  const namespace = kind.namespaced ? query.namespace : undefined;
  const name = query.fields.find((term) => term.field === "metadata.name" && term.operator === "=");
  if (name && (!kind.namespaced || namespace !== undefined)) {
    const found = collection.get(kind.namespaced ? `${namespace}/${name.value}` : name.value);
    return found ? [found] : [];
  }
  const term = query.fields.find(({ field, operator }) => operator === "=" && kind.selectableFields?.[field]);
  if (term) return byField(collection, kind, term.field, term.value);
  return (
    (namespace === undefined ? undefined : fewestLabelled(collection, namespace, query)) ?? collection.all(namespace)
  );
}

/** Of the labels that must have one value, the one that the fewest objects have. */
function fewestLabelled(
  collection: Collection,
  namespace: string,
  { labels }: Query,
): Iterable<KubeObject> | undefined {
  let fewest: ReturnType<Collection["labelled"]> | undefined;
  for (const { key, operator, values } of labels) {
    if (operator !== "=" && !(operator === "in" && values.length === 1)) continue;
    const bucket = collection.labelled(namespace, key, values[0]!);
    if (!fewest || bucket.size < fewest.size) fewest = bucket;
  }
  return fewest?.values();
}

export function byField(collection: Collection, kind: Kind, field: string, value: string): Iterable<KubeObject> {
  const read = kind.selectableFields?.[field];
  if (!read) throw new Error(`${kind.kind} cannot be selected by ${field}`);
  // The versions of a custom kind may read a field of one name from different places.
  const index = kind.view ? `field:${apiVersionOf(kind)}:${field}` : `field:${field}`;
  collection.addIndex(index, kind.storedAs ? (stored) => read(viewOf(kind, stored)) : read);
  return collection.indexed(index, value);
}

/** As lists have them: by namespace and name. */
export function selectSorted(store: Store, kind: Kind, query: Query): readonly KubeObject[] {
  const narrow = query.fields.some(({ operator }) => operator === "=");
  if (narrow) return [...select(store, kind, query)].sort(byKey);
  const collection = store.collection(resourceOf(kind));
  const found: KubeObject[] = [];
  for (const key of collection.sortedKeys(kind.namespaced ? query.namespace : undefined)) {
    const object = viewOf(kind, collection.get(key)!);
    if (meetsQuery(kind, query, object)) found.push(object);
  }
  return found;
}

const byKey = (a: KubeObject, b: KubeObject): number =>
  compare(a.metadata.namespace ?? "", b.metadata.namespace ?? "") || compare(a.metadata.name, b.metadata.name);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
