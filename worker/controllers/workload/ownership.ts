import type { Cache, Client } from "../../api/client/client.ts";
import type { LabelSelector, OwnerReference } from "../../api/generated/types.ts";
import { apiVersionOf, type Kind } from "../../api/machinery/kind.ts";
import { type KubeObject, refOf } from "../../api/machinery/object.ts";
import { StatusError } from "../../api/machinery/status.ts";
import { selectorOf } from "./selection.ts";

/** The owner reference that marks this object as the one controller of another. */
export function controllerReference(kind: Kind, owner: KubeObject): OwnerReference {
  return {
    apiVersion: apiVersionOf(kind),
    blockOwnerDeletion: true,
    controller: true,
    kind: kind.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid!,
  };
}

/** The reference to the controller, if there is one. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller);
}

export type Claim = "keep" | "adopt" | "release" | "ignore";

/**
 * What an owner does about an object that it might control: keep its own, let go of its own that no longer match, take
 * orphans that do. An owner on its way out takes and releases nothing. k8s.io/kubernetes pkg/controller ControllerRefManager
 */
export function decideClaim(owner: KubeObject, selector: LabelSelector, object: KubeObject): Claim {
  const controller = controllerOf(object);
  const matches = selectorOf(selector)(object.metadata.labels);
  const leaving = owner.metadata.deletionTimestamp !== undefined;
  if (controller) {
    if (controller.uid !== owner.metadata.uid) return "ignore";
    if (matches) return "keep";
    return leaving ? "ignore" : "release";
  }
  if (leaving || !matches || object.metadata.deletionTimestamp !== undefined) return "ignore";
  return "adopt";
}

interface ClaimRequest<O extends KubeObject, T extends KubeObject> {
  readonly ownerKind: Kind<O>;
  readonly owner: O;
  readonly selector: LabelSelector;
  readonly kind: Kind<T>;
  readonly cache: Cache;
  readonly client: Client;
  /** Whether an orphan is of interest; finished pods are not adopted by a ReplicaSet. */
  readonly adoptable?: (object: T) => boolean;
}

/** The objects that an owner controls, after adopting and releasing what its selector asks. */
export async function claimed<O extends KubeObject, T extends KubeObject>({
  ownerKind,
  owner,
  selector,
  kind,
  cache,
  client,
  adoptable = () => true,
}: ClaimRequest<O, T>): Promise<readonly T[]> {
  const owned = cache.ownedBy(kind, owner.metadata.uid!);
  const selects = selectorOf(selector);
  const strays = owned.filter((object) => !selects(object.metadata.labels));
  const orphans = cache
    .ownedBy(kind, "")
    .filter(
      (object) =>
        object.metadata.namespace === owner.metadata.namespace &&
        decideClaim(owner, selector, object) === "adopt" &&
        adoptable(object),
    );
  if (strays.length === 0 && orphans.length === 0) return owned;

  const mine = owned.filter((object) => selects(object.metadata.labels));
  for (const object of strays) {
    if (decideClaim(owner, selector, object) === "release") await release(client, kind, owner, object);
  }
  for (const object of orphans) {
    const adopted = await adopt(client, kind, controllerReference(ownerKind as unknown as Kind, owner), object);
    if (adopted) mine.push(adopted);
  }
  return mine;
}

async function adopt<T extends KubeObject>(client: Client, kind: Kind<T>, reference: OwnerReference, object: T) {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), reference];
  return unlessGone(
    client.patch(kind, refOf(object), {
      type: "merge",
      body: {
        metadata: { uid: object.metadata.uid, resourceVersion: object.metadata.resourceVersion, ownerReferences },
      },
    }),
  );
}

async function release<T extends KubeObject>(client: Client, kind: Kind<T>, owner: KubeObject, object: T) {
  const rest = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
  return unlessGone(
    client.patch(kind, refOf(object), {
      type: "merge",
      body: {
        metadata: {
          uid: object.metadata.uid,
          resourceVersion: object.metadata.resourceVersion,
          ownerReferences: rest.length > 0 ? rest : null,
        },
      },
    }),
  );
}

/** Absence is an ordinary answer: the object was deleted meanwhile. */
export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof StatusError && error.is("NotFound")) return undefined;
    throw error;
  }
}
