/**
 * metadata.managedFields: who manages which fields, read and written as the server does.
 *
 * @see k8s.io/apimachinery pkg/util/managedfields/internal managedfields.go
 */
import type { ManagedFieldsEntry } from "../../generated/types.ts";
import { FieldSet } from "./fieldSet.ts";

/** One manager's part. */
export interface Owner {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource?: string;
  /** RFC 3339. */
  readonly time?: string;
  readonly fields: FieldSet;
}

/** By what tells managers apart. Whoever changes it has a copy of their own. */
export type Owners = Map<string, Owner>;

/** Whoever applies is the same in every version. */
export function ownerId({ manager, operation, apiVersion, subresource }: Omit<Owner, "fields">): string {
  return JSON.stringify({
    manager,
    operation,
    ...(operation === "Apply" ? {} : { apiVersion }),
    ...(subresource ? { subresource } : {}),
  });
}

/** The entries cannot be read. The message is the server's. */
export class EntriesError extends Error {}

/** @throws EntriesError */
export function readOwners(entries: readonly ManagedFieldsEntry[]): Owners {
  const owners: Owners = new Map();
  for (const [i, entry] of entries.entries()) {
    const { operation, apiVersion, fieldsType, manager = "", subresource, time } = entry;
    if (operation !== "Apply" && operation !== "Update")
      throw new EntriesError("operation must be `Apply` or `Update`");
    if (!apiVersion) throw new EntriesError("apiVersion must not be empty");
    if (!fieldsType) throw new EntriesError(`missing fieldsType in managed fields entry ${i}`);
    if (fieldsType !== "FieldsV1") {
      throw new EntriesError(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${i}`);
    }
    const who = { manager, operation, apiVersion, ...(subresource ? { subresource } : {}) } as const;
    let fields: FieldSet;
    try {
      fields = FieldSet.fromJson(entry.fieldsV1 ?? {});
    } catch (error) {
      throw new EntriesError(`error decoding set: ${(error as Error).message}`);
    }
    owners.set(ownerId(who), { ...who, ...(time ? { time: time as string } : {}), fields });
  }
  return owners;
}

const byText = (a = "", b = ""): number => (a < b ? -1 : a > b ? 1 : 0);

/** Applied before updated, then the oldest first. */
const inOrder = (a: Owner, b: Owner): number =>
  byText(a.operation, b.operation) ||
  byText(a.time, b.time) ||
  byText(a.manager, b.manager) ||
  byText(a.apiVersion, b.apiVersion) ||
  byText(a.subresource, b.subresource);

/** As they go over the wire. */
export function writeOwners(owners: Owners): readonly ManagedFieldsEntry[] {
  return [...owners.values()].sort(inOrder).map(({ manager, operation, apiVersion, time, fields, subresource }) => ({
    manager,
    operation,
    apiVersion,
    ...(time ? { time } : {}),
    fieldsType: "FieldsV1",
    fieldsV1: fields.toJson(),
    ...(subresource ? { subresource } : {}),
  }));
}
