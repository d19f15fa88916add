import { dig, isObject, type Json, type JsonObject, listAt, objectAt, textAt } from "../json.ts";
import type { SchemaDocument } from "./schema.ts";

const WIDTH = 76;

/** What to explain: a kind, and a field below it. */
export interface ExplainRequest {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly path: readonly string[];
  readonly recursive: boolean;
}

/**
 * The page that `kubectl explain` prints.
 *
 * @returns the text, and what is wrong with the path where it names no field
 * @see k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl
 */
export function explainText(
  document: SchemaDocument,
  root: JsonObject,
  request: ExplainRequest,
): { readonly text: string; readonly failure?: string } {
  let text = `${request.group ? `GROUP:      ${request.group}\n` : ""}KIND:       ${request.kind}\nVERSION:    ${request.version}\n\n`;
  let schema: Json = root;
  let parent: JsonObject = root;
  for (const name of request.path) {
    parent = document.structure(schema);
    const next: Json | undefined = dig(parent, "properties", name);
    if (next === undefined) return { text, failure: `field ${JSON.stringify(request.path.at(-1))} does not exist` };
    schema = next;
  }
  const field = request.path.at(-1);
  if (field !== undefined) {
    const values = listAt(document.resolve(schema).schema, "enum");
    const choices = values.length > 0 ? `ENUM:\n${values.map((value) => `    ${String(value)}\n`).join("")}` : "\n";
    text += `FIELD: ${field} <${document.typeName(schema)}>\n${choices}\n`;
  }
  text += `DESCRIPTION:\n${descriptions(document, schema)}    \n`;
  const structure = document.structure(schema);
  const properties = objectAt(structure, "properties");
  if (Object.keys(properties).length > 0)
    text += `FIELDS:\n${fields(document, structure, request.recursive, 1, new Set())}`;
  return { text: `${text}\n` };
}

const requiredMark = (parent: JsonObject, name: string): string =>
  listAt(parent, "required").includes(name) ? " -required-" : "";

/** The field's own words, then those of its type. */
function descriptions(document: SchemaDocument, schema: Json): string {
  const seen: string[] = [];
  let at: Json | undefined = schema;
  for (let depth = 0; depth < 6 && at !== undefined; depth++) {
    const own = textAt(at, "description");
    if (own !== "" && !seen.includes(own)) seen.push(own);
    const { schema: behind } = document.resolve(at);
    if (behind !== at) {
      const words = textAt(behind, "description");
      if (words !== "" && !seen.includes(words)) seen.push(words);
    }
    at = behind.items ?? (isObject(behind.additionalProperties) ? behind.additionalProperties : undefined);
  }
  if (seen.length === 0) return "    <empty>\n";
  return seen.map((words) => wrap(words, "    ")).join("");
}

function fields(
  document: SchemaDocument,
  structure: JsonObject,
  recursive: boolean,
  level: number,
  above: ReadonlySet<JsonObject>,
): string {
  const properties = objectAt(structure, "properties");
  const indent = "  ".repeat(level);
  return Object.keys(properties)
    .sort()
    .map((name) => {
      const schema = properties[name]!;
      const head = `${indent}${name}\t<${document.typeName(schema)}>${requiredMark(structure, name)}\n`;
      if (!recursive) return `${head}${enumBlock(document, schema, `${indent}`)}${fieldWords(document, schema)}\n`;
      const inner = document.structure(schema);
      const options = enumBlock(document, schema, indent);
      if (dig(inner, "properties") === undefined || above.has(inner)) return `${head}${options}`;
      return `${head}${options}${fields(document, inner, true, level + 1, new Set([...above, inner]))}`;
    })
    .join("");
}

function fieldWords(document: SchemaDocument, schema: Json): string {
  const own = textAt(schema, "description") || textAt(document.resolve(schema).schema, "description");
  return wrap(own === "" ? "<no description>" : own, "    ");
}

/** The values that a field may have. */
function enumBlock(document: SchemaDocument, schema: Json, indent: string): string {
  const values = listAt(document.resolve(schema).schema, "enum");
  return values.length > 0 ? `${indent}enum: ${values.join(", ")}\n` : "";
}

/** Wrapped at 80 characters. Line breaks of the text stay, and the blanks that a line begins with. */
function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    const margin = /^ */.exec(paragraph)![0];
    let line = margin;
    for (const word of paragraph.slice(margin.length).split(" ")) {
      const fresh = line === margin || line === "";
      if (!fresh && line.length + 1 + word.length > WIDTH) {
        lines.push(line);
        line = word;
      } else line = fresh ? `${line}${word}` : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines.map((line) => `${indent}${line}\n`).join("");
}
