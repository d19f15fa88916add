import { sortedKeys } from "../../machinery/encoding.ts";
import { isObject, type JsonObject } from "../../machinery/values.ts";

/** What kubectl's own apply remembers the last configuration by. */
export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

const MOST_BYTES = 256 * 1024;

/**
 * An object that has the annotation of the client's own apply keeps it up to date.
 *
 * @see k8s.io/apimachinery pkg/util/managedfields/internal lastappliedupdater.go
 */
export function afterApply(object: JsonObject, config: JsonObject): JsonObject {
  const metadata = object.metadata as { readonly annotations?: Readonly<Record<string, string>> } | undefined;
  if (!metadata?.annotations?.[LAST_APPLIED]) return object;
  const { [LAST_APPLIED]: _, ...others } = metadata.annotations;
  const text = `${goJson(withoutAnnotation(config))}\n`;
  const annotations = { ...others, [LAST_APPLIED]: text };
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return { ...object, metadata: { ...metadata, annotations: size > MOST_BYTES ? others : annotations } };
}

function withoutAnnotation(config: JsonObject): JsonObject {
  const { metadata } = config;
  if (!isObject(metadata) || !isObject(metadata.annotations)) return config;
  const { [LAST_APPLIED]: _, ...annotations } = metadata.annotations;
  const { annotations: _given, ...rest } = metadata;
  const kept = Object.keys(annotations).length > 0 ? { annotations } : {};
  return { ...config, metadata: { ...rest, ...kept } };
}

const goJson = (value: unknown): string =>
  JSON.stringify(sortedKeys(value)).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
