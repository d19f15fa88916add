import { compareQuantities, formatQuantity, parseQuantity } from "../../base/quantity.ts";
import type { PersistentVolumeClaimObject, PersistentVolumeClaimSpec } from "../generated/types.ts";
import { type FieldError, fieldPath, forbidden, invalid } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import type { Draft } from "../machinery/object.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import {
  claimSpecWarnings,
  defaultClaimSpec,
  shortAccessModes,
  validateClaimSpec,
} from "./persistentvolumeclaim/spec.ts";
import { goDiff } from "./pod/goShape.ts";
import { IMMUTABLE } from "./rules.ts";
import { SPEC } from "./workload.ts";

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
const STORAGE = SPEC.child("resources").child("requests").child("storage");

/** Two names of one field: what one says the other says too, unless another namespace is meant. */
function normalizeSources(spec: Draft<PersistentVolumeClaimSpec>, old?: PersistentVolumeClaimSpec): void {
  const { dataSource } = spec;
  // From long before there were other sources: what nobody knew is taken for nothing.
  const known =
    (dataSource?.kind === "PersistentVolumeClaim" && !dataSource.apiGroup) ||
    (dataSource?.kind === "VolumeSnapshot" && dataSource.apiGroup === "snapshot.storage.k8s.io");
  if (dataSource && !known && !old?.dataSource && !spec.dataSourceRef) delete spec.dataSource;
  if (spec.dataSourceRef?.namespace) {
    // Sources in other namespaces are not turned on.
    delete spec.dataSourceRef;
  }
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = { ...spec.dataSource };
  else if (!spec.dataSource && spec.dataSourceRef) spec.dataSource = { ...spec.dataSourceRef };
}

/** What has no business changing, made the same in both. */
function fixedPart(claim: PersistentVolumeClaimObject, old: PersistentVolumeClaimObject): PersistentVolumeClaimSpec {
  const spec: Record<string, unknown> = { ...claim.spec };
  if (!old.spec.volumeName) spec.volumeName = claim.spec.volumeName;
  const upgraded = claim.spec.storageClassName !== undefined && old.spec.storageClassName === undefined;
  const annotated = old.metadata.annotations?.[CLASS_ANNOTATION];
  if (upgraded && (annotated === undefined || annotated === claim.spec.storageClassName)) delete spec.storageClassName;
  if (claim.status?.phase === "Bound") {
    const { resources } = claim.spec;
    const storage = old.spec.resources?.requests?.storage;
    if (resources?.requests && storage !== undefined) {
      spec.resources = { ...resources, requests: { ...resources.requests, storage } };
    }
    if (old.spec.volumeAttributesClassName === undefined) delete spec.volumeAttributesClassName;
    else spec.volumeAttributesClassName = old.spec.volumeAttributesClassName;
  }
  return spec as PersistentVolumeClaimSpec;
}

const FIXED =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

function validateChange(claim: PersistentVolumeClaimObject, old: PersistentVolumeClaimObject): FieldError[] {
  const before: PersistentVolumeClaimSpec = old.spec.volumeName
    ? old.spec
    : { ...old.spec, ...(claim.spec.volumeName === undefined ? {} : { volumeName: claim.spec.volumeName }) };
  const after = fixedPart(claim, old);
  const size = (spec: PersistentVolumeClaimSpec) => parseQuantity(String(spec.resources?.requests?.storage ?? "0"));
  const capacity = parseQuantity(String(old.status?.capacity?.storage ?? "0"));
  const class1 = claim.metadata.annotations?.[CLASS_ANNOTATION];
  const class0 = old.metadata.annotations?.[CLASS_ANNOTATION];
  return [
    ...(class1 === class0
      ? []
      : [invalid(fieldPath("metadata").child("annotations").key(CLASS_ANNOTATION), class1 ?? "", IMMUTABLE)]),
    ...(deepEqual(before, after)
      ? []
      : [forbidden(SPEC, `${FIXED}\n${goDiff("PersistentVolumeClaimSpec", before, after)}`)]),
    ...(compareQuantities(size(claim.spec), size(old.spec)) < 0 && compareQuantities(size(claim.spec), capacity) <= 0
      ? [forbidden(STORAGE, "field can not be less than status.capacity")]
      : []),
    ...(claim.spec.volumeMode === old.spec.volumeMode
      ? []
      : [invalid(fieldPath("volumeMode"), claim.spec.volumeMode, IMMUTABLE)]),
  ];
}

/** The class that a claim names, the old way or the new one; "" for none. */
export const claimClass = ({ metadata, spec }: PersistentVolumeClaimObject): string =>
  metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? "";

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/ */
export const PersistentVolumeClaim = defineKind<PersistentVolumeClaimObject>({
  group: "",
  version: "v1",
  kind: "PersistentVolumeClaim",
  plural: "persistentvolumeclaims",
  shortNames: ["pvc"],
  namespaced: true,
  subresources: ["status"],
  schema: "PersistentVolumeClaim",
  withoutGeneration: true,
  setDefaults(claim) {
    claim.status ??= {};
    claim.status.phase ||= "Pending";
    claim.spec ??= {};
    defaultClaimSpec(claim.spec);
  },
  prepareCreate(claim) {
    claim.status = { phase: "Pending" };
    normalizeSources(claim.spec);
  },
  prepareUpdate(claim, old) {
    normalizeSources(claim.spec, old.spec);
  },
  validate: ({ spec }) => validateClaimSpec(spec, SPEC),
  validateUpdate: validateChange,
  warn: ({ metadata, spec }) => [
    ...(metadata.annotations?.[CLASS_ANNOTATION] === undefined
      ? []
      : [`metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`]),
    ...claimSpecWarnings(spec, SPEC),
  ],
  columns: [
    nameColumn,
    {
      name: "Status",
      cell: ({ metadata, status }) => (metadata.deletionTimestamp ? "Terminating" : (status?.phase ?? "")),
    },
    { name: "Volume", cell: ({ spec }) => spec.volumeName ?? "" },
    {
      name: "Capacity",
      cell: ({ spec, status }) =>
        spec.volumeName ? formatQuantity(parseQuantity(String(status?.capacity?.storage ?? "0"))) : "",
    },
    {
      name: "Access Modes",
      cell: ({ spec, status }) => (spec.volumeName ? shortAccessModes(status?.accessModes) : ""),
    },
    { name: "StorageClass", cell: claimClass },
    { name: "VolumeAttributesClass", cell: ({ spec }) => spec.volumeAttributesClassName ?? "<unset>" },
    ageColumn,
    { name: "VolumeMode", wide: true, cell: ({ spec }) => spec.volumeMode ?? "<unset>" },
  ],
});
