import { pathNotFound } from "../machinery/failures.ts";
import { apiVersionOf, type Kind, qualifiedResource } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import { byPreference } from "./custom/versions.ts";

/** The kinds that a server serves. Custom resource definitions add and remove some while it runs. */
export class KindRegistry {
  readonly #kinds: Kind[] = [];
  /** In the order of discovery: groups by name, versions by preference, resources by name. */
  readonly #custom: Kind[] = [];
  #all: readonly Kind[] = [];
  readonly #mourners = new Map<Kind, Set<() => void>>();
  readonly #byPath = new Map<string, Kind>();
  readonly #byKind = new Map<string, Kind>();

  constructor(kinds: readonly Kind[]) {
    for (const kind of kinds) this.add(kind);
  }

  add(kind: Kind): void {
    this.#kinds.push(kind);
    this.#index(kind);
  }

  /** A kind of a CustomResourceDefinition. What is built in stays what it is. */
  addCustom(kind: Kind): void {
    if (this.byPath(kind.group, kind.version, kind.plural)) return;
    this.#custom.push(kind);
    this.#custom.sort(byDiscovery);
    this.#index(kind);
  }

  removeCustom(kind: Kind): void {
    const at = this.#custom.indexOf(kind);
    if (at < 0) return;
    this.#custom.splice(at, 1);
    this.#forget(kind);
    const mourners = [...(this.#mourners.get(kind) ?? [])];
    this.#mourners.delete(kind);
    for (const mourner of mourners) mourner();
  }

  /** Calls back when a kind is not served any more as it is now. Returns how to stop. */
  whenGone(kind: Kind, listener: () => void): () => void {
    const mourners = this.#mourners.get(kind) ?? new Set();
    this.#mourners.set(kind, mourners.add(listener));
    return () => {
      mourners.delete(listener);
      if (mourners.size === 0) this.#mourners.delete(kind);
    };
  }

  #index(kind: Kind): void {
    this.#all = [...this.#kinds, ...this.#custom];
    this.#byPath.set(`${apiVersionOf(kind)}/${kind.plural}`, kind);
    this.#byKind.set(`${apiVersionOf(kind)}/${kind.kind}`, kind);
  }

  #forget(kind: Kind): void {
    this.#all = [...this.#kinds, ...this.#custom];
    this.#byPath.delete(`${apiVersionOf(kind)}/${kind.plural}`);
    this.#byKind.delete(`${apiVersionOf(kind)}/${kind.kind}`);
  }

  /** The kind as it is served now: what a reference names, a custom kind in its last state. Undefined when it is not served. */
  served(kind: Kind): Kind | undefined {
    return kind.reference || kind.openApi ? this.byPath(kind.group, kind.version, kind.plural) : kind;
  }

  /** In the order of discovery: core first, then groups as they were added. */
  all(): readonly Kind[] {
    return this.#all;
  }

  byPath(group: string, version: string, plural: string): Kind | undefined {
    return this.#byPath.get(`${apiVersionOf({ group, version })}/${plural}`);
  }

  byKind(apiVersion: string, kind: string): Kind | undefined {
    return this.#byKind.get(`${apiVersion}/${kind}`);
  }

  /** @throws StatusError NotFound when the server serves no such kind */
  required(apiVersion: string, kind: string): Kind {
    const found = this.byKind(apiVersion, kind);
    if (!found) throw pathNotFound();
    return found;
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byDiscovery = (a: Kind, b: Kind): number =>
  byText(a.group, b.group) || byPreference(a.version, b.version) || byText(a.plural, b.plural);

/** Where the store keeps objects of a kind. */
export const resourceOf = (kind: Pick<Kind, "group" | "plural" | "storedAs">): string =>
  qualifiedResource(kind.storedAs ?? kind);

/** A stored object as this version of its kind has it. */
export function viewOf(kind: Kind, stored: KubeObject): KubeObject {
  return kind.view ? kind.view(stored) : stored;
}
