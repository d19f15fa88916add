/**
 * Who owns which field of an object, and server-side apply.
 *
 * In:   objects with the notes that the server keeps of writes (`../written.ts`), a configuration to apply.
 * Out:  metadata.managedFields; what an object becomes by an apply, or who stands in its way.
 * Never: stores or sends anything. It is fetched when somebody looks at an object whole, or applies.
 *
 * @module
 */
import type { ManagedFieldsEntry } from "../../generated/types.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Schemas } from "../../machinery/schema.ts";
import { deepEqual, isObject, type JsonObject, timestamp } from "../../machinery/values.ts";
import { serverMade, type Written, withWritten, writtenOf } from "../written.ts";
import { apply, sameOwners } from "./apply.ts";
import { Grounds } from "./grounds.ts";
import { EntriesError, type Owners, readOwners, writeOwners } from "./managed.ts";
import { entriesOf, ownersOf } from "./owners.ts";

export interface ApplyOptions {
  readonly manager: string;
  readonly force: boolean;
  readonly nowMs: number;
  readonly subresource?: string;
}

export interface ApplyResult {
  readonly object: JsonObject;
  readonly written: Written;
}

export class Ownership {
  readonly #grounds: Grounds;

  constructor(schemas: Schemas) {
    this.#grounds = new Grounds(schemas);
  }

  /** metadata.managedFields of an object. */
  entries(kind: Kind, object: KubeObject): readonly ManagedFieldsEntry[] {
    return entriesOf(this.#grounds, kind, object);
  }

  /** The note of an object with all its owners worked out. */
  settled(kind: Kind, object: KubeObject): Written {
    return noted(this.entries(kind, object), writtenOf(object), undefined);
  }

  /** An object with the empty fields that its type always has. */
  whole(kind: Kind, object: KubeObject): JsonObject {
    return this.#grounds.live(kind, object);
  }

  /**
   * What an object becomes by a configuration; without an object, the new one.
   *
   * @throws StatusError Conflict with a cause a field, BadRequest, or one without a reason for what does not fit the schema
   */
  apply(kind: Kind, live: KubeObject | undefined, config: unknown, options: ApplyOptions): ApplyResult {
    const { manager, force, nowMs, subresource } = options;
    const zero = this.#grounds.zero(kind);
    const before: Owners = live ? ownersOf(this.#grounds, kind, live) : new Map();
    const was = live ? this.#grounds.live(kind, live) : (zero as JsonObject);
    const { object, owners } = apply({
      kind,
      ground: this.#grounds.of(kind, subresource),
      live: was,
      zero,
      config,
      owners: before,
      manager,
      force,
      now: timestamp(nowMs),
      ...(subresource ? { subresource } : {}),
    });
    const written = live && writtenOf(live);
    if (written && deepEqual(object, was) && sameOwners(before, owners)) return { object, written };
    return { object, written: noted(writeOwners(owners), written, subresource) };
  }

  /**
   * The object as its owners are when a request sets managedFields itself; undefined when it leaves them as they are. Entries
   * that cannot be read count as left out.
   */
  rebased(kind: Kind, live: KubeObject, given: unknown): KubeObject | undefined {
    if (!Array.isArray(given)) return undefined;
    const cleared =
      given.length === 0 || (given.length === 1 && isObject(given[0]) && Object.keys(given[0]).length === 0);
    if (cleared) return withWritten(live, { known: [] });
    try {
      if (readOwners(given).size === 0 || deepEqual(given, this.entries(kind, live))) return undefined;
    } catch (error) {
      if (error instanceof EntriesError) return undefined;
      throw error;
    }
    return withWritten(live, { known: given });
  }
}

/** What is known after an apply. A status that only one hand has written stays with that hand. */
function noted(
  entries: readonly ManagedFieldsEntry[],
  before: Written | undefined,
  subresource: string | undefined,
): Written {
  const { status, since } = before ?? {};
  const own = serverMade(since ?? []);
  const kept = own ? { since: [own] } : {};
  if (!status || subresource === "status") return { known: entries, ...kept };
  const ofStatus = (entry: ManagedFieldsEntry) =>
    entry.subresource === "status" &&
    entry.operation === "Update" &&
    entry.manager === status.manager &&
    entry.apiVersion === status.apiVersion;
  return { known: entries.filter((entry) => !ofStatus(entry)), status, ...kept };
}
