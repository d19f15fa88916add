import { pathNotFound } from "../machinery/failures.ts";
import { apiVersionOf, type Kind, qualifiedResource } from "../machinery/kind.ts";

/** The kinds that a server serves. Custom resource definitions add and remove some while it runs. */
export class KindRegistry {
  readonly #kinds: Kind[] = [];
  readonly #byPath = new Map<string, Kind>();
  readonly #byKind = new Map<string, Kind>();

  constructor(kinds: readonly Kind[]) {
    for (const kind of kinds) this.add(kind);
  }

  add(kind: Kind): void {
    this.#kinds.push(kind);
    this.#byPath.set(`${apiVersionOf(kind)}/${kind.plural}`, kind);
    this.#byKind.set(`${apiVersionOf(kind)}/${kind.kind}`, kind);
  }

  remove(kind: Kind): void {
    this.#kinds.splice(this.#kinds.indexOf(kind), 1);
    this.#byPath.delete(`${apiVersionOf(kind)}/${kind.plural}`);
    this.#byKind.delete(`${apiVersionOf(kind)}/${kind.kind}`);
  }

  /** In the order of discovery: core first, then groups as they were added. */
  all(): readonly Kind[] {
    return this.#kinds;
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

/** Where the store keeps objects of a kind. */
export const resourceOf = qualifiedResource;
