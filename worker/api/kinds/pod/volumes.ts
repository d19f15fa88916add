import type {
  ClusterTrustBundleProjection,
  ConfigMapProjection,
  DownwardAPIVolumeFile,
  KeyToPath,
  ProjectedVolumeSource,
  SecretProjection,
  ServiceAccountTokenProjection,
  Volume,
  VolumeProjection,
} from "../../generated/types.ts";
import { duplicate, type FieldError, type FieldPath, forbidden, invalid, required } from "../../machinery/field.ts";
import { joined } from "../../machinery/values.ts";
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
    const problems = joined(
      validateSource(volume, here, isPod),
      volume.name ? dnsLabel(here.child("name"), volume.name) : [required(here.child("name"))],
      known.has(volume.name) ? [duplicate(here.child("name"), volume.name)] : [],
    );
    if (problems.length === 0) known.set(volume.name, volume);
    errors.push(...problems);
  }
  return { known, errors };
}

function validateSource(volume: Volume, at: FieldPath, isPod: boolean): FieldError[] {
  const given = SOURCES.filter((source) => volume[source] !== undefined && volume[source] !== null);
  if (given.length === 0) return [required(at, "must specify a volume type")];
  const [first, ...others] = given;
  return joined(
    validateOne(volume, first!, at.child(first!), isPod),
    others.map((source) => forbidden(at.child(source), "may not specify more than 1 volume type")),
  );
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
      return joined(noBacksteps(at.child("path"), path), oneOfIfSet(at.child("type"), type, HOST_PATH_TYPES));
    }
    case "gitRepo":
      return joined(
        requiredText(at.child("repository"), volume.gitRepo!.repository),
        relativePath(at.child("directory"), volume.gitRepo!.directory ?? ""),
      );
    case "secret":
      return joined(
        requiredText(at.child("secretName"), volume.secret!.secretName),
        fileMode(at.child("defaultMode"), volume.secret!.defaultMode),
        validateItems(volume.secret!.items, at.child("items")),
      );
    case "configMap":
      return joined(
        requiredText(at.child("name"), volume.configMap!.name),
        fileMode(at.child("defaultMode"), volume.configMap!.defaultMode),
        validateItems(volume.configMap!.items, at.child("items")),
      );
    case "downwardAPI":
      return joined(
        fileMode(at.child("defaultMode"), volume.downwardAPI!.defaultMode),
        (volume.downwardAPI!.items ?? []).flatMap((file) => validateDownwardFile(file, at)),
      );
    case "projected":
      return validateProjected(volume.projected!, at);
    case "image":
      return joined(
        isPod ? requiredText(at.child("reference"), volume.image!.reference) : [],
        oneOf(at.child("pullPolicy"), volume.image!.pullPolicy, ["Always", "IfNotPresent", "Never"]),
      );
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
  return joined(
    requiredText(at.child("key"), key),
    requiredText(at.child("path"), path),
    localPath(at.child("path"), path ?? ""),
    fileMode(at.child("mode"), mode),
  );
}

function validateDownwardFile(file: DownwardAPIVolumeFile, at: FieldPath): FieldError[] {
  const { fieldRef, resourceFieldRef } = file;
  const source = fieldRef
    ? joined(
        validateFieldRef(fieldRef, VOLUME_FIELDS, at.child("fieldRef")),
        resourceFieldRef
          ? [invalid(at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")]
          : [],
      )
    : resourceFieldRef
      ? validateResourceFieldRef(resourceFieldRef, at.child("resourceFieldRef"), { inVolume: true })
      : [required(at, "one of fieldRef and resourceFieldRef is required")];
  return joined(
    requiredText(at.child("path"), file.path),
    localPath(at.child("path"), file.path ?? ""),
    source,
    fileMode(at.child("mode"), file.mode),
  );
}

/** What is frozen and was found sound once: many pods share the volume of their token. */
const sound = new WeakSet<ProjectedVolumeSource>();

/** Several sources below one mount point: no two may write the same file. */
function validateProjected(projected: ProjectedVolumeSource, at: FieldPath): FieldError[] {
  if (sound.has(projected)) return [];
  const errors = projectedErrors(projected, at);
  if (errors.length === 0 && Object.isFrozen(projected)) sound.add(projected);
  return errors;
}

function projectedErrors(projected: ProjectedVolumeSource, at: FieldPath): FieldError[] {
  const errors = fileMode(at.child("defaultMode"), projected.defaultMode);
  const paths = new Set<string>();
  const take: Taker = (path, shown) => {
    if (!path) return [];
    const twice = paths.has(path);
    paths.add(path);
    return twice ? [invalid(at, shown ?? "", "conflicting duplicate paths")] : [];
  };
  (projected.sources ?? []).forEach((source, i) => {
    errors.push(...validateProjection(source, { at, here: at.child("sources").index(i), take }));
  });
  return errors;
}

/** Says what is wrong with writing a file there, and remembers that one is written. */
type Taker = (path: string | undefined, shown: string | undefined) => readonly FieldError[];

interface Projected {
  /** The volume's own path. */
  readonly at: FieldPath;
  readonly here: FieldPath;
  readonly take: Taker;
}

function validateProjection(source: VolumeProjection, where: Projected): FieldError[] {
  const { at, here, take } = where;
  const { secret, configMap, downwardAPI, serviceAccountToken, clusterTrustBundle } = source;
  const errors: FieldError[] = [];
  if (secret) errors.push(...validateKeys(secret, here.child("secret"), take));
  if (configMap) errors.push(...validateKeys(configMap, here.child("configMap"), take));
  for (const file of downwardAPI?.items ?? []) {
    errors.push(...validateDownwardFile(file, here.child("downwardAPI")), ...take(file.path, file.path));
  }
  if (serviceAccountToken) errors.push(...validateToken(serviceAccountToken, { at, here }));
  if (clusterTrustBundle)
    errors.push(...validateTrustBundle(clusterTrustBundle, here.child("clusterTrustBundle"), take));
  const kinds = Object.values(source).filter((one) => one !== undefined && one !== null);
  if (kinds.length > 1) errors.push(forbidden(here, "may not specify more than 1 volume type per source"));
  return errors;
}

function validateKeys(
  { name, items }: SecretProjection | ConfigMapProjection,
  at: FieldPath,
  take: Taker,
): readonly FieldError[] {
  const errors = [...requiredText(at.child("name"), name)];
  (items ?? []).forEach((item, i) => {
    errors.push(...validateItem(item, at.child("items").index(i)), ...take(item.path, name));
  });
  return errors;
}

function validateToken(
  { expirationSeconds = 3600, path }: ServiceAccountTokenProjection,
  { at, here }: Pick<Projected, "at" | "here">,
): FieldError[] {
  const errors = lifetime(here.child("serviceAccountToken").child("expirationSeconds"), expirationSeconds);
  return joined(errors, path ? localPath(at.child("path"), path) : [required(at.child("path"))]);
}

function lifetime(at: FieldPath, seconds: number): FieldError[] {
  if (seconds < 600) return [invalid(at, seconds, "may not specify a duration less than 10 minutes")];
  if (seconds > 2 ** 32) return [invalid(at, seconds, "may not specify a duration larger than 2^32 seconds")];
  return [];
}

function validateTrustBundle(
  { name, signerName, path, labelSelector: selector }: ClusterTrustBundleProjection,
  at: FieldPath,
  take: Taker,
): FieldError[] {
  return joined(
    name === undefined && signerName === undefined ? [required(at, "either name or signerName must be specified")] : [],
    name === undefined ? labelSelector(at.child("labelSelector"), selector) : [],
    requiredText(at.child("path"), path),
    localPath(at.child("path"), path ?? ""),
    take(path, path),
  );
}
