import { type Branch, branchAt, isBranch, type Tree, wordAt } from "./tree.ts";

/** Group, version and kind; in a field spec an absent part matches anything. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What tells one object from another. */
export interface ResId extends Gvk {
  readonly name: string;
  readonly namespace: string;
}

export const gvkText = ({ kind, version, group }: Gvk): string =>
  `${kind || "[noKind]"}.${version || "[noVer]"}.${group || "[noGrp]"}`;

export const idText = (id: ResId): string => `${gvkText(id)}/${id.name || "[noName]"}.${id.namespace || "[noNs]"}`;

/** Kinds of Kubernetes without a namespace. Other kinds are taken to have one. */
const CLUSTER_SCOPED: Readonly<Record<string, readonly string[]>> = {
  "": ["ComponentStatus", "Namespace", "Node", "PersistentVolume"],
  "admissionregistration.k8s.io": ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
  "apiextensions.k8s.io": ["CustomResourceDefinition"],
  "apiregistration.k8s.io": ["APIService"],
  "certificates.k8s.io": ["CertificateSigningRequest"],
  "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
  "networking.k8s.io": ["IngressClass"],
  "node.k8s.io": ["RuntimeClass"],
  policy: ["PodSecurityPolicy"],
  "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
  "scheduling.k8s.io": ["PriorityClass"],
  "storage.k8s.io": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
};

export const isClusterScoped = ({ group, kind }: Gvk): boolean => CLUSTER_SCOPED[group]?.includes(kind) ?? false;

const NO_NAMESPACE = "_non_namespaceable_";

/** The namespace by which ids are compared: "" is "default". */
export function effectiveNamespace(id: ResId): string {
  if (isClusterScoped(id)) return NO_NAMESPACE;
  return id.namespace || "default";
}

export const sameId = (a: ResId, b: ResId): boolean =>
  a.name === b.name &&
  a.kind === b.kind &&
  a.version === b.version &&
  a.group === b.group &&
  effectiveNamespace(a) === effectiveNamespace(b);

/** Whether a pattern's parts, where it has any, are those of the id. */
export const isSelected = (id: Gvk, by: Partial<Gvk>): boolean =>
  (!by.kind || by.kind === id.kind) &&
  (!by.group || by.group === id.group) &&
  (!by.version || by.version === id.version);

export function gvkOf(object: Branch): Gvk {
  const apiVersion = wordAt(object, "apiVersion");
  const slash = apiVersion.lastIndexOf("/");
  return {
    group: slash < 0 ? "" : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: wordAt(object, "kind"),
  };
}

/** How a generated object meets one of the same name. */
export type Behavior = "unspecified" | "create" | "replace" | "merge";

/** An object on its way through a build, and what must be remembered of its former names. */
export class Resource {
  previous: ResId[] = [];
  prefixes: string[] = [];
  suffixes: string[] = [];
  behavior: Behavior = "unspecified";
  hashed = false;

  constructor(public object: Branch) {}

  get id(): ResId {
    const metadata = this.object.metadata;
    return { ...gvkOf(this.object), name: wordAt(metadata, "name"), namespace: wordAt(metadata, "namespace") };
  }

  /** As it was first read. */
  get originalId(): ResId {
    return this.previous[0] ?? this.id;
  }

  get ids(): readonly ResId[] {
    return [...this.previous, this.id];
  }

  get name(): string {
    return wordAt(this.object.metadata, "name");
  }

  set name(name: string) {
    branchAt(this.object, "metadata").name = name;
  }

  get namespace(): string {
    return wordAt(this.object.metadata, "namespace");
  }

  set namespace(namespace: string) {
    const metadata = branchAt(this.object, "metadata");
    if (namespace === "") delete metadata.namespace;
    else metadata.namespace = namespace;
  }

  get isEmpty(): boolean {
    return Object.keys(this.object).length === 0;
  }

  map(field: "labels" | "annotations"): Readonly<Record<string, string>> {
    const found = isBranch(this.object.metadata) ? this.object.metadata[field] : undefined;
    return isBranch(found) ? (found as Record<string, string>) : {};
  }

  /** Remembers the present name before it changes. */
  storeId(): void {
    this.previous.push({ ...this.id, namespace: effectiveNamespace(this.id) });
  }

  /** Takes over names, labels and annotations of the object that it replaces or is merged with; its own ones win. */
  inherit(old: Resource): void {
    for (const field of ["labels", "annotations"] as const) {
      const merged = { ...old.map(field), ...this.map(field) };
      if (Object.keys(merged).length > 0) branchAt(this.object, "metadata")[field] = merged;
    }
    this.name = old.name;
    this.namespace = old.namespace;
    this.previous = [...old.previous];
    this.prefixes = [...old.prefixes];
    this.suffixes = [...old.suffixes];
  }

  /** The data of a config map or secret laid over another's. */
  mergeData(old: Resource): void {
    for (const field of ["data", "binaryData"]) {
      const [below, above] = [old.object[field], this.object[field]];
      const merged: Branch = { ...(isBranch(below) && below), ...(isBranch(above) && above) };
      if (Object.keys(merged).length > 0) this.object[field] = merged;
    }
  }
}

/** A resource copied from what a manifest says. */
export const resourceOf = (object: Tree): Resource => new Resource(structuredClone(object) as Branch);
