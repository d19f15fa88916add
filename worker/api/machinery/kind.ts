import type { Clock } from "../../base/clock.ts";
import type { CustomResourceColumnDefinition } from "../generated/types.ts";

import type { FieldError } from "./field.ts";
import type { Draft, KubeObject } from "./object.ts";
import { deepFreeze } from "./values.ts";

/** What a kind is: its names, its rules, its columns. Everything that serves objects is derived from values of this type. */
export interface Kind<T extends KubeObject = KubeObject> {
  /** "" for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly Subresource[];
  /** What one can do with it; all there is when absent. */
  readonly verbs?: readonly string[];
  /** Name of the type in the generated schemas, for unknown fields, patches and explain; absent for free-form kinds. */
  readonly schema?: string;
  /** What is wrong with a name of this kind, in the server's words; a DNS-1123 subdomain is asked for when absent. */
  nameProblems?(name: string): readonly string[];
  /** Fields usable in field selectors, beside metadata.name and metadata.namespace. */
  readonly selectableFields?: Readonly<Record<string, FieldOf<T>>>;
  /** Fills what the author left out, as the API server's defaulting does. Called on a private copy. */
  setDefaults?(draft: Draft<T>): void;
  /** Changes the server makes on create (status reset, generated fields), after defaulting. */
  prepareCreate?(draft: Draft<T>): void;
  /** Changes the server makes on update, after the generic split of spec and status. */
  prepareUpdate?(draft: Draft<T>, old: T): void;
  /** Every problem with its path; in the server's words. */
  validate?(object: T): readonly FieldError[];
  /** What is asked of a new object, beside `validate`. */
  validateCreate?(object: T): readonly FieldError[];
  validateUpdate?(object: T, old: T): readonly FieldError[];
  /** Warnings sent with the answer, as the real server does for deprecated or dubious values; `old` on an update. */
  warn?(object: T, old?: T): readonly string[];
  /** The warning that every request for this kind brings, once it is deprecated. */
  readonly deprecation?: string;
  /** Columns of `kubectl get`, without namespace. */
  readonly columns: readonly Column<T>[];
  /** The order of the rows of a table, where that is not the order of the list. */
  rowOrder?(a: T, b: T): number;
  /** Columns that a definition names by JSONPath, after the name; tables are made of these then. */
  readonly printerColumns?: readonly CustomResourceColumnDefinition[];
  /** How the scale subresource reads and writes the object. */
  readonly scale?: ScaleAccess<T>;
  /** Grace period used when the delete request has none, seconds; absent means the object goes at once. */
  defaultGraceSeconds?(object: T): number;
  /** Whoever deletes it without a policy leaves its dependents behind, and is told so. */
  readonly leavesDependents?: true;
  /** No generation counting (ConfigMap, Secret, Event, ...): metadata.generation stays absent. */
  readonly withoutGeneration?: boolean;
  /** Only names a kind: the server that serves it has the rules, and may not serve it at all. */
  readonly reference?: true;
  /** A change of annotations is a new generation too. */
  readonly countsAnnotations?: true;
  /** Which metadata a write of the status may not change, beside what nobody may; "all" where it is none of its business. */
  readonly statusKeeps?: "all" | readonly ("labels" | "ownerReferences")[];
  /** What the deletion writes on an object before it is looked whether anything holds it. */
  onDelete?(object: T, nowMs: number): T;
  /** An update must say which resourceVersion it is based on. */
  readonly conditional?: true;
  /** The kind of its list, where that is not the kind and "List". */
  readonly listKind?: string;
  /** What its rules and columns need and what is not there yet; undefined once it is. The clock stands still meanwhile. */
  ready?(clock: Pick<Clock, "hold">): Promise<void> | undefined;
  /** A stored object as this version of the kind has it; the same object where both agree. */
  view?(stored: T): T;
  /** The version that its objects are stored in, where the kind has several. */
  readonly storedVersion?: string;
  /** The kind that its objects are stored as, where that is another; `toStored` makes such a one, `view` is the way back. */
  readonly storedAs?: Pick<Kind, "group" | "version" | "kind" | "plural">;
  toStored?(object: T): KubeObject;
  /** Paths of fields that the kind does not know, of kinds without a generated schema. */
  unknownFields?(object: object): readonly string[];
  /** What is asked of an object whose status is written through its subresource, or that is approved through that. */
  validateStatus?(object: T, old: T, part: "status" | "approval"): readonly FieldError[];
  /** Changes the server makes when the status is written. */
  prepareStatus?(draft: Draft<T>, old: T, nowMs: number): void;
  /** What a write of the status has filled in. */
  setStatusDefaults?(draft: Draft<T>): void;
  /** It is going away and takes no new objects: what the server says to those who create or change some. */
  readonly closing?: true;
  /** The OpenAPI schema of kinds without a generated one. */
  readonly openApi?: () => object;
}

/** Reads one selectable field as text. (Written as a method, so that a list may hold kinds of mixed types.) */
export type FieldOf<T extends KubeObject> = { read(object: T): string }["read"];

export type Subresource =
  | "approval"
  | "status"
  | "scale"
  | "log"
  | "exec"
  | "attach"
  | "portforward"
  | "proxy"
  | "binding"
  | "eviction"
  | "ephemeralcontainers"
  | "resize"
  | "finalize"
  | "token";

export interface Column<T extends KubeObject> {
  /** "Nominated Node": kubectl prints it in capitals. */
  readonly name: string;
  readonly type?: "string" | "integer" | "number" | "date" | "boolean";
  readonly format?: string;
  readonly description?: string;
  /** Shown only with -o wide. */
  readonly wide?: boolean;
  /** The server's number for `wide`, where that is not 1. */
  readonly priority?: number;
  cell(object: T, nowMs: number): string | number | boolean | null;
}

export interface ScaleAccess<T extends KubeObject> {
  replicas(object: T): number;
  statusReplicas(object: T): number;
  selector(object: T): string;
  withReplicas(object: T, replicas: number): T;
}

/**
 * Names a kind that a CustomResourceDefinition brings, so that a loop can ask for its objects: `customKind<RouteObject>({
 * group, version, kind, plural, namespaced })`. Clients answer NotFound while the server does not serve it; caches are empty.
 */
export function customKind<T extends KubeObject>(
  names: Pick<Kind<T>, "group" | "version" | "kind" | "plural" | "namespaced">,
): Kind<T> {
  return { ...defineKind<T>({ ...names, columns: [] }), reference: true };
}

type Optional = "singular" | "shortNames" | "categories" | "subresources";

/** Completes a kind's description with the usual answers. */
export function defineKind<T extends KubeObject>(
  kind: Omit<Kind<T>, Optional> & Partial<Pick<Kind<T>, Optional>>,
): Kind<T> {
  return { singular: kind.kind.toLowerCase(), shortNames: [], categories: [], subresources: [], ...kind };
}

/**
 * A kind that is another form of what another kind stores: its rules are written for that form.
 *
 * @param forms how one becomes the other; apiVersion and kind are seen to, and metadata where they do not say otherwise
 */
export function otherForm<T extends KubeObject, S extends KubeObject>(
  kind: Kind<T>,
  stored: Kind<S>,
  forms: {
    readonly toStored: (object: T) => Omit<S, keyof KubeObject> & Partial<Pick<S, "metadata">>;
    readonly view: (stored: S) => Omit<T, keyof KubeObject> & Partial<Pick<T, "metadata">>;
  },
): Kind<T> {
  const { group, version, plural } = stored;
  const seen = new WeakMap<KubeObject, T>();
  return {
    ...kind,
    storedAs: { group, version, kind: stored.kind, plural },
    toStored: (object) => ({
      metadata: object.metadata,
      ...defined(forms.toStored(object)),
      apiVersion: apiVersionOf(stored),
      kind: stored.kind,
    }),
    view(object) {
      const known = seen.get(object);
      if (known) return known;
      const { metadata } = object;
      const head = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata };
      const view = deepFreeze({ ...head, ...defined(forms.view(object as unknown as S)) }) as T;
      seen.set(object, view);
      return view;
    },
  };
}

const defined = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** "v1", "apps/v1". */
export function apiVersionOf(kind: Pick<Kind, "group" | "version">): string {
  return kind.group ? `${kind.group}/${kind.version}` : kind.version;
}

/** "pods", "deployments.apps": how the server names a resource in messages. */
export function qualifiedResource(kind: Pick<Kind, "group" | "plural">): string {
  return kind.group ? `${kind.plural}.${kind.group}` : kind.plural;
}
