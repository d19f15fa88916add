import { dig, isObject, type Json, type JsonObject, listAt, numberAt, objectAt, textAt } from "../json.ts";
import type { DescribeWriter } from "./writer.ts";

/** The volumes of a pod or a template. */
export function writeVolumes(volumes: readonly Json[], space: string, out: DescribeWriter): void {
  if (volumes.length === 0) return out.line(0, `${space}Volumes:\t<none>`);
  out.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    out.line(1, `${space === "" ? "" : " "}${textAt(volume, "name")}:`);
    const fields = volumeFields(volume);
    if (fields.length === 0) out.line(1, "<unknown>");
    for (const [name, value] of fields) out.field(2, name, value);
    if (dig(volume, "downwardAPI")) out.line(2, "Items:");
    for (const item of listAt(volume, "downwardAPI", "items")) {
      const from = textAt(item, "fieldRef", "fieldPath") || textAt(item, "resourceFieldRef", "resource");
      out.line(3, `${from} -> ${textAt(item, "path")}`);
    }
  }
}

type Field = readonly [name: string, value: string];

const optional = (source: JsonObject): string => String(source.optional === true);

function sizeLimit(emptyDir: JsonObject): string {
  const limit = textAt(emptyDir, "sizeLimit");
  return limit !== "" && limit !== "0" ? limit : "<unset>";
}

function volumeFields(volume: Json): readonly Field[] {
  const emptyDir = dig(volume, "emptyDir");
  if (isObject(emptyDir)) {
    return [
      ["Type", "EmptyDir (a temporary directory that shares a pod's lifetime)"],
      ["Medium", textAt(emptyDir, "medium")],
      ["SizeLimit", sizeLimit(emptyDir)],
    ];
  }
  const secret = dig(volume, "secret");
  if (isObject(secret)) {
    return [
      ["Type", "Secret (a volume populated by a Secret)"],
      ["SecretName", textAt(secret, "secretName")],
      ["Optional", optional(secret)],
    ];
  }
  const configMap = dig(volume, "configMap");
  if (isObject(configMap)) {
    return [
      ["Type", "ConfigMap (a volume populated by a ConfigMap)"],
      ["Name", textAt(configMap, "name")],
      ["Optional", optional(configMap)],
    ];
  }
  const hostPath = dig(volume, "hostPath");
  if (isObject(hostPath)) {
    return [
      ["Type", "HostPath (bare host directory volume)"],
      ["Path", textAt(hostPath, "path")],
      ["HostPathType", typeof hostPath.type === "string" ? hostPath.type : "<none>"],
    ];
  }
  const claim = dig(volume, "persistentVolumeClaim");
  if (isObject(claim)) {
    return [
      ["Type", "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)"],
      ["ClaimName", textAt(claim, "claimName")],
      ["ReadOnly", String(claim.readOnly === true)],
    ];
  }
  const nfs = dig(volume, "nfs");
  if (isObject(nfs)) {
    return [
      ["Type", "NFS (an NFS mount that lasts the lifetime of a pod)"],
      ["Server", textAt(nfs, "server")],
      ["Path", textAt(nfs, "path")],
      ["ReadOnly", String(nfs.readOnly === true)],
    ];
  }
  const image = dig(volume, "image");
  if (isObject(image)) {
    return [
      ["Type", "Image (a container image or OCI artifact)"],
      ["Reference", textAt(image, "reference")],
      ["PullPolicy", textAt(image, "pullPolicy")],
    ];
  }
  if (isObject(dig(volume, "projected"))) {
    return [
      ["Type", "Projected (a volume that contains injected data from multiple sources)"],
      ...listAt(volume, "projected", "sources").flatMap(projectedFields),
    ];
  }
  if (isObject(dig(volume, "downwardAPI"))) {
    return [["Type", "DownwardAPI (a volume populated by information about the pod)"]];
  }
  return [];
}

function projectedFields(source: Json): readonly Field[] {
  const secret = dig(source, "secret");
  if (isObject(secret)) {
    return [
      ["SecretName", textAt(secret, "name")],
      ["Optional", optional(secret)],
    ];
  }
  if (dig(source, "downwardAPI")) return [["DownwardAPI", "true"]];
  const configMap = objectAt(source, "configMap");
  if (dig(source, "configMap")) {
    return [
      ["ConfigMapName", textAt(configMap, "name")],
      ["Optional", optional(configMap)],
    ];
  }
  const seconds = numberAt(source, "serviceAccountToken", "expirationSeconds");
  return seconds === undefined ? [] : [["TokenExpirationSeconds", String(seconds)]];
}
