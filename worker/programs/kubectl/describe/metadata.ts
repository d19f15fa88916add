import { parseRfc3339, rfc1123z } from "../../../base/time.ts";
import { LAST_APPLIED } from "../apply/annotation.ts";
import { dig, type Json, type JsonObject, listAt, mapAt, textAt } from "../json.ts";
import type { DescribeContext } from "./describer.ts";
import type { DescribeWriter } from "./writer.ts";

/** "Labels:\ta=b\n\tc=d": a map, a line an entry, or "<none>". */
export function writeMap(
  out: DescribeWriter,
  level: number,
  name: string,
  map: Readonly<Record<string, string>>,
): void {
  out.write(level, `${name}:\t`);
  const keys = Object.keys(map).sort();
  if (keys.length === 0) return out.line(0, "<none>");
  keys.forEach((key, index) => {
    if (index > 0) out.write(level, "\t");
    out.line(0, `${key}=${map[key]}`);
  });
}

const LINE_LIMIT = 140;
const CUT_AT = LINE_LIMIT - 2;

/** Annotations but the last applied configuration; long or several-line values go below their key. */
export function writeAnnotations(
  out: DescribeWriter,
  level: number,
  annotations: Readonly<Record<string, string>>,
): void {
  out.write(level, "Annotations:\t");
  const keys = Object.keys(annotations)
    .filter((key) => key !== LAST_APPLIED)
    .sort();
  if (keys.length === 0) return out.line(0, "<none>");
  const indent = "\t  ";
  for (const [index, key] of keys.entries()) {
    if (index > 0) out.write(0, "\t");
    const value = annotations[key]!.replace(/\n$/, "");
    if (value.length + key.length + 2 <= LINE_LIMIT && !value.includes("\n")) {
      out.line(0, `${key}: ${value}`);
      continue;
    }
    out.line(0, `${key}:`);
    for (const line of value.split("\n")) {
      const shown = line.length > CUT_AT ? `${line.slice(0, CUT_AT)}...` : line;
      out.line(0, `${indent}${shown}`);
    }
  }
}

/** Name, namespace, labels, annotations: how most views begin. */
export function writeHead(object: JsonObject, out: DescribeWriter): void {
  out.field(0, "Name", textAt(object, "metadata", "name"));
  const namespace = textAt(object, "metadata", "namespace");
  if (namespace) out.field(0, "Namespace", namespace);
  writeMap(out, 0, "Labels", mapAt(object, "metadata", "labels"));
  writeAnnotations(out, 0, mapAt(object, "metadata", "annotations"));
}

/** "Mon, 02 Jan 2006 15:04:05 +0000" of an RFC 3339 text. */
export function longTime(text: string, context: Pick<DescribeContext, "zoneMinutes">): string {
  const ms = parseRfc3339(text);
  return ms === undefined ? "<unset>" : rfc1123z(ms, context.zoneMinutes);
}

/** The controller among the owners, as "Deployment/web". */
export function writeController(object: JsonObject, out: DescribeWriter): void {
  const owner = listAt(object, "metadata", "ownerReferences").find((one) => dig(one, "controller") === true);
  if (owner) out.field(0, "Controlled By", `${textAt(owner, "kind")}/${textAt(owner, "name")}`);
}

/** A label selector as describe prints it. */
export const orNone = (text: string): string => (text === "" ? "<none>" : text);

/** "a,b" of a list's texts. */
export const joined = (value: Json | undefined, ...path: readonly (string | number)[]): string =>
  listAt(value, ...path)
    .map(String)
    .join(",");
