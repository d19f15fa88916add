import type { StorageClassObject } from "../generated/types.ts";
import { fieldPath, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { IMMUTABLE, oneOfIfSet, qualifiedName } from "./rules.ts";

const DEFAULT_ANNOTATIONS = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
];
const IMMUTABLE_FIELDS = ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] as const;

const isDefault = ({ metadata }: StorageClassObject) =>
  DEFAULT_ANNOTATIONS.some((key) => metadata.annotations?.[key] === "true");

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/storage-class-v1/ */
export const StorageClass = defineKind<StorageClassObject>({
  group: "storage.k8s.io",
  version: "v1",
  kind: "StorageClass",
  plural: "storageclasses",
  shortNames: ["sc"],
  namespaced: false,
  schema: "StorageClass",
  withoutGeneration: true,
  setDefaults(draft) {
    draft.reclaimPolicy ??= "Delete";
    draft.volumeBindingMode ??= "Immediate";
  },
  validate({ provisioner, reclaimPolicy, volumeBindingMode }) {
    const at = fieldPath("provisioner");
    return [
      ...(provisioner ? qualifiedName(at, provisioner.toLowerCase()) : [required(at)]),
      ...oneOfIfSet(fieldPath("reclaimPolicy"), reclaimPolicy, ["Delete", "Retain"]),
      ...oneOfIfSet(fieldPath("volumeBindingMode"), volumeBindingMode, ["Immediate", "WaitForFirstConsumer"]),
    ];
  },
  validateUpdate: (object, old) =>
    IMMUTABLE_FIELDS.flatMap((field) =>
      deepEqual(object[field], old[field]) ? [] : [invalid(fieldPath(field), object[field], IMMUTABLE)],
    ),
  columns: [
    { ...nameColumn, cell: (object) => `${object.metadata.name}${isDefault(object) ? " (default)" : ""}` },
    { name: "Provisioner", cell: ({ provisioner }) => provisioner },
    { name: "ReclaimPolicy", cell: ({ reclaimPolicy }) => reclaimPolicy ?? "Delete" },
    { name: "VolumeBindingMode", cell: ({ volumeBindingMode }) => volumeBindingMode ?? "Immediate" },
    { name: "AllowVolumeExpansion", cell: ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false },
    ageColumn,
  ],
});
