import { isList, isObject, type Json, type JsonObject, mapAt, textAt } from "../json.ts";
import type { Describer } from "./describer.ts";
import { writeAnnotations, writeMap } from "./metadata.ts";
import type { DescribeWriter } from "./writer.ts";

/** Every field, for kinds that no view of their own is written for. */
export const genericDescriber: Describer = {
  group: "",
  kind: "",
  describe(object, out) {
    out.field(0, "Name", textAt(object, "metadata", "name"));
    out.field(0, "Namespace", textAt(object, "metadata", "namespace"));
    writeMap(out, 0, "Labels", mapAt(object, "metadata", "labels"));
    writeAnnotations(out, 0, mapAt(object, "metadata", "annotations"));
    out.line(0, `API Version:\t${textAt(object, "apiVersion")}`);
    out.line(0, `Kind:\t${textAt(object, "kind")}`);
    const { apiVersion: _a, kind: _k, metadata, ...rest } = object;
    const shown = without(metadata as JsonObject | undefined, [
      "name",
      "namespace",
      "labels",
      "annotations",
      "managedFields",
    ]);
    writeFields({ ...rest, metadata: shown }, out, 0);
  },
};

const without = (object: JsonObject = {}, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

function writeFields(object: JsonObject, out: DescribeWriter, level: number): void {
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value === undefined) continue;
    const label = wordsOf(key);
    if (isObject(value)) {
      out.line(level, `${label}:`);
      writeFields(value, out, level + 1);
    } else if (isList(value)) {
      out.line(level, `${label}:`);
      writeItems(value, out, level + 1);
    } else out.line(level, `${label}:\t${scalar(value)}`);
  }
}

function writeItems(items: readonly Json[], out: DescribeWriter, level: number): void {
  for (const item of items) {
    if (isObject(item)) writeFields(item, out, level);
    else if (isList(item)) writeItems(item, out, level + 1);
    else out.line(level, scalar(item));
  }
}

const scalar = (value: Json): string => (value === null ? "<nil>" : String(value));

/** "observedGeneration" to "Observed Generation", "podIP" to "Pod IP". */
function wordsOf(key: string): string {
  if (/[^A-Za-z0-9]/.test(key)) return key;
  const parts = key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(" ");
  const words = parts.map((part) =>
    ABBREVIATIONS.has(part.toUpperCase()) ? part.toUpperCase() : part[0]!.toUpperCase() + part.slice(1),
  );
  return words.join(" ");
}

const ABBREVIATIONS = new Set(["API", "URL", "UID", "OSB", "GUID"]);
