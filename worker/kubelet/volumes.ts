import type { ConfigMapObject, KeyToPath, PodObject, Volume, VolumeProjection } from "../api/generated/types.ts";
import { fromBase64 } from "../base/base64.ts";
import type { ObjectSource } from "./environment.ts";
import { podField, resourceField, type Surroundings } from "./fields.ts";
import type { Payload, PayloadFile } from "./records.ts";

/** Why a volume cannot be mounted: the end of a FailedMount message. */
export class MountError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MountError";
  }
}

export interface VolumeContext {
  readonly pod: PodObject;
  readonly objects: ObjectSource;
  readonly surroundings: Surroundings;
  /** The token that a projected serviceAccountToken source gets: granted now, made when it is first read. */
  token(request: { readonly audience?: string; readonly expirationSeconds: number }): () => string;
}

/** Volume sources that are plain directories. */
const DIRECTORY_SOURCES = ["emptyDir", "ephemeral", "persistentVolumeClaim", "hostPath"] as const;
const PROJECTED_SOURCES = ["configMap", "secret", "downwardAPI", "projected"] as const;

export function volumeType(volume: Volume): "directory" | "projected" | "unsupported" {
  if (PROJECTED_SOURCES.some((source) => volume[source])) return "projected";
  if (DIRECTORY_SOURCES.some((source) => volume[source])) return "directory";
  const named = Object.keys(volume).filter((key) => key !== "name");
  return named.length === 0 ? "directory" : "unsupported";
}

/**
 * What a volume made from objects holds now.
 * @throws MountError in the kubelet's words when an object or key is missing
 */
export function payloadOf(volume: Volume, context: VolumeContext): Payload {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (configMap) {
    return configMapPayload(configMap, configMap.defaultMode ?? 0o644, context);
  }
  if (secret) {
    const { secretName: name = "", items, optional } = secret;
    return secretPayload({ name, items, optional }, secret.defaultMode ?? 0o644, context);
  }
  if (downwardAPI) return downwardPayload(downwardAPI.items ?? [], downwardAPI.defaultMode ?? 0o644, context);
  const problems: string[] = [];
  let payload: Payload = {};
  for (const source of projected?.sources ?? []) {
    try {
      payload = { ...payload, ...projectionPayload(source, projected?.defaultMode ?? 0o644, context) };
    } catch (error) {
      if (!(error instanceof MountError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length === 1) throw new MountError(problems[0]!);
  if (problems.length > 1) throw new MountError(`[${problems.join(", ")}]`);
  return payload;
}

function projectionPayload(source: VolumeProjection, mode: number, context: VolumeContext): Payload {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  if (configMap) return configMapPayload(configMap, mode, context);
  if (secret) return secretPayload(secret, mode, context);
  if (downwardAPI) return downwardPayload(downwardAPI.items ?? [], mode, context);
  if (serviceAccountToken) {
    const { path, audience, expirationSeconds = 3600 } = serviceAccountToken;
    return { [path]: lateText(mode, context.token({ ...(audience && { audience }), expirationSeconds })) };
  }
  throw new MountError(`projected source ${Object.keys(source).join(", ")} is not supported here`);
}

function lateText(mode: number, make: () => string): PayloadFile {
  let text: string | undefined;
  return {
    mode,
    get text() {
      text ??= make();
      return text;
    },
  };
}

interface ObjectReference {
  readonly name?: string;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
}

function configMapPayload(reference: ObjectReference, mode: number, { pod, objects }: VolumeContext): Payload {
  const { name = "", optional } = reference;
  const map = objects.configMap(pod.metadata.namespace ?? "default", name);
  if (!map && !optional) throw new MountError(`configmap "${name}" not found`);
  return selectKeys(map ? filesOfConfigMap(map) : {}, reference, {
    mode,
    kind: "configmap references non-existent config",
  });
}

const readAlready = new WeakMap<ConfigMapObject, Readonly<Record<string, Omit<PayloadFile, "mode">>>>();

/** Every pod mounts the one with the cluster's root certificate. */
function filesOfConfigMap(map: ConfigMapObject): Readonly<Record<string, Omit<PayloadFile, "mode">>> {
  const known = readAlready.get(map);
  if (known) return known;
  const files: Record<string, Omit<PayloadFile, "mode">> = {};
  for (const [key, text] of Object.entries(map.data ?? {})) files[key] = { text };
  for (const [key, base64] of Object.entries(map.binaryData ?? {})) files[key] = { base64 };
  readAlready.set(map, files);
  return files;
}

function secretPayload(reference: ObjectReference, mode: number, { pod, objects }: VolumeContext): Payload {
  const { name = "", optional } = reference;
  const secret = objects.secret(pod.metadata.namespace ?? "default", name);
  if (!secret && !optional) throw new MountError(`secret "${name}" not found`);
  const files: Record<string, Omit<PayloadFile, "mode">> = {};
  for (const [key, base64] of Object.entries(secret?.data ?? {})) {
    const text = fromBase64(base64);
    files[key] = text.includes("\uFFFD") ? { base64 } : { text };
  }
  return selectKeys(files, reference, { mode, kind: "references non-existent secret" });
}

/** All keys under their own names, or the listed ones under the given paths. */
function selectKeys(
  files: Readonly<Record<string, Omit<PayloadFile, "mode">>>,
  { items, optional }: ObjectReference,
  { mode, kind }: { mode: number; kind: string },
): Payload {
  if (!items || items.length === 0) {
    return Object.fromEntries(Object.entries(files).map(([key, file]) => [key, withMode(file, mode)]));
  }
  const payload: Record<string, PayloadFile> = {};
  for (const item of items) {
    const file = Object.hasOwn(files, item.key) ? files[item.key] : undefined;
    if (file) payload[item.path] = withMode(file, item.mode ?? mode);
    else if (!optional) throw new MountError(`${kind} key: ${item.key}`);
  }
  return payload;
}

const withMode = ({ text = "", base64 }: Omit<PayloadFile, "mode">, mode: number): PayloadFile =>
  base64 === undefined ? { text, mode } : { base64, mode };

function downwardPayload(
  items: NonNullable<NonNullable<Volume["downwardAPI"]>["items"]>,
  mode: number,
  { pod, surroundings }: VolumeContext,
): Payload {
  const payload: Record<string, PayloadFile> = {};
  for (const { path, fieldRef, resourceFieldRef, mode: own } of items) {
    const container = pod.spec.containers.find(({ name }) => name === resourceFieldRef?.containerName);
    const text = fieldRef
      ? podField(pod, fieldRef.fieldPath, surroundings)
      : resourceFieldRef && container
        ? resourceField(container, resourceFieldRef, surroundings)
        : "";
    payload[path] = { mode: own ?? mode, text };
  }
  return payload;
}

export function samePayload(one: Payload, other: Payload): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    const a = one[name]!;
    const b = other[name];
    return b !== undefined && a.text === b.text && a.base64 === b.base64 && a.mode === b.mode;
  });
}
