import { dig, isObject, type Json, type JsonObject, listAt, numberAt, objectAt, textAt } from "../json.ts";
import type { DescribeWriter } from "./writer.ts";

/** The volumes of a pod or a template. */
export function writeVolumes(volumes: readonly Json[], space: string, out: DescribeWriter): void {
  if (volumes.length === 0) return out.line(0, `${space}Volumes:\t<none>`);
  out.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    out.line(1, `${space === "" ? "" : " "}${textAt(volume, "name")}:`);
    for (const [name, value] of volumeFields(volume)) out.field(2, name, value);
    for (const item of listAt(volume, "downwardAPI", "items")) {
      out.line(3, `${textAt(item, "fieldRef", "fieldPath")} -> ${textAt(item, "path")}`);
    }
  }
}

type Field = readonly [name: string, value: string];

const optional = (source: JsonObject): string => String(source.optional === true);

function volumeFields(volume: Json): readonly Field[] {
  const emptyDir = dig(volume, "emptyDir");
  if (isObject(emptyDir)) {
    return [
      ["Type", "EmptyDir (a temporary directory that shares a pod's lifetime)"],
      ["Medium", textAt(emptyDir, "medium")],
      ["SizeLimit", textAt(emptyDir, "sizeLimit") || "<unset>"],
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
      ["HostPathType", textAt(hostPath, "type")],
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
  if (isObject(dig(volume, "projected"))) {
    return [
      ["Type", "Projected (a volume that contains injected data from multiple sources)"],
      ...listAt(volume, "projected", "sources").flatMap(projectedFields),
    ];
  }
  if (isObject(dig(volume, "downwardAPI"))) {
    return [
      ["Type", "DownwardAPI (a volume populated by information about the pod)"],
      ["Items", ""],
    ];
  }
  return [["Type", "<unknown>"]];
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
  if (configMap.name) {
    return [
      ["ConfigMapName", textAt(configMap, "name")],
      ["Optional", optional(configMap)],
    ];
  }
  const seconds = numberAt(source, "serviceAccountToken", "expirationSeconds");
  return seconds === undefined ? [] : [["TokenExpirationSeconds", String(seconds)]];
}
