import { CommandError } from "../cli/errors.ts";
import { base64, textOf } from "../create/sources.ts";
import type { Generator, GeneratorOptions } from "./kustomization.ts";
import type { Loader } from "./loader.ts";
import { Resource } from "./resource.ts";
import type { Branch } from "./tree.ts";

/**
 * A config map or secret of `configMapGenerator:` or `secretGenerator:`.
 *
 * @throws CommandError
 * @see sigs.k8s.io/kustomize/api/internal/generators
 */
export async function generate(
  loader: Loader,
  kind: "ConfigMap" | "Secret",
  generator: Generator,
  common: GeneratorOptions | undefined,
): Promise<Resource> {
  const options = merged(common, generator.options);
  if (!generator.name) throw new CommandError("a configmap must have a name");
  const data = await contents(loader, generator);
  const metadata: Branch = {
    name: generator.name,
    ...(generator.namespace && { namespace: generator.namespace }),
    ...(hasAny(options.labels) && { labels: { ...options.labels } }),
    ...(hasAny(options.annotations) && { annotations: { ...options.annotations } }),
  };
  const object: Branch = {
    apiVersion: "v1",
    kind,
    metadata,
    ...(kind === "Secret" && { type: generator.type || "Opaque" }),
    ...(kind === "Secret" ? { data: secretData(data) } : configData(data)),
    ...(options.immutable && { immutable: true }),
  };
  const made = new Resource(object);
  made.behavior = generator.behavior ?? "unspecified";
  made.hashed = !options.disableNameSuffixHash;
  return made;
}

const hasAny = (map: Readonly<Record<string, string>> | undefined): boolean => Object.keys(map ?? {}).length > 0;

/** The generator's own options win, but what all of them disable stays so. */
function merged(common: GeneratorOptions = {}, own: GeneratorOptions = {}): GeneratorOptions {
  return {
    labels: { ...common.labels, ...own.labels },
    annotations: { ...common.annotations, ...own.annotations },
    disableNameSuffixHash: Boolean(common.disableNameSuffixHash || own.disableNameSuffixHash),
    immutable: Boolean(common.immutable || own.immutable),
  };
}

async function contents(loader: Loader, generator: Generator): Promise<Map<string, Uint8Array>> {
  const pairs = [
    ...(await told(`env source files: [${envFiles(generator).join(" ")}]`, () => fromEnvs(loader, generator))),
    ...(await told(`literal sources [${(generator.literals ?? []).join(" ")}]`, () => fromLiterals(generator))),
    ...(await told(`file sources: [${(generator.files ?? []).join(" ")}]`, () => fromFiles(loader, generator))),
  ];
  const data = new Map<string, Uint8Array>();
  for (const [key, content] of pairs) {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) throw new CommandError(`${JSON.stringify(key)} is not a valid key name`);
    if (data.has(key)) throw new CommandError(`configmap ${generator.name} illegally repeats the key \`${key}\``);
    data.set(key, content);
  }
  return data;
}

async function told<T>(what: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`loading KV pairs: ${what}: ${error.message}`);
  }
}

type Pair = readonly [key: string, content: Uint8Array];
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const envFiles = ({ envs = [], env }: Generator): readonly string[] => (env ? [...envs, env] : envs);

async function fromEnvs(loader: Loader, generator: Generator): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const path of envFiles(generator)) {
    const text = (await loader.readText(path)).replace(/^\uFEFF/, "");
    for (const line of text.split(/\r?\n/)) {
      const trimmed = line.trimStart();
      if (trimmed === "" || trimmed.startsWith("#")) continue;
      const equals = trimmed.indexOf("=");
      const key = equals < 0 ? trimmed : trimmed.slice(0, equals);
      pairs.push([key, bytes(equals < 0 ? "" : trimmed.slice(equals + 1))]);
    }
  }
  return pairs;
}

function fromLiterals({ literals = [] }: Generator): Pair[] {
  return literals.map((literal) => {
    const equals = literal.indexOf("=");
    if (equals < 1) throw new CommandError(`invalid literal source ${literal}, expected key=value`);
    const value = literal.slice(equals + 1);
    return [literal.slice(0, equals), bytes(/^(["']).*\1$/s.test(value) ? value.slice(1, -1) : value)];
  });
}

async function fromFiles(loader: Loader, { files = [] }: Generator): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const source of files) {
    const [key, path] = fileSource(source);
    pairs.push([key, await loader.read(path)]);
  }
  return pairs;
}

function fileSource(source: string): readonly [key: string, path: string] {
  const parts = source.split("=");
  const quoted = JSON.stringify(source);
  if (parts.length > 2) throw new CommandError(`source ${quoted} key name or file path contains '='`);
  const [key = "", path] = parts;
  if (path === undefined) return [key.split("/").at(-1)!, key];
  if (key === "") throw new CommandError(`missing key name for file path ${JSON.stringify(path)} in source ${quoted}`);
  if (path === "") throw new CommandError(`missing file path for key name ${JSON.stringify(key)} in source ${quoted}`);
  return [key, path];
}

function configData(data: ReadonlyMap<string, Uint8Array>): Branch {
  const texts: Branch = {};
  const binaries: Branch = {};
  for (const [key, content] of data) {
    const text = textOf(content);
    if (text === undefined) binaries[key] = folded(content);
    else texts[key] = text;
  }
  return {
    ...(Object.keys(texts).length > 0 && { data: texts }),
    ...(Object.keys(binaries).length > 0 && { binaryData: binaries }),
  };
}

const secretData = (data: ReadonlyMap<string, Uint8Array>): Branch =>
  Object.fromEntries([...data].map(([key, content]) => [key, folded(content)]));

const LINE = 70;

/** Base64 in lines, each ended, as soon as there is more than one. */
function folded(content: Uint8Array): string {
  const text = base64(content);
  if (text.length < LINE) return text;
  return (text.match(/.{1,70}/g) ?? []).map((line) => `${line}\n`).join("");
}
