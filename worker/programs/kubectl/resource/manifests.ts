import { goJson } from "../../../base/goprint/index.ts";
import { fromUtf8, readAll } from "../../../base/streams.ts";
import { CommandError } from "../cli/errors.ts";
import { isList, isObject, type Json, type JsonObject, listAt, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { parseYaml, splitDocuments } from "./yaml.ts";

/** One object of a file, or why there is none. */
export interface ManifestObject {
  /** As messages name it: the path as typed, the URL, or STDIN. */
  readonly source: string;
  readonly object: JsonObject;
}

export interface Manifests {
  readonly objects: readonly ManifestObject[];
  readonly errors: readonly unknown[];
}

interface Text {
  readonly source: string;
  readonly text: string;
}

const EXTENSIONS = [".json", ".yaml", ".yml"];

/**
 * The objects of -f: files, directories, URLs, stdin; several documents a file; lists are taken apart.
 * A file that cannot be read is an error at once; a bad document spoils only itself.
 *
 * @param validated objects will be written: a missing kind is then reported by validation
 */
export async function readManifests(
  kube: Kube,
  filenames: readonly string[],
  options: { readonly recursive: boolean; readonly validated: boolean },
): Promise<Manifests> {
  const texts: Text[] = [];
  const errors: unknown[] = [];
  for (const name of filenames) texts.push(...(await readSource(kube, name, options.recursive)));
  const objects: ManifestObject[] = [];
  for (const { source, text } of texts) {
    try {
      for await (const document of documentsOf(kube, source, text)) {
        objects.push(...flatten(source, document, options.validated));
      }
    } catch (error) {
      errors.push(error);
    }
  }
  return { objects, errors };
}

async function readSource(kube: Kube, name: string, recursive: boolean): Promise<Text[]> {
  if (name === "-") return [{ source: "STDIN", text: fromUtf8(await readAll(kube.io.stdin)) }];
  if (/^https?:\/\//.test(name)) {
    const { fetchManifest } = await kube.load(import("./remote.ts"));
    return [{ source: name, text: await fetchManifest(kube.io, name) }];
  }
  const path = kube.path(name);
  const stat = kube.io.files.stat(path);
  if (!stat) throw new CommandError(`the path ${JSON.stringify(name)} does not exist`);
  if (stat.type !== "directory") return [{ source: name, text: kube.io.files.readText(path) }];
  const found = filesBelow(kube, name.replace(/\/$/, ""), recursive);
  if (found.length === 0) {
    throw new CommandError(`error reading [${name}]: recognized file extensions are [${EXTENSIONS.join(" ")}]`);
  }
  return found.map((source) => ({ source, text: kube.io.files.readText(kube.path(source)) }));
}

function filesBelow(kube: Kube, folder: string, recursive: boolean): string[] {
  return [...kube.io.files.list(kube.path(folder))].sort().flatMap((name) => {
    const path = folder === "." ? name : `${folder}/${name}`;
    if (kube.io.files.stat(kube.path(path))?.type === "directory") return recursive ? filesBelow(kube, path, true) : [];
    return EXTENSIONS.some((one) => name.endsWith(one)) ? [path] : [];
  });
}

/** The documents one by one: those before a malformed one count. */
async function* documentsOf(kube: Kube, source: string, text: string): AsyncGenerator<Json> {
  if (text.trimStart().startsWith("{")) {
    const streamed = jsonStream(text);
    if (streamed) return yield* streamed;
  }
  for (const part of splitDocuments(text)) {
    let document: Json;
    try {
      document = await parseYaml(part, kube.io.clock);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new CommandError(`error parsing ${source}: error converting YAML to JSON: ${error.message}`);
    }
    if (document !== null) yield document;
  }
}

/** JSON objects one after the other; undefined when the text is something else. */
function jsonStream(text: string): Json[] | undefined {
  const documents: Json[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{" || char === "[") depth += 1;
    else if ((char === "}" || char === "]") && --depth === 0) {
      try {
        documents.push(JSON.parse(text.slice(start, at + 1)) as Json);
      } catch {
        return undefined;
      }
      start = at + 1;
    }
  }
  return text.slice(start).trim() === "" ? documents : undefined;
}

function flatten(source: string, document: Json, validated: boolean): ManifestObject[] {
  if (!isObject(document) && validated) {
    throw new CommandError(
      `error validating ${JSON.stringify(source)}: error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  }
  if (!isObject(document)) {
    throw new CommandError(
      `error parsing ${source}: json: cannot unmarshal ${goTypeOf(document)} into Go value of type map[string]interface {}`,
    );
  }
  checkTyped(source, document, validated);
  const kind = textAt(document, "kind");
  if (!kind.endsWith("List") || !isList(document.items)) return [{ source, object: document }];
  return listAt(document, "items").flatMap((item) => flatten(source, item, validated));
}

/** A document must say what it is. @throws CommandError */
function checkTyped(source: string, object: JsonObject, validated: boolean): void {
  const missing = [
    ...(textAt(object, "apiVersion") ? [] : ["apiVersion not set"]),
    ...(textAt(object, "kind") ? [] : ["kind not set"]),
  ];
  if (missing.length === 0) return;
  if (validated) {
    const says = missing.length === 1 ? missing[0] : `[${missing.join(", ")}]`;
    throw new CommandError(
      `error validating ${JSON.stringify(source)}: error validating data: ${says}; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  }
  const field = textAt(object, "kind") ? "apiVersion" : "Kind";
  throw new CommandError(
    `unable to decode ${JSON.stringify(source)}: Object '${field}' is missing in '${goJson(object)}'`,
  );
}

function goTypeOf(value: Json): string {
  if (isList(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value;
}
