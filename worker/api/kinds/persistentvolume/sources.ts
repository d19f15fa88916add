import type { PersistentVolumeSpec, SecretReference } from "../../generated/types.ts";
import { type FieldError, type FieldPath, invalid, notSupported, required, tooLong } from "../../machinery/field.ts";
import { subdomainProblems } from "../../machinery/names.ts";
import { HOST_PATH_TYPES, REQUIRED_OF_SOURCE } from "../pod/volumes.ts";
import { between, dnsLabel, dnsSubdomain, invalidFor, noBacksteps, oneOfIfSet, requiredText } from "../rules.ts";

/** Where the bytes of a volume are. The server looks in this order: the first is taken, any other is one too many. */
export const VOLUME_SOURCES = [
  "hostPath",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "glusterfs",
  "flocker",
  "nfs",
  "rbd",
  "quobyte",
  "cephfs",
  "iscsi",
  "cinder",
  "fc",
  "flexVolume",
  "azureFile",
  "vsphereVolume",
  "photonPersistentDisk",
  "portworxVolume",
  "azureDisk",
  "scaleIO",
  "local",
  "storageos",
  "csi",
] as const satisfies readonly (keyof PersistentVolumeSpec)[];

type Source = (typeof VOLUME_SOURCES)[number];

const MANAGED_DISK = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
const BLOB_DISK = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";

const secretReference = (at: FieldPath, { name, namespace }: SecretReference): FieldError[] => [
  ...(name ? dnsSubdomain(at.child("name"), name) : [required(at.child("name"))]),
  ...(namespace ? dnsLabel(at.child("namespace"), namespace) : [required(at.child("namespace"))]),
];

/** Names of drivers. k8s.io/kubernetes pkg/apis/core/validation ValidateCSIDriverName */
export function driverName(at: FieldPath, name: string | undefined): FieldError[] {
  if (!name) return [required(at)];
  return [
    ...(name.length > 63 ? [tooLong(at, 63)] : []),
    ...invalidFor(at, name, subdomainProblems(name.toLowerCase())),
  ];
}

/** k8s.io/kubernetes pkg/apis/core/validation ValidatePersistentVolumeSpec, its sources */
export function validateVolumeSource(
  spec: PersistentVolumeSpec,
  source: Source,
  { name, at: parent }: { readonly name: string; readonly at: FieldPath },
): FieldError[] {
  const at = parent.child(source === "gcePersistentDisk" ? "persistentDisk" : source);
  const value = spec[source] as unknown as Readonly<Record<string, string | readonly string[] | undefined>>;
  const errors = (REQUIRED_OF_SOURCE[source] ?? [])
    .filter((field) => !value[field]?.length)
    .map((field) => required(at.child(field)));
  switch (source) {
    case "hostPath": {
      const { path, type } = spec.hostPath!;
      if (!path) return [required(at.child("path"))];
      return [...noBacksteps(at.child("path"), path), ...oneOfIfSet(at.child("type"), type, HOST_PATH_TYPES)];
    }
    case "local":
      return [
        ...(spec.local!.path ? noBacksteps(at.child("path"), spec.local!.path) : [required(at.child("path"))]),
        ...(spec.nodeAffinity ? [] : [required(parent.child("nodeAffinity"), "Local volume requires node affinity")]),
      ];
    case "nfs": {
      const { path = "" } = spec.nfs!;
      return [
        ...errors,
        ...(path.startsWith("/") ? [] : [invalid(at.child("path"), path, "must be an absolute path")]),
      ];
    }
    case "csi": {
      const csi = spec.csi!;
      return [
        ...driverName(at.child("driver"), csi.driver),
        ...requiredText(at.child("volumeHandle"), csi.volumeHandle),
        ...(
          [
            "controllerPublishSecretRef",
            "controllerExpandSecretRef",
            "nodePublishSecretRef",
            "nodeExpandSecretRef",
          ] as const
        ).flatMap((field) => (csi[field] ? secretReference(at.child(field), csi[field]) : [])),
      ];
    }
    case "azureDisk": {
      const { cachingMode, kind, diskURI } = spec.azureDisk!;
      return [
        ...errors,
        ...oneOfIfSet(at.child("cachingMode"), cachingMode, ["None", "ReadOnly", "ReadWrite"]),
        ...oneOfIfSet(at.child("kind"), kind, ["Dedicated", "Managed", "Shared"]),
        ...(kind === "Managed" && !diskURI.startsWith("/subscriptions/")
          ? [notSupported(at.child("diskURI"), diskURI, [MANAGED_DISK])]
          : []),
        ...(kind !== undefined && kind !== "Managed" && !diskURI.startsWith("https://")
          ? [notSupported(at.child("diskURI"), diskURI, [BLOB_DISK])]
          : []),
      ];
    }
    case "iscsi": {
      const {
        iqn = "",
        lun = 0,
        initiatorName,
        targetPortal = "",
        chapAuthDiscovery,
        chapAuthSession,
        secretRef,
      } = spec.iscsi!;
      const words =
        "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";
      return [
        ...errors.filter(({ field }) => field.endsWith("targetPortal")),
        ...(initiatorName !== undefined && `${name}:${targetPortal}`.length > 64
          ? [invalid(at.child("targetportal"), targetPortal, words)]
          : []),
        ...errors.filter(({ field }) => field.endsWith("iqn")),
        ...(iqn && !isInitiator(iqn) ? [invalid(at.child("iqn"), iqn, "must be valid format")] : []),
        ...(lun < 0 || lun > 255 ? [invalid(at.child("lun"), lun, between(0, 255))] : []),
        ...((chapAuthDiscovery || chapAuthSession) && !secretRef ? [required(at.child("secretRef"))] : []),
        ...(secretRef && !secretRef.name ? [required(at.child("secretRef").child("name"))] : []),
        ...(initiatorName !== undefined && !isInitiator(initiatorName)
          ? [invalid(at.child("initiatorname"), initiatorName, "must be valid format")]
          : []),
      ];
    }
    case "fc": {
      const { targetWWNs = [], wwids = [], lun } = spec.fc!;
      const names = at.child("targetWWNs");
      return [
        ...(targetWWNs.length + wwids.length === 0
          ? [required(names, "must specify either targetWWNs or wwids, but not both")]
          : []),
        ...(targetWWNs.length > 0 && wwids.length > 0
          ? [invalid(names, targetWWNs, "targetWWNs and wwids can not be specified simultaneously")]
          : []),
        ...(targetWWNs.length > 0 && lun === undefined
          ? [required(at.child("lun"), "lun is required if targetWWNs is specified")]
          : []),
        ...(targetWWNs.length > 0 && lun !== undefined && (lun < 0 || lun > 255)
          ? [invalid(at.child("lun"), lun, between(0, 255))]
          : []),
      ];
    }
    default:
      return errors;
  }
}

const isInitiator = (name: string) =>
  /^iqn\.\d{4}-\d{2}\.([a-zA-Z0-9-.]+)(:[^,;*&$|\s]+)$/.test(name) ||
  /^eui\.[a-zA-Z0-9]{16}$/.test(name) ||
  /^naa\.[a-zA-Z0-9]{32}$/.test(name);
