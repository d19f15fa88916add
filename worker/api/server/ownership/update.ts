/**
 * What a write does to ownership, on values and sets alone.
 *
 * @see sigs.k8s.io/structured-merge-diff merge Updater
 */
import { deepEqual } from "../../machinery/values.ts";
import { type Comparison, compare, fieldsOf } from "./compare.ts";
import { FieldSet, type Path } from "./fieldSet.ts";
import { type Owner, type Owners, ownerId } from "./managed.ts";
import { merge } from "./merge.ts";
import { removeFields } from "./remove.ts";
import type { Shape } from "./shape.ts";

/** A kind as its fields are owned. */
export interface Ground {
  readonly shape: Shape;
  readonly apiVersion: string;
  /** Fields that the request cannot write, so nobody owns them by it. */
  readonly reset: FieldSet;
}

export interface Conflict {
  readonly owner: Owner;
  readonly path: Path;
}

/** Somebody else manages fields that were to change. */
export class Conflicts extends Error {
  constructor(readonly conflicts: readonly Conflict[]) {
    super("conflicts");
  }
}

function filtered({ removed, modified, added }: Comparison, reset: FieldSet): Comparison {
  return { removed: removed.without(reset), modified: modified.without(reset), added: added.without(reset) };
}

/** Takes from everybody but `self` what a change touches. @throws Conflicts unless forced */
function disown(owners: Owners, change: Comparison, self: string, force: boolean): void {
  const touched = change.modified.union(change.added);
  const conflicts: Conflict[] = [];
  const contested = new Map<string, FieldSet>();
  for (const [id, owner] of [...owners].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (id === self) continue;
    const common = owner.fields.intersection(touched);
    if (common.empty) continue;
    contested.set(id, common);
    for (const path of common.paths()) conflicts.push({ owner, path });
  }
  if (!force && conflicts.length > 0) throw new Conflicts(conflicts);
  for (const [id, owner] of [...owners]) {
    const lost = contested.get(id);
    let fields = lost ? owner.fields.difference(lost) : owner.fields;
    if (id !== self) fields = fields.difference(change.removed);
    if (fields.empty) owners.delete(id);
    else if (fields !== owner.fields) owners.set(id, { ...owner, fields });
  }
}

/**
 * After an update: what it added or modified is the updater's, and nobody else's. Answers the fields that it has taken.
 *
 * @param owners changed in place
 */
export function ownUpdate(owners: Owners, before: unknown, after: unknown, { shape, reset }: Ground): FieldSet {
  const change = filtered(compare(before, after, shape), reset);
  disown(owners, change, "", true);
  return change.modified.union(change.added);
}

export interface Applied {
  /** What the object becomes; undefined when that is what it is. */
  readonly object: unknown;
  readonly owners: Owners;
}

/** @throws Conflicts, ItemError */
export function ownApply(
  live: unknown,
  config: unknown,
  given: Owners,
  ground: Ground,
  by: { readonly owner: Omit<Owner, "fields" | "time">; readonly force: boolean },
): Applied {
  const { shape, reset } = ground;
  const owners = new Map(given);
  const id = ownerId(by.owner);
  const last = owners.get(id);
  const merged = merge(live, config, shape);
  owners.set(id, { ...last, ...by.owner, fields: fieldsOf(config, shape).without(reset) });
  const pruned = last && !last.fields.empty ? prune(merged, owners, last.fields, shape) : merged;
  const change = filtered(compare(live, pruned, shape), reset);
  disown(owners, change, id, by.force);
  return { object: deepEqual(live, pruned) ? undefined : pruned, owners };
}

/** Removes what the applier applied last time and not now, unless somebody else owns it too. */
function prune(merged: unknown, owners: Owners, last: FieldSet, shape: Shape): unknown {
  const all = fieldsOf(merged, shape).withNamedFields(shape);
  const kept = (value: unknown) => fieldsOf(value, shape).withNamedFields(shape);
  const mine = last.withNamedFields(shape);
  let owned = new FieldSet();
  for (const { fields } of owners.values()) owned = owned.union(fields);
  const without = removeFields(merged, mine, shape);
  const withOwned = removeFields(merged, all.difference(kept(without).union(owned.withNamedFields(shape))), shape);
  return removeFields(merged, all.difference(kept(withOwned)).intersection(mine), shape);
}
