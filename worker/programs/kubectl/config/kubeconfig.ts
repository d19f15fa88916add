import type { Files } from "../../../shell/files.ts";
import { resolvePath } from "../../../shell/files.ts";
import { dig, isObject, type Json, type JsonObject, listAt, objectAt, textAt } from "../json.ts";

/** A kubeconfig file: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
export interface ConfigFile {
  readonly path: string;
  readonly exists: boolean;
  readonly content: JsonObject;
}

/** The three named lists of a kubeconfig, and the field that holds each entry's body. */
export const SECTIONS = { clusters: "cluster", contexts: "context", users: "user" } as const;
export type Section = keyof typeof SECTIONS;

export interface NamedEntry {
  readonly name: string;
  readonly body: JsonObject;
  /** The file that it stands in. */
  readonly file: string;
}

/** All files of a chain, seen as one: the first file that sets a value wins. */
export interface MergedConfig {
  readonly files: readonly ConfigFile[];
  readonly explicit: boolean;
  readonly currentContext: string;
  readonly clusters: readonly NamedEntry[];
  readonly contexts: readonly NamedEntry[];
  readonly users: readonly NamedEntry[];
}

/** The paths to read: --kubeconfig alone, or the KUBECONFIG list, or ~/.kube/config. */
export function configPaths(
  explicit: string,
  env: Readonly<Record<string, string>>,
  cwd: string,
): { readonly paths: readonly string[]; readonly explicit: boolean } {
  if (explicit !== "") return { paths: [resolvePath(cwd, explicit)], explicit: true };
  const listed = (env.KUBECONFIG ?? "").split(":").filter((path) => path !== "");
  if (listed.length > 0) return { paths: [...new Set(listed.map((path) => resolvePath(cwd, path)))], explicit: false };
  return { paths: [resolvePath(env.HOME ?? "/", ".kube/config")], explicit: false };
}

export function mergeConfigs(files: readonly ConfigFile[], explicit: boolean): MergedConfig {
  const collect = (section: Section): NamedEntry[] => {
    const seen = new Map<string, NamedEntry>();
    for (const file of files) {
      for (const item of listAt(file.content, section)) {
        const name = textAt(item, "name");
        if (!seen.has(name)) seen.set(name, { name, body: objectAt(item, SECTIONS[section]), file: file.path });
      }
    }
    return [...seen.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  };
  const currentContext = files.map((file) => textAt(file.content, "current-context")).find((name) => name !== "") ?? "";
  return {
    files,
    explicit,
    currentContext,
    clusters: collect("clusters"),
    contexts: collect("contexts"),
    users: collect("users"),
  };
}

/** Reads a file if it is there; `parse` turns its YAML into a value. */
export async function readConfigFile(
  files: Files,
  path: string,
  parse: (text: string) => Promise<Json>,
): Promise<ConfigFile> {
  if (!files.stat(path)) return { path, exists: false, content: {} };
  const content = await parse(files.readText(path));
  return { path, exists: true, content: isObject(content) ? content : {} };
}

/** A list entry put in, changed or (with undefined) taken out; the list is kept in order of name as kubectl writes it. */
export function withEntry(
  content: JsonObject,
  section: Section,
  name: string,
  body: JsonObject | undefined,
): JsonObject {
  const others = listAt(content, section).filter((item) => textAt(item, "name") !== name);
  const entries = body === undefined ? others : [...others, { [SECTIONS[section]]: body, name }];
  const sorted = [...entries].sort((a, b) => (textAt(a, "name") < textAt(b, "name") ? -1 : 1));
  return { ...content, [section]: sorted.length > 0 ? sorted : null };
}

/** What a fresh file holds. */
export const EMPTY_CONFIG: JsonObject = {
  apiVersion: "v1",
  clusters: null,
  contexts: null,
  "current-context": "",
  kind: "Config",
  users: null,
};

/** The merged view as one document, sections in order of name; files' own relative paths stay as they are. */
export function asDocument(config: MergedConfig): JsonObject {
  const list = (section: Section): Json => {
    const entries = config[section].map((entry) => ({ [SECTIONS[section]]: entry.body, name: entry.name }));
    return entries.length > 0 ? entries : null;
  };
  const preferences = config.files.map((file) => dig(file.content, "preferences")).find(isObject);
  const document: Record<string, Json> = {
    apiVersion: "v1",
    clusters: list("clusters"),
    contexts: list("contexts"),
    "current-context": config.currentContext,
    kind: "Config",
    users: list("users"),
  };
  if (preferences && Object.keys(preferences).length > 0) document.preferences = preferences;
  return document;
}
