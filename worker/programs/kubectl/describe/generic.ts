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
    writeFields(object, out, 0, "");
  },
};

/** Shown above, or of no use to people. */
const SKIPPED = new Set(
  ["name", "namespace", "labels", "annotations", "managedFields"].map((key) => `.metadata.${key}`),
);

function writeFields(object: JsonObject, out: DescribeWriter, level: number, path: string): void {
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    const here = `${path}.${key}`;
    if (value === undefined || SKIPPED.has(here)) continue;
    const label = wordsOf(key);
    if (isObject(value)) {
      out.line(level, `${label}:`);
      writeFields(value, out, level + 1, here);
    } else if (isList(value)) {
      out.line(level, `${label}:`);
      for (const item of value) {
        if (isObject(item)) writeFields(item, out, level + 1, here);
        else out.line(level + 1, scalar(item));
      }
    } else out.field(level, label, scalar(value));
  }
}

/** As Go prints values: null as <nil>, lists in brackets. */
const scalar = (value: Json): string =>
  value === null ? "<nil>" : isList(value) ? `[${value.map(scalar).join(" ")}]` : String(value);

/** "observedGeneration" to "Observed Generation", "podIP" to "Pod IP"; left alone when anything but letters and "-" is in it. */
function wordsOf(key: string): string {
  if (/[^\p{L}-]/u.test(key)) return key;
  const words: string[] = [];
  const parts = camelParts(key);
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!;
    const next = parts[at + 1];
    // Abbreviations with a word behind them are not pulled apart: "TLSSecret".
    if (next !== undefined && /^[A-Z-]{2,}$/.test(part) && /^[A-Z]/.test(next)) {
      words.push(part + next);
      at += 1;
    } else words.push(part);
  }
  return words
    .map((word) => {
      if (ABBREVIATIONS.has(word.toUpperCase())) return word.toUpperCase();
      return word === word.toLowerCase() ? word[0]!.toUpperCase() + word.slice(1) : word;
    })
    .join(" ");
}

/** Runs of one class of characters; the last capital of several goes with the small letters behind it. */
const camelParts = (key: string): readonly string[] =>
  key.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}|[^\p{Lu}\p{Ll}]+/gu) ?? [];

const ABBREVIATIONS = new Set(["API", "URL", "UID", "GUID"]);
