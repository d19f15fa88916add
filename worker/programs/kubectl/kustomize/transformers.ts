import { goJson } from "../../../base/goprint/index.ts";
import { CommandError } from "../cli/errors.ts";
import type { Collection } from "./collection.ts";
import { ANNOTATIONS, type FieldSpec, IMAGES, NAMESPACES, REPLICAS, visitField } from "./fields.ts";
import { gvkText, isClusterScoped, isSelected, type ResId, type Resource, sameId } from "./resource.ts";
import { isBranch, type Tree, wordAt } from "./tree.ts";

/** `namespace:` – every object that has a namespace gets this one, and what stands for it elsewhere follows. */
export function setNamespace(all: Collection, namespace: string): void {
  for (const one of all.list) {
    one.storeId();
    if (!isClusterScoped(one.id)) one.namespace = namespace;
    for (const field of NAMESPACES) {
      visitField(
        one.object,
        field,
        (_, set) => set(namespace),
        () => namespace,
      );
    }
    if (/^(?:Cluster)?RoleBinding$/.test(one.id.kind)) setSubjects(one, namespace);
    const matches = all.list.filter((other) => sameId(other.id, one.id));
    if (matches.length !== 1) {
      const shown = matches.map(withFormerNames).join(" ");
      throw new CommandError(`namespace transformation produces ID conflict: [${shown}]`);
    }
  }
}

const INTERNAL = "internal.config.kubernetes.io";

/** An object as kustomize prints it halfway, its former names in annotations. */
function withFormerNames(one: Resource): string {
  const list = (pick: (id: ResId) => string) => one.previous.map(pick).join(",");
  const annotations = {
    ...one.map("annotations"),
    [`${INTERNAL}/previousKinds`]: list((id) => id.kind),
    [`${INTERNAL}/previousNames`]: list((id) => id.name),
    [`${INTERNAL}/previousNamespaces`]: list((id) => id.namespace),
    ...(one.prefixes.length > 0 && { [`${INTERNAL}/prefixes`]: one.prefixes.join(",") }),
    ...(one.suffixes.length > 0 && { [`${INTERNAL}/suffixes`]: one.suffixes.join(",") }),
  };
  const metadata = { ...(isBranch(one.object.metadata) && one.object.metadata), annotations };
  return goJson({ ...one.object, metadata });
}

/** Of a binding's subjects only those called "default" are taken to be the namespace's own. */
function setSubjects(one: Resource, namespace: string): void {
  if (!Array.isArray(one.object.subjects)) return;
  for (const subject of one.object.subjects) {
    if (isBranch(subject) && subject.name === "default") subject.namespace = namespace;
  }
}

const KEEPS_NAME: readonly { readonly kind: string; readonly group?: string }[] = [
  { kind: "CustomResourceDefinition" },
  { kind: "APIService", group: "apiregistration.k8s.io" },
  { kind: "Namespace" },
];

/** `namePrefix:` and `nameSuffix:`. */
export function addAffix(all: Collection, affix: string, side: "prefix" | "suffix"): void {
  for (const one of all.list) {
    const { originalId } = one;
    if (KEEPS_NAME.some((kept) => isSelected(originalId, kept))) continue;
    one.storeId();
    (side === "prefix" ? one.prefixes : one.suffixes).push(affix);
    one.name = side === "prefix" ? affix + one.name : one.name + affix;
  }
}

/** Adds pairs to the maps that the specs name. */
export function addPairs(
  all: Collection,
  pairs: Readonly<Record<string, string>>,
  fields: readonly FieldSpec[] = ANNOTATIONS,
): void {
  for (const one of all.list) {
    for (const field of fields) {
      visitField(
        one.object,
        field,
        (map) => {
          if (isBranch(map)) Object.assign(map, pairs);
        },
        () => ({}),
      );
    }
  }
}

/** `replicas:` @throws CommandError when there is no workload of the name */
export function setReplicas(all: Collection, { name, count }: { readonly name: string; readonly count: number }): void {
  let found = false;
  for (const field of REPLICAS) {
    for (const one of all.list) {
      if (!one.ids.some((id) => id.name === name && isSelected(id, field))) continue;
      found = true;
      visitField(
        one.object,
        field,
        (_, set) => set(count),
        () => count,
      );
    }
  }
  if (found) return;
  const kinds = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];
  const shown = kinds.map((kind) => gvkText({ group: "", version: "", kind })).join(" ");
  throw new CommandError(`resource with name ${name} does not match a config with the following GVK [${shown}]`);
}

export interface ImageChange {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly tagSuffix?: string;
  readonly digest?: string;
}

/** `images:` – first in every list of containers wherever it stands, then in the fields of pods. */
export function setImage(all: Collection, change: ImageChange): void {
  for (const one of all.list) {
    if (one.id.kind === "CustomResourceDefinition") continue;
    inContainerLists(one.object, change);
    for (const field of IMAGES) {
      visitField(one.object, field, (value, set) => {
        if (typeof value === "string") set(changedImage(value, change));
      });
    }
  }
}

function inContainerLists(at: Tree, change: ImageChange): void {
  if (Array.isArray(at)) for (const item of at) inContainerLists(item, change);
  if (!isBranch(at)) return;
  for (const [key, value] of Object.entries(at)) {
    inContainerLists(value, change);
    if ((key !== "containers" && key !== "initContainers") || !Array.isArray(value)) continue;
    for (const container of value) {
      const image = wordAt(container, "image");
      if (isBranch(container) && image !== "") container.image = changedImage(image, change);
    }
  }
}

function changedImage(image: string, change: ImageChange): string {
  const pattern = new RegExp(`^${change.name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  if (!pattern.test(image)) return image;
  const slash = Math.max(0, image.indexOf("/"));
  const at = image.indexOf("@", slash);
  const whole = at < 0 ? image : image.slice(0, at);
  const colon = whole.indexOf(":", slash);
  const old = {
    name: colon < 0 ? whole : whole.slice(0, colon),
    tag: colon < 0 ? "" : whole.slice(colon + 1),
    digest: at < 0 ? "" : image.slice(at + 1),
  };
  const { tag, digest } = newVersion(old, change);
  return `${change.newName || old.name}${tag ? `:${tag}` : ""}${digest ? `@${digest}` : ""}`;
}

function newVersion(old: { tag: string; digest: string }, change: ImageChange): { tag: string; digest: string } {
  if (change.newTag || change.digest) return { tag: change.newTag ?? "", digest: change.digest ?? "" };
  if (change.tagSuffix) return { tag: old.tag + change.tagSuffix, digest: "" };
  return old;
}
