import type { OwnerReference } from "../../api/generated/types.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { type KubeObject, keyOf, type ObjectRef, refOf } from "../../api/machinery/object.ts";

/** An object that names owners, as the collector remembers it. */
export interface Dependent {
  readonly kind: Kind;
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly owners: readonly OwnerReference[];
}

/** Who depends on whom, by uid; built from what the API holds and kept up change by change. */
export class OwnerGraph {
  readonly #dependents = new Map<string, Dependent>();
  readonly #byOwner = new Map<string, Map<string, Dependent>>();

  /** The object as it is now. */
  set(kind: Kind, object: KubeObject): void {
    const { uid, ownerReferences: owners = [] } = object.metadata;
    const known = this.#dependents.get(uid!);
    if (known?.owners === owners || (!known && owners.length === 0)) return;
    this.remove(uid!);
    if (owners.length === 0) return;
    const dependent: Dependent = { kind, ref: refOf(object), uid: uid!, owners };
    this.#dependents.set(uid!, dependent);
    for (const owner of owners) {
      let dependents = this.#byOwner.get(owner.uid);
      if (!dependents) {
        dependents = new Map();
        this.#byOwner.set(owner.uid, dependents);
      }
      dependents.set(uid!, dependent);
    }
  }

  remove(uid: string): void {
    const known = this.#dependents.get(uid);
    if (!known) return;
    this.#dependents.delete(uid);
    for (const owner of known.owners) {
      const dependents = this.#byOwner.get(owner.uid);
      dependents?.delete(uid);
      if (dependents?.size === 0) this.#byOwner.delete(owner.uid);
    }
  }

  get(uid: string): Dependent | undefined {
    return this.#dependents.get(uid);
  }

  dependentsOf(uid: string): readonly Dependent[] {
    return [...(this.#byOwner.get(uid)?.values() ?? [])];
  }
}

export type OwnerState = "present" | "absent" | "waiting";

/** What is to be done with an object, given how its owners are. */
export type Verdict =
  | { readonly action: "keep" }
  | { readonly action: "drop owners"; readonly uids: readonly string[] }
  | { readonly action: "delete"; readonly propagation: "Background" | "Foreground" | "Orphan" };

/**
 * An object lives while any owner does. Owners that are gone, or that wait for their dependents to go, are struck off while
 * another lives; when none does, the object goes the way its own finalizers ask.
 *
 * @see https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 * @see k8s.io/kubernetes pkg/controller/garbagecollector attemptToDeleteItem
 */
export function judge(
  object: KubeObject,
  stateOf: (owner: OwnerReference) => OwnerState,
  hasDependents: () => boolean,
): Verdict {
  const { ownerReferences: owners = [], finalizers = [] } = object.metadata;
  if (owners.length === 0) return { action: "keep" };
  const states = owners.map(stateOf);
  const gone = owners.filter((_, i) => states[i] !== "present").map(({ uid }) => uid);
  if (states.includes("present")) return gone.length > 0 ? { action: "drop owners", uids: gone } : { action: "keep" };
  if (states.includes("waiting") && hasDependents()) return { action: "delete", propagation: "Foreground" };
  if (finalizers.includes("orphan")) return { action: "delete", propagation: "Orphan" };
  if (finalizers.includes("foregroundDeletion")) return { action: "delete", propagation: "Foreground" };
  return { action: "delete", propagation: "Background" };
}

export const isForeground = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes("foregroundDeletion");

export const isOrphaning = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes("orphan");

/** "Kind.group namespace/name", the key of work on one object. */
export const workKey = (kind: Kind, object: KubeObject): string => `${kind.kind}.${kind.group} ${keyOf(object)}`;
