import { type Owner, type Owners, ownerId } from "./managed.ts";

/** How many updaters an object remembers by name. */
const MOST_UPDATERS = 10;

const ANCIENT = "ancient-changes";

/**
 * The same owners, with the oldest updaters drawn together once there are too many.
 *
 * @see k8s.io/apimachinery pkg/util/managedfields/internal capmanagers.go
 */
export function capped(given: Owners): Owners {
  const updaters = [...given].filter(([, { operation }]) => operation === "Update");
  if (updaters.length <= MOST_UPDATERS) return given;
  updaters.sort(([a, left], [b, right]) => byText(left.time, right.time) || byText(a, b));
  const owners = new Map(given);
  const first = new Map<string, string>();
  let left = updaters.length;
  for (const [id, owner] of updaters) {
    if (left <= MOST_UPDATERS) break;
    const { apiVersion, time, fields } = owner;
    const before = first.get(apiVersion);
    if (before === undefined) {
      first.set(apiVersion, id);
      continue;
    }
    const ancient = { manager: ANCIENT, operation: "Update", apiVersion } as const;
    const bucket = ownerId(ancient);
    const held = owners.get(bucket) ?? owners.get(before)!;
    if (!owners.has(bucket)) owners.delete(before);
    owners.delete(id);
    const merged: Owner = { ...ancient, ...(time ? { time } : {}), fields: fields.union(held.fields) };
    owners.set(bucket, merged);
    left -= 1;
  }
  return owners;
}

const byText = (a = "", b = ""): number => (a < b ? -1 : a > b ? 1 : 0);
