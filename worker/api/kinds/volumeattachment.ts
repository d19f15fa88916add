import type { VolumeAttachmentObject } from "../generated/types.ts";
import { fieldPath, forbidden, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { driverName } from "./persistentvolume/sources.ts";
import { goShape } from "./pod/goShape.ts";
import { dnsSubdomain, IMMUTABLE } from "./rules.ts";
import { SPEC } from "./workload.ts";

const SOURCE = SPEC.child("source");
const ONE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attachment-v1/ */
export const VolumeAttachment = defineKind<VolumeAttachmentObject>({
  group: "storage.k8s.io",
  version: "v1",
  kind: "VolumeAttachment",
  plural: "volumeattachments",
  namespaced: false,
  subresources: ["status"],
  statusKeeps: "all",
  schema: "VolumeAttachment",
  withoutGeneration: true,
  prepareCreate(attachment) {
    attachment.status = { attached: false };
  },
  validate({ spec }) {
    const { inlineVolumeSpec: inline, persistentVolumeName: name } = spec.source ?? {};
    return [
      ...driverName(SPEC.child("attacher"), spec.attacher),
      ...(!inline && name === undefined ? [required(SOURCE, ONE)] : []),
      ...(inline && name !== undefined ? [forbidden(SOURCE, ONE)] : []),
      ...(!inline && name === ""
        ? [required(SOURCE.child("persistentVolumeName"), "must specify non empty persistentVolumeName")]
        : []),
      ...dnsSubdomain(SPEC.child("nodeName"), spec.nodeName ?? ""),
      ...(name === undefined ? [] : dnsSubdomain(fieldPath("spec.source.persistentVolumeName"), name)),
    ];
  },
  validateUpdate: ({ spec }, old) =>
    deepEqual(spec, old.spec) ? [] : [invalid(SPEC, goShape("VolumeAttachmentSpec", spec), IMMUTABLE)],
  columns: [
    nameColumn,
    { name: "Attacher", format: "name", cell: ({ spec }) => spec.attacher },
    { name: "PV", cell: ({ spec }) => spec.source.persistentVolumeName ?? "" },
    { name: "Node", cell: ({ spec }) => spec.nodeName },
    { name: "Attached", type: "boolean", cell: ({ status }) => status?.attached ?? false },
    ageColumn,
  ],
});
