import type { PersistentVolumeClaimObject } from "../../generated/types.ts";
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

/** k8s.io/kubernetes plugin/pkg/admission/storage/storageobjectinuseprotection: volumes and claims stay while they are used. */
export const inUseProtection: Admission = {
  name: "StorageObjectInUseProtection",
  resources: ["persistentvolumeclaims", "persistentvolumes"],
  admitCreate({ metadata }, { kind }) {
    const finalizer = `kubernetes.io/${kind.namespaced ? "pvc" : "pv"}-protection`;
    if (!metadata.finalizers?.includes(finalizer)) metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
  },
};
