import { goJson } from "../../../base/goprint/index.ts";
import { isObject, type Json, type JsonObject, mapAt, withField } from "../json.ts";

/** Where kubectl keeps the configuration that was last applied. */
export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** The object with its own text in the annotation; the text itself leaves the annotation out. */
export function withLastApplied(object: JsonObject): JsonObject {
  const { [LAST_APPLIED]: _old, ...annotations } = mapAt(object, "metadata", "annotations");
  const plain = withField(object, ["metadata", "annotations"], annotations);
  return withField(plain, ["metadata", "annotations", LAST_APPLIED], `${goJson(plain)}\n`);
}

/** What was last applied, or undefined when the object was made in another way. */
export function lastApplied(object: JsonObject): JsonObject | undefined {
  const text = mapAt(object, "metadata", "annotations")[LAST_APPLIED];
  if (text === undefined) return undefined;
  const value = JSON.parse(text) as Json;
  return isObject(value) ? value : undefined;
}
