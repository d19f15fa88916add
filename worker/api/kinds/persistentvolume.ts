import { formatQuantity, parseQuantity, quantityValue } from "../../base/quantity.ts";
import type { PersistentVolumeObject, PersistentVolumeSpec } from "../generated/types.ts";
import {
  type FieldError,
  type FieldPath,
  fieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { VOLUME_SOURCES, validateVolumeSource } from "./persistentvolume/sources.ts";
import {
  className,
  positiveQuantity,
  shortAccessModes,
  VOLUME_MODES,
  validateAccessModes,
} from "./persistentvolumeclaim/spec.ts";
import { goDiff } from "./pod/goShape.ts";
import { validateNodeSelector } from "./pod/scheduling.ts";
import { IMMUTABLE, oneOfIfSet, sortedMap } from "./rules.ts";
import { SPEC } from "./workload.ts";

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
const OPTIONS_ANNOTATION = "volume.beta.kubernetes.io/mount-options";
const RECLAIM_POLICIES = ["Delete", "Recycle", "Retain"];

/** Sources whose options `mountOptions` can say. k8s.io/kubernetes pkg/apis/core/validation, pkg/volume/validation */
const MOUNTABLE = new Set([
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "azureFile",
  "azureDisk",
  "cephfs",
  "cinder",
  "csi",
  "glusterfs",
  "iscsi",
  "nfs",
  "rbd",
  "vsphereVolume",
  "storageos",
  "quobyte",
]);

function validateSpec(spec: PersistentVolumeSpec, name: string): FieldError[] {
  const { accessModes = [], capacity = {}, hostPath, persistentVolumeReclaimPolicy: policy, nodeAffinity } = spec;
  const size = SPEC.child("capacity");
  const keys = Object.keys(capacity);
  const sources = VOLUME_SOURCES.filter((source) => spec[source] !== undefined && spec[source] !== null);
  const [first, ...others] = sources;
  const affinity = SPEC.child("nodeAffinity");
  return [
    ...(accessModes.length === 0 ? [required(SPEC.child("accessModes"))] : []),
    ...validateAccessModes(accessModes, SPEC.child("accessModes")),
    ...(keys.length === 0 ? [required(size)] : []),
    ...(capacity.storage === undefined || keys.length > 1
      ? [notSupported(size, keys.length === 0 ? null : sortedMap(capacity), ["storage"])]
      : []),
    ...keys.flatMap((key) => capacityErrors(size.key(key), capacity[key]!)),
    ...oneOfIfSet(SPEC.child("persistentVolumeReclaimPolicy"), policy, RECLAIM_POLICIES),
    ...(nodeAffinity
      ? nodeAffinity.required
        ? validateNodeSelector(nodeAffinity.required, affinity.child("required"))
        : [required(affinity.child("required"), "must specify required node constraints")]
      : []),
    ...(first ? validateVolumeSource(spec, first, { name, at: SPEC }) : [required(SPEC, "must specify a volume type")]),
    ...others.map((source) => forbidden(SPEC.child(source), "may not specify more than 1 volume type")),
    ...(hostPath?.path && /^\/+(\.?\/*)*$/.test(hostPath.path) && policy === "Recycle"
      ? [forbidden(SPEC.child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'")]
      : []),
    ...className(SPEC.child("storageClassName"), spec.storageClassName),
    ...oneOfIfSet(SPEC.child("volumeMode"), spec.volumeMode, VOLUME_MODES),
    ...(spec.volumeAttributesClassName === undefined
      ? []
      : [
          ...(spec.volumeAttributesClassName
            ? className(SPEC.child("volumeAttributesClassName"), spec.volumeAttributesClassName)
            : [required(SPEC.child("volumeAttributesClassName"), "an empty string is disallowed")]),
          ...(spec.csi
            ? []
            : [required(SPEC.child("csi"), "has to be specified when using volumeAttributesClassName")]),
        ]),
  ];
}

/** Asked twice: whether it is an amount at all, and whether it is something. */
function capacityErrors(at: FieldPath, text: string): FieldError[] {
  const value = quantityValue(parseQuantity(String(text)));
  const negative = value < 0 ? [invalid(at, value, "must be a valid resource quantity")] : [];
  return [...negative, ...positiveQuantity(at, text)];
}

function validateMountOptions({ metadata, spec }: PersistentVolumeObject): FieldError[] {
  if (VOLUME_SOURCES.some((source) => MOUNTABLE.has(source) && spec[source])) return [];
  return [
    ...(metadata.annotations?.[OPTIONS_ANNOTATION] === undefined
      ? []
      : [
          forbidden(
            fieldPath("metadata").child("annotations").child(OPTIONS_ANNOTATION),
            "may not specify mount options for this volume type",
          ),
        ]),
  ];
}

/** In the order of the server's own type. */
const SHOWN_SOURCES = [
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "hostPath",
  "glusterfs",
  "nfs",
  "rbd",
  "quobyte",
  "iscsi",
  "flexVolume",
  "cinder",
  "cephfs",
  "fc",
  "flocker",
  "azureFile",
  "vsphereVolume",
  "azureDisk",
  "photonPersistentDisk",
  "portworxVolume",
  "scaleIO",
  "local",
  "storageos",
  "csi",
] as const satisfies readonly (keyof PersistentVolumeSpec)[];

const sourceOf = (spec: PersistentVolumeSpec) =>
  Object.fromEntries(VOLUME_SOURCES.flatMap((source) => (spec[source] ? [[source, spec[source]]] : [])));

function validateChange(
  { metadata, spec }: PersistentVolumeObject,
  { spec: old }: PersistentVolumeObject,
): FieldError[] {
  const at = SPEC.child("persistentvolumesource");
  const diff = () => goDiff("PersistentVolumeSpec", old, spec, SHOWN_SOURCES);
  return [
    ...validateSpec(spec, metadata.name),
    ...(deepEqual(sourceOf(spec), sourceOf(old))
      ? []
      : [forbidden(at, `spec.persistentvolumesource is immutable after creation\n${diff()}`)]),
    ...(spec.volumeMode === old.volumeMode ? [] : [invalid(fieldPath("volumeMode"), spec.volumeMode, IMMUTABLE)]),
    ...(old.nodeAffinity === undefined || deepEqual(spec.nodeAffinity, old.nodeAffinity)
      ? []
      : [
          invalid(
            fieldPath("nodeAffinity"),
            spec.nodeAffinity ?? null,
            `${IMMUTABLE}, except for updating from beta label to GA`,
          ),
        ]),
  ];
}

/** The class of a volume, the old way or the new one. */
export const volumeClass = ({ metadata, spec }: PersistentVolumeObject): string =>
  metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? "";

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-v1/ */
export const PersistentVolume = defineKind<PersistentVolumeObject>({
  group: "",
  version: "v1",
  kind: "PersistentVolume",
  plural: "persistentvolumes",
  shortNames: ["pv"],
  namespaced: false,
  subresources: ["status"],
  schema: "PersistentVolume",
  withoutGeneration: true,
  setDefaults(volume) {
    volume.status ??= {};
    volume.status.phase ||= "Pending";
    volume.spec ??= {};
    const { spec } = volume;
    spec.persistentVolumeReclaimPolicy ||= "Retain";
    spec.volumeMode ??= "Filesystem";
    if (spec.hostPath) spec.hostPath.type ??= "";
    if (spec.rbd) {
      spec.rbd.pool ||= "rbd";
      spec.rbd.user ||= "admin";
      spec.rbd.keyring ||= "/etc/ceph/keyring";
    }
    if (spec.iscsi) spec.iscsi.iscsiInterface ||= "default";
    if (spec.azureDisk) {
      spec.azureDisk.cachingMode ??= "ReadWrite";
      spec.azureDisk.fsType ??= "ext4";
      spec.azureDisk.readOnly ??= false;
      spec.azureDisk.kind ??= "Shared";
    }
    if (spec.scaleIO) {
      spec.scaleIO.storageMode ||= "ThinProvisioned";
      spec.scaleIO.fsType ||= "xfs";
    }
  },
  prepareCreate(volume) {
    volume.status = { phase: "Pending", lastPhaseTransitionTime: volume.metadata.creationTimestamp! };
  },
  validate: (volume) => [...validateSpec(volume.spec, volume.metadata.name), ...validateMountOptions(volume)],
  validateUpdate: validateChange,
  warn: ({ metadata, spec }) => [
    ...(metadata.annotations?.[CLASS_ANNOTATION] === undefined
      ? []
      : [`metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`]),
    ...(metadata.annotations?.[OPTIONS_ANNOTATION] === undefined
      ? []
      : [`metadata.annotations[${OPTIONS_ANNOTATION}]: deprecated since v1.31; use "mountOptions" attribute instead`]),
    ...(spec.persistentVolumeReclaimPolicy === "Recycle"
      ? [
          "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
        ]
      : []),
  ],
  columns: [
    nameColumn,
    { name: "Capacity", cell: ({ spec }) => formatQuantity(parseQuantity(String(spec.capacity?.storage ?? "0"))) },
    { name: "Access Modes", cell: ({ spec }) => shortAccessModes(spec.accessModes) },
    { name: "Reclaim Policy", cell: ({ spec }) => spec.persistentVolumeReclaimPolicy ?? "" },
    {
      name: "Status",
      cell: ({ metadata, status }) => (metadata.deletionTimestamp ? "Terminating" : (status?.phase ?? "")),
    },
    {
      name: "Claim",
      cell: ({ spec: { claimRef } }) => (claimRef ? `${claimRef.namespace ?? ""}/${claimRef.name ?? ""}` : ""),
    },
    { name: "StorageClass", cell: volumeClass },
    { name: "VolumeAttributesClass", cell: ({ spec }) => spec.volumeAttributesClassName ?? "<unset>" },
    { name: "Reason", cell: ({ status }) => status?.reason ?? "" },
    ageColumn,
    { name: "VolumeMode", wide: true, cell: ({ spec }) => spec.volumeMode ?? "<unset>" },
  ],
});
