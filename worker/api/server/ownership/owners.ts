/** What the notes of writes come to: who owns which field. */
import type { ManagedFieldsEntry } from "../../generated/types.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { timestamp } from "../../machinery/values.ts";
import { type Change, type Writer, writtenOf } from "../written.ts";
import { capped } from "./cap.ts";
import { compare } from "./compare.ts";
import { fieldElement } from "./element.ts";
import { FieldSet } from "./fieldSet.ts";
import { type Grounds, hasStatus } from "./grounds.ts";
import { type Owner, type Owners, ownerId, readOwners, writeOwners } from "./managed.ts";
import { UNMANAGED } from "./strip.ts";
import { ownUpdate } from "./update.ts";

/** Adds fields to those that an owner has already. */
function give(owners: Owners, who: Omit<Owner, "fields">, fields: FieldSet): void {
  if (fields.empty) return;
  const id = ownerId(who);
  const before = owners.get(id);
  const time = before?.time && who.time && before.time > who.time ? before.time : who.time;
  owners.set(id, { ...who, ...(time ? { time } : {}), fields: before ? before.fields.union(fields) : fields });
}

/** Whoever writes through "scale" is noted without a time. k8s.io/apimachinery pkg/util/managedfields scalehandler.go */
function ownerOf({ manager, apiVersion }: Writer, time: string, subresource?: string): Omit<Owner, "fields"> {
  const through = subresource ? { subresource } : {};
  return { manager, operation: "Update", apiVersion, ...through, ...(subresource === "scale" ? {} : { time }) };
}

/**
 * Everyone who owns fields of an object. What the notes leave open is read off the object: its creator has whatever nobody else
 * has, and so has the only writer of its status there.
 */
export function ownersOf(grounds: Grounds, kind: Kind, object: KubeObject): Owners {
  const written = writtenOf(object);
  if (!written) return new Map();
  const owners = readOwners(written.known ?? []);
  const serverMade: { readonly change: Change; readonly fields: FieldSet }[] = [];
  let nobodys = new FieldSet();
  for (const change of written.since ?? []) {
    const before = grounds.whole(kind, change.before);
    const after = grounds.whole(kind, change.after);
    const ground = grounds.of(kind, change.subresource);
    if (!change.by) {
      const { added } = compare(before, after, ground.shape);
      serverMade.push({ change, fields: added });
      nobodys = nobodys.union(added);
      continue;
    }
    const taken = ownUpdate(owners, before, after, ground).difference(UNMANAGED);
    nobodys = nobodys.difference(taken);
    give(owners, ownerOf(change.by, timestamp(change.by.at ?? 0), change.subresource), taken);
  }
  const { creator, status } = written;
  if (!creator && !status) return capped(owners);
  const { shape } = grounds.of(kind);
  const now = grounds.live(kind, object);
  const all = compare(grounds.zero(kind), now, shape);
  let left = all.added.union(all.modified).difference(UNMANAGED).difference(nobodys);
  for (const { fields } of owners.values()) left = left.difference(fields);
  const [inStatus, outside] = split(left);
  if (creator) {
    const time = creator.at === undefined ? object.metadata.creationTimestamp : timestamp(creator.at);
    give(owners, ownerOf(creator, (time as string | undefined) ?? ""), hasStatus(kind) ? outside : left);
  }
  if (status) {
    const overwritten = serverMade.map(({ change, fields }) =>
      compare(grounds.whole(kind, change.after), now, shape).modified.intersection(fields),
    );
    const rest = overwritten.reduce((sum, one) => sum.union(split(one)[0]), inStatus);
    give(owners, ownerOf(status, timestamp(status.at ?? 0), "status"), rest);
  }
  return capped(owners);
}

const STATUS = fieldElement("status");

/** What is the status's, and what is not. */
function split(fields: FieldSet): readonly [status: FieldSet, rest: FieldSet] {
  const rest = fields.without(FieldSet.of([STATUS]));
  return [fields.difference(rest), rest];
}

/** metadata.managedFields of an object. */
export function entriesOf(grounds: Grounds, kind: Kind, object: KubeObject): readonly ManagedFieldsEntry[] {
  return writeOwners(ownersOf(grounds, kind, object));
}
