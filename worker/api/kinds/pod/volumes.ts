import type { DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource, Volume } from "../../generated/types.ts";
import { duplicate, type FieldError, type FieldPath, forbidden, invalid, required } from "../../machinery/field.ts";
import {
  dnsLabel,
  fileMode,
  labelSelector,
  localPath,
  noBacksteps,
  oneOf,
  oneOfIfSet,
  relativePath,
  requiredText,
} from "../rules.ts";
import { VOLUME_FIELDS, validateFieldRef, validateResourceFieldRef } from "./fieldRefs.ts";

/** Rules for volumes. k8s.io/kubernetes pkg/apis/core/validation ValidateVolumes */

export const HOST_PATH_TYPES = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

/** Fields that storage of clouds and clusters cannot do without. */
export const REQUIRED_OF_SOURCE: Readonly<Record<string, readonly string[]>> = {
  gcePersistentDisk: ["pdName"],
  awsElasticBlockStore: ["volumeID"],
  nfs: ["server", "path"],
  iscsi: ["targetPortal", "iqn"],
  glusterfs: ["endpoints", "path"],
  persistentVolumeClaim: ["claimName"],
  rbd: ["monitors", "image"],
  cinder: ["volumeID"],
  cephfs: ["monitors"],
  flexVolume: ["driver"],
  azureFile: ["secretName", "shareName"],
  vsphereVolume: ["volumePath"],
  photonPersistentDisk: ["pdID"],
  portworxVolume: ["volumeID"],
  azureDisk: ["diskName", "diskURI"],
  scaleIO: ["gateway", "system", "volumeName"],
  csi: ["driver"],
};

/** The server looks at sources in this order: the first is taken, any other is one too many. */
const SOURCES = [
  "emptyDir",
  "hostPath",
  "gitRepo",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "secret",
  "nfs",
  "iscsi",
  "glusterfs",
  "flocker",
  "persistentVolumeClaim",
  "rbd",
  "cinder",
  "cephfs",
  "quobyte",
  "downwardAPI",
  "fc",
  "flexVolume",
  "configMap",
  "azureFile",
  "vsphereVolume",
  "photonPersistentDisk",
  "portworxVolume",
  "azureDisk",
  "storageos",
  "projected",
  "scaleIO",
  "csi",
  "ephemeral",
  "image",
] as const satisfies readonly (keyof Volume)[];

/** The volumes that are sound, by name, and every problem of the others. */
export function validateVolumes(
  volumes: readonly Volume[] | undefined,
  at: FieldPath,
  isPod: boolean,
): { readonly known: ReadonlyMap<string, Volume>; readonly errors: readonly FieldError[] } {
  const known = new Map<string, Volume>();
  const errors: FieldError[] = [];
  for (const [i, volume] of (volumes ?? []).entries()) {
    const here = at.index(i);
    const problems = [
      ...validateSource(volume, here, isPod),
      ...(volume.name ? dnsLabel(here.child("name"), volume.name) : [required(here.child("name"))]),
      ...(known.has(volume.name) ? [duplicate(here.child("name"), volume.name)] : []),
    ];
    if (problems.length === 0) known.set(volume.name, volume);
    errors.push(...problems);
  }
  return { known, errors };
}

function validateSource(volume: Volume, at: FieldPath, isPod: boolean): FieldError[] {
  const given = SOURCES.filter((source) => volume[source] !== undefined && volume[source] !== null);
  if (given.length === 0) return [required(at, "must specify a volume type")];
  const [first, ...others] = given;
  return [
    ...validateOne(volume, first!, at.child(first!), isPod),
    ...others.map((source) => forbidden(at.child(source), "may not specify more than 1 volume type")),
  ];
}

function validateOne(volume: Volume, source: (typeof SOURCES)[number], at: FieldPath, isPod: boolean): FieldError[] {
  switch (source) {
    case "emptyDir":
      return String(volume.emptyDir!.sizeLimit ?? "").startsWith("-")
        ? [forbidden(at.child("sizeLimit"), "SizeLimit field must be a valid resource quantity")]
        : [];
    case "hostPath": {
      const { path, type } = volume.hostPath!;
      if (!path) return [required(at.child("path"))];
      return [...noBacksteps(at.child("path"), path), ...oneOfIfSet(at.child("type"), type, HOST_PATH_TYPES)];
    }
    case "gitRepo":
      return [
        ...requiredText(at.child("repository"), volume.gitRepo!.repository),
        ...relativePath(at.child("directory"), volume.gitRepo!.directory ?? ""),
      ];
    case "secret":
      return [
        ...requiredText(at.child("secretName"), volume.secret!.secretName),
        ...fileMode(at.child("defaultMode"), volume.secret!.defaultMode),
        ...validateItems(volume.secret!.items, at.child("items")),
      ];
    case "configMap":
      return [
        ...requiredText(at.child("name"), volume.configMap!.name),
        ...fileMode(at.child("defaultMode"), volume.configMap!.defaultMode),
        ...validateItems(volume.configMap!.items, at.child("items")),
      ];
    case "downwardAPI":
      return [
        ...fileMode(at.child("defaultMode"), volume.downwardAPI!.defaultMode),
        ...(volume.downwardAPI!.items ?? []).flatMap((file) => validateDownwardFile(file, at)),
      ];
    case "projected":
      return validateProjected(volume.projected!, at);
    case "image":
      return [
        ...(isPod ? requiredText(at.child("reference"), volume.image!.reference) : []),
        ...oneOf(at.child("pullPolicy"), volume.image!.pullPolicy, ["Always", "IfNotPresent", "Never"]),
      ];
    case "ephemeral":
      return volume.ephemeral!.volumeClaimTemplate ? [] : [required(at.child("volumeClaimTemplate"))];
    default: {
      const value = volume[source] as unknown as Readonly<Record<string, string | readonly string[] | undefined>>;
      const missing = (REQUIRED_OF_SOURCE[source] ?? []).filter((field) => !value[field]?.length);
      const errors = missing.map((field) => required(at.child(field)));
      if (source === "nfs" && !String(value.path ?? "").startsWith("/")) {
        errors.push(invalid(at.child("path"), value.path ?? "", "must be an absolute path"));
      }
      return errors;
    }
  }
}

const validateItems = (items: readonly KeyToPath[] | undefined, at: FieldPath): FieldError[] =>
  (items ?? []).flatMap((item, i) => validateItem(item, at.index(i)));

function validateItem({ key, path, mode }: KeyToPath, at: FieldPath): FieldError[] {
  return [
    ...requiredText(at.child("key"), key),
    ...requiredText(at.child("path"), path),
    ...localPath(at.child("path"), path ?? ""),
    ...fileMode(at.child("mode"), mode),
  ];
}

function validateDownwardFile(file: DownwardAPIVolumeFile, at: FieldPath): FieldError[] {
  const { fieldRef, resourceFieldRef } = file;
  const source = fieldRef
    ? [
        ...validateFieldRef(fieldRef, VOLUME_FIELDS, at.child("fieldRef")),
        ...(resourceFieldRef
          ? [invalid(at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")]
          : []),
      ]
    : resourceFieldRef
      ? validateResourceFieldRef(resourceFieldRef, at.child("resourceFieldRef"), { inVolume: true })
      : [required(at, "one of fieldRef and resourceFieldRef is required")];
  return [
    ...requiredText(at.child("path"), file.path),
    ...localPath(at.child("path"), file.path ?? ""),
    ...source,
    ...fileMode(at.child("mode"), file.mode),
  ];
}

/** Several sources below one mount point: no two may write the same file. */
function validateProjected(projected: ProjectedVolumeSource, at: FieldPath): FieldError[] {
  const errors = fileMode(at.child("defaultMode"), projected.defaultMode);
  const paths = new Set<string>();
  const take = (path: string | undefined, shown: string | undefined) => {
    if (!path) return;
    if (paths.has(path)) errors.push(invalid(at, shown ?? "", "conflicting duplicate paths"));
    paths.add(path);
  };
  for (const [i, source] of (projected.sources ?? []).entries()) {
    const here = at.child("sources").index(i);
    for (const kind of ["secret", "configMap"] as const) {
      const one = source[kind];
      if (!one) continue;
      errors.push(...requiredText(here.child(kind).child("name"), one.name));
      for (const [j, item] of (one.items ?? []).entries()) {
        errors.push(...validateItem(item, here.child(kind).child("items").index(j)));
        take(item.path, one.name);
      }
    }
    for (const file of source.downwardAPI?.items ?? []) {
      errors.push(...validateDownwardFile(file, here.child("downwardAPI")));
      take(file.path, file.path);
    }
    if (source.serviceAccountToken) {
      const { expirationSeconds = 3600, path } = source.serviceAccountToken;
      const seconds = here.child("serviceAccountToken").child("expirationSeconds");
      if (expirationSeconds < 600) {
        errors.push(invalid(seconds, expirationSeconds, "may not specify a duration less than 10 minutes"));
      }
      if (expirationSeconds > 2 ** 32) {
        errors.push(invalid(seconds, expirationSeconds, "may not specify a duration larger than 2^32 seconds"));
      }
      errors.push(...(path ? localPath(at.child("path"), path) : [required(at.child("path"))]));
    }
    if (source.clusterTrustBundle) {
      const { name, signerName, path, labelSelector: selector } = source.clusterTrustBundle;
      const bundle = here.child("clusterTrustBundle");
      if (name === undefined && signerName === undefined) {
        errors.push(required(bundle, "either name or signerName must be specified"));
      }
      if (name === undefined) errors.push(...labelSelector(bundle.child("labelSelector"), selector));
      errors.push(...requiredText(bundle.child("path"), path), ...localPath(bundle.child("path"), path ?? ""));
      take(path, path);
    }
    const kinds = Object.values(source).filter((one) => one !== undefined && one !== null);
    if (kinds.length > 1) errors.push(forbidden(here, "may not specify more than 1 volume type per source"));
  }
  return errors;
}
