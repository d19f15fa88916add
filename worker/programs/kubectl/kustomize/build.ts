/**
 * Kustomize 5.8: a folder's kustomization built into objects.
 *
 * In:   a folder of the machine that kubectl runs on, or of the files that its kustomization names.
 * Out:  objects, in the order of the files or sorted.
 * Never: runs plugins, renders charts or clones repositories.
 *
 * @see sigs.k8s.io/kustomize/api/internal/target
 * @module
 */
import { goJson, goYaml } from "../../../base/goprint/index.ts";
import { CommandError } from "../cli/errors.ts";
import { hashOf } from "../create/hash.ts";
import type { JsonObject } from "../json.ts";
import type { Kube } from "../kube.ts";
import { parseYaml, splitDocuments } from "../resource/yaml.ts";
import { YamlError } from "../resource/yamlError.ts";
import { Collection, legacyOrder } from "./collection.ts";
import { METADATA_LABELS, SELECTOR_LABELS, TEMPLATE_LABELS } from "./fields.ts";
import { generate } from "./generators.ts";
import { type Kustomization, type LabelRule, type Replacement, readKustomization } from "./kustomization.ts";
import { Loader } from "./loader.ts";
import { olderPatches, type PatchTools, readPatch } from "./patches.ts";
import { fixReferences } from "./references.ts";
import { replace } from "./replacements.ts";
import { type Resource, resourceOf } from "./resource.ts";
import { addAffix, addPairs, setImage, setNamespace, setReplicas } from "./transformers.ts";
import { type Branch, isBranch, type Tree, wordAt } from "./tree.ts";

export interface BuildOptions {
  /** `kubectl kustomize` sorts; `apply -k` keeps the order of the files. */
  readonly sorted: boolean;
  /** Files outside of a kustomization's folder may be read. */
  readonly unrestricted?: boolean;
}

/** @throws CommandError in kustomize's words */
export async function buildKustomization(kube: Kube, path: string, options: BuildOptions): Promise<JsonObject[]> {
  const { builtInSchemas, loadLateSchemas } = await kube.load(import("../../../api/generated/index.ts"));
  await kube.load(loadLateSchemas());
  const build = new Build(kube, builtInSchemas);
  return build.run(Loader.open(kube, path, !options.unrestricted), options.sorted);
}

const LOCAL = "config.kubernetes.io/local-config";
const ORIGIN = "config.kubernetes.io/origin";

class Build {
  readonly #kube: Kube;
  readonly #schemas: PatchTools["schemas"];
  #origins = false;

  constructor(kube: Kube, schemas: PatchTools["schemas"]) {
    this.#kube = kube;
    this.#schemas = schemas;
  }

  async run(loader: Loader, sorted: boolean): Promise<JsonObject[]> {
    const root = await this.#read(loader);
    this.#origins = root.buildMetadata?.includes("originAnnotations") ?? false;
    const all = await this.#accumulate(loader, root, new Collection(), "");
    for (const one of all.list.filter((some) => some.hashed)) {
      // The real one looks for a field called "metadata/name", so that the name has no part in its hash.
      const hash = await hashOf(this.#kube, { ...one.object, metadata: {}, data: one.object.data ?? "" });
      one.storeId();
      one.name = `${one.name}-${hash}`;
    }
    fixReferences(all);
    all.keep((one) => one.map("annotations")[LOCAL] === undefined || one.map("annotations")[LOCAL] === "false");
    const { order, legacySortOptions } = root.sortOptions ?? {};
    if (order === "legacy" || (sorted && !root.sortOptions)) {
      all.sort(legacyOrder(legacySortOptions?.orderFirst, legacySortOptions?.orderLast));
    }
    if (root.buildMetadata?.includes("managedByLabel")) {
      addPairs(all, { "app.kubernetes.io/managed-by": "kustomize-v5.8.1" }, [METADATA_LABELS]);
    }
    return all.list.map(({ object }) => withTextAnnotations(object) as JsonObject);
  }

  #read(loader: Loader): Promise<Kustomization> {
    return readKustomization(
      loader,
      async (text) => (await parseYaml(text, this.#kube.io.clock)) as Tree,
      (text) => this.#kube.err(text),
    );
  }

  /** Adds a kustomization's own objects to those given, then changes them all. */
  async #accumulate(loader: Loader, own: Kustomization, all: Collection, place: string): Promise<Collection> {
    await wrapped("accumulating resources", async () => {
      for (const path of [...(own.resources ?? []), ...(own.bases ?? [])]) {
        await this.#addResource(loader, path, all, place);
      }
    });
    for (const [kind, generators] of [
      ["ConfigMap", own.configMapGenerator],
      ["Secret", own.secretGenerator],
    ] as const) {
      for (const generator of generators ?? []) {
        const made = await generate(loader, kind, generator, own.generatorOptions);
        await wrapped(`merging from generator &{${generator.name} <nil>}`, () => all.absorb(made));
      }
    }
    await wrapped("accumulating components", async () => {
      for (const path of own.components ?? []) await this.#addComponent(loader, path, all, place);
    });
    await this.#transform(loader, own, all);
    return all;
  }

  /** A path is tried as a file, then as a folder; of a failure both stories are told. */
  async #addResource(loader: Loader, path: string, all: Collection, place: string): Promise<void> {
    let asFile: CommandError;
    try {
      await wrapped(`accumulating resources from '${path}'`, async () => this.#parse(await loader.readText(path), path))
        .then((documents) => this.#resources(documents, path, `${place}${path}`))
        .then((resources) => wrapped(`merging resources from '${path}'`, () => all.appendAll(resources)));
      return;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      asFile = error;
    }
    const both = `accumulation err='${asFile.message}'`;
    let below: Loader;
    try {
      below = loader.descend(path);
    } catch (error) {
      if (error instanceof CommandError && asFile instanceof Malformed) throw asFile;
      return rethrow(error, both);
    }
    await wrapped(both, () => this.#addFolder(below, all, `${place}${path}/`));
  }

  async #addFolder(loader: Loader, all: Collection, place: string): Promise<void> {
    const own = await wrapped(`couldn't make target for path '${loader.root}'`, () => this.#read(loader));
    if (own.kind === "Component") throw new CommandError(`expected kind != 'Component' for path '${loader.root}'`);
    const inner = await wrapped(`recursed accumulation of path '${loader.root}'`, () =>
      this.#accumulate(loader, own, new Collection(), place),
    );
    await wrapped(`recursed merging from path '${loader.root}'`, () => all.appendAll(inner.list));
  }

  async #addComponent(loader: Loader, path: string, all: Collection, place: string): Promise<void> {
    const quoted = (head: string, error: unknown): never => {
      if (!(error instanceof CommandError)) throw error;
      throw new CommandError(`${head}${JSON.stringify(error.message)}`);
    };
    let below: Loader;
    try {
      below = loader.descend(path);
    } catch (error) {
      return quoted("loader.New ", error);
    }
    try {
      const own = await wrapped(`couldn't make target for path '${below.root}'`, () => this.#read(below));
      const kind = own.kind ?? "Kustomization";
      if (kind !== "Component") {
        throw new CommandError(`expected kind 'Component' for path '${below.root}' but got '${kind}'`);
      }
      await wrapped(`recursed accumulation of path '${below.root}'`, () =>
        this.#accumulate(below, own, all, `${place}${path}/`),
      );
    } catch (error) {
      quoted("accumulateDirectory: ", error);
    }
  }

  /** What a kustomization does to the objects, in the order of kustomize's own transformers. */
  async #transform(loader: Loader, own: Kustomization, all: Collection): Promise<void> {
    const tools: PatchTools = {
      loader,
      schemas: this.#schemas,
      parse: (text) => this.#parse(text, ""),
    };
    const strategic = olderPatches(own.patchesStrategicMerge ?? [], loader);
    const ready = [];
    for (const patch of [...strategic, ...(own.patches ?? [])]) ready.push(await readPatch(patch, tools));
    const late = [];
    for (const patch of own.patchesJson6902 ?? []) late.push(await readPatch(patch, tools));
    const replacements = await this.#replacements(loader, own.replacements ?? []);
    for (const patch of ready) patch(all);
    if (own.namespace) setNamespace(all, own.namespace);
    if (own.namePrefix) addAffix(all, own.namePrefix, "prefix");
    if (own.nameSuffix) addAffix(all, own.nameSuffix, "suffix");
    for (const rule of own.labels ?? []) addPairs(all, rule.pairs ?? {}, labelFields(rule));
    if (own.commonLabels) addPairs(all, own.commonLabels, SELECTOR_LABELS);
    if (own.commonAnnotations) addPairs(all, own.commonAnnotations);
    for (const patch of late) patch(all);
    for (const replica of own.replicas ?? []) setReplicas(all, replica);
    for (const image of [...(own.images ?? []), ...(own.imageTags ?? [])]) setImage(all, image);
    for (const replacement of replacements) replace(all, replacement);
  }

  /** A replacement may stand in a file of its own, alone or in a list. */
  async #replacements(loader: Loader, entries: readonly Replacement[]): Promise<readonly Replacement[]> {
    const read: Replacement[] = [];
    for (const entry of entries) {
      if (!entry.path) read.push(entry);
      else {
        for (const document of await this.#parse(await loader.readText(entry.path), entry.path)) {
          read.push(...([document].flat() as unknown as Replacement[]));
        }
      }
    }
    return read;
  }

  /** @throws Malformed */
  async #parse(text: string, path: string): Promise<Tree[]> {
    const documents: Tree[] = [];
    for (const part of splitDocuments(text)) {
      try {
        const document = (await parseYaml(part, this.#kube.io.clock, "v3")) as Tree;
        if (document !== null) documents.push(document);
      } catch (error) {
        if (!(error instanceof YamlError)) throw error;
        throw new Malformed(`MalformedYAMLError: ${error.message} in File: ${path}`);
      }
    }
    return documents;
  }

  /** The objects of a file's documents; lists are taken apart. */
  #resources(documents: readonly Tree[], path: string, origin: string): Promise<Resource[]> {
    return wrapped(`accumulating resources from '${path}'`, () =>
      documents.flatMap(itemsOf).map((document) => {
        const one = resourceOf(checked(document));
        if (this.#origins) addPairs(onlyOne(one), { [ORIGIN]: goYaml({ path: origin }) });
        return one;
      }),
    );
  }
}

function onlyOne(one: Resource): Collection {
  const alone = new Collection();
  alone.append(one);
  return alone;
}

function itemsOf(document: Tree): Tree[] {
  if (isBranch(document) && wordAt(document, "kind").endsWith("List") && Array.isArray(document.items)) {
    return document.items.flatMap(itemsOf);
  }
  return [document];
}

/** An object has a kind and a name. @throws CommandError */
function checked(document: Tree): Branch {
  if (!isBranch(document) || (document.metadata === undefined && document.kind === undefined)) {
    throw new CommandError("missing Resource metadata");
  }
  const { metadata } = document;
  const [kind, name] = [wordAt(document, "kind"), wordAt(metadata, "name")];
  const map = (field: string) => {
    const found = isBranch(metadata) ? metadata[field] : undefined;
    const entries = isBranch(found) ? Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
    return `map[${entries.map(([key, value]) => `${key}:${String(value)}`).join(" ")}]`;
  };
  const names = `{{${name} ${wordAt(metadata, "namespace")}} ${map("labels")} ${map("annotations")}}`;
  const shown = `{{${wordAt(document, "apiVersion")} ${kind}} ${names}}`;
  if (kind === "") throw new CommandError(`missing kind in object ${shown}`);
  if (name === "") throw new CommandError(`missing metadata.name in object ${shown}`);
  return document;
}

function labelFields(rule: LabelRule) {
  const extra = rule.fields ?? [];
  if (rule.includeSelectors) return [...extra, ...SELECTOR_LABELS];
  return rule.includeTemplates ? [...extra, ...TEMPLATE_LABELS] : [...extra, METADATA_LABELS];
}

/** Annotations are text, and an empty map of them is left out. */
function withTextAnnotations(object: Branch): Branch {
  if (!isBranch(object.metadata) || !isBranch(object.metadata.annotations)) return object;
  const { annotations, ...metadata } = object.metadata;
  const texts = Object.entries(annotations).map(([key, value]) => [
    key,
    typeof value === "string" ? value : goJson(value as JsonObject),
  ]);
  if (texts.length === 0) return { ...object, metadata };
  return { ...object, metadata: { ...metadata, annotations: Object.fromEntries(texts) } };
}

/** The file is no YAML: then it was meant as a file. */
class Malformed extends CommandError {}

function rethrow(error: unknown, head: string): never {
  if (error instanceof Malformed) throw new Malformed(`${head}: ${error.message}`);
  if (error instanceof CommandError) throw new CommandError(`${head}: ${error.message}`);
  throw error;
}

/** Does something; a failure is told after what was being done. */
async function wrapped<T>(head: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    return rethrow(error, head);
  }
}
