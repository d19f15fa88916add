import { GoFloat, goText } from "../../../base/goformat/index.ts";
import { type Dict, isDict, withFloats } from "../../../base/sprig/index.ts";
import { readYaml } from "../../kubectl/resource/yamlReader.ts";
import { HelmError, messageOf } from "../errors.ts";

/** A YAML document as Go decodes it into an interface: every number is a float64. @throws HelmError in sigs.k8s.io/yaml's words */
export function decodeYaml(text: string): unknown {
  try {
    return withFloats(readYaml(text));
  } catch (error) {
    throw new HelmError(`error converting YAML to JSON: ${messageOf(error)}`);
  }
}

/** A YAML document that is a map; an empty one is an empty map. @throws HelmError */
export function decodeMap(text: string): Dict {
  const value = decodeYaml(text);
  if (value === null || value === undefined) return {};
  if (!isDict(value)) {
    throw new HelmError(
      `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonType(value)} into Go value of type map[string]interface {}`,
    );
  }
  return value;
}

/** The JSON type of a value as encoding/json names it. */
export function jsonType(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (value instanceof GoFloat || typeof value === "number") return "number";
  if (typeof value === "boolean") return "bool";
  return typeof value;
}

/** The documents of a stream, merged map by map; what both have the later one wins. */
export function decodeMerged(text: string): Dict {
  let values: Dict = {};
  for (const part of text.split(/^---(?=\s|$).*\n?/m)) {
    if (part.trim() === "") continue;
    try {
      values = mergeMaps(values, decodeMap(part));
    } catch (error) {
      throw new HelmError(`cannot unmarshal yaml document: ${messageOf(error)}`);
    }
  }
  return values;
}

/** Merges maps recursively; b wins, lists are replaced. */
export function mergeMaps(a: Dict, b: Dict): Dict {
  const merged = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = merged[key];
    merged[key] = isDict(value) && isDict(before) ? mergeMaps(before, value) : value;
  }
  return merged;
}

/** A scalar where Go wants a string: its decoder turns numbers and truth values into one. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (value instanceof GoFloat || typeof value === "number")
    return goText(value instanceof GoFloat ? value.value : value);
  return undefined;
}
