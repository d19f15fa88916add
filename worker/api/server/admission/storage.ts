import type { PersistentVolumeClaimObject } from "../../generated/types.ts";
import { qualifiedResource } from "../../machinery/kind.ts";
import type { Draft } from "../../machinery/object.ts";
import type { Admission } from "../request.ts";
import { newestDefault } from "./ingresses.ts";

const DEFAULTS = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];
const BETA_CLASS = "volume.beta.kubernetes.io/storage-class";

/**
 * A claim that names no class gets the default one: the newest of those that call themselves so.
 *
 * @see k8s.io/kubernetes plugin/pkg/admission/storage/storageclass/setdefault
 */
export const defaultStorageClass: Admission = {
  name: "DefaultStorageClass",
  resources: ["persistentvolumeclaims"],
  admitCreate(draft, { store }) {
    const { metadata, spec } = draft as unknown as Draft<PersistentVolumeClaimObject>;
    if (spec.storageClassName !== undefined || metadata.annotations?.[BETA_CLASS] !== undefined) return;
    const name = newestDefault(store, "storageclasses.storage.k8s.io", DEFAULTS);
    if (name !== undefined) spec.storageClassName = name;
  },
};

const PROTECTED: Readonly<Record<string, string>> = {
  persistentvolumeclaims: "pvc",
  persistentvolumes: "pv",
  "volumeattributesclasses.storage.k8s.io": "vac",
};

/** k8s.io/kubernetes plugin/pkg/admission/storage/storageobjectinuseprotection: volumes, claims and what is said of them stay while used. */
export const inUseProtection: Admission = {
  name: "StorageObjectInUseProtection",
  resources: Object.keys(PROTECTED),
  admitCreate({ metadata }, { kind }) {
    const finalizer = `kubernetes.io/${PROTECTED[qualifiedResource(kind)]}-protection`;
    if (!metadata.finalizers?.includes(finalizer)) metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
  },
};
