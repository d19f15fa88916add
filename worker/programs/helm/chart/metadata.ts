import { parseVersion } from "../../../base/semver/index.ts";
import { isDict } from "../../../base/sprig/index.ts";
import { HelmError } from "../errors.ts";
import type { Dependency, Maintainer, Metadata } from "./chart.ts";
import { jsonType, scalarText } from "./yaml.ts";

const TEXTS = [
  "name",
  "home",
  "version",
  "description",
  "icon",
  "apiVersion",
  "condition",
  "tags",
  "appVersion",
  "kubeVersion",
  "type",
] as const;
const LISTS = ["sources", "keywords"] as const;

/** Line breaks become blanks, what cannot be printed goes. */
const sanitized = (text: string): string => text.replace(/\s/g, " ").replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "");

function text(value: unknown, field: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  const found = scalarText(value);
  if (found !== undefined) return found;
  throw new HelmError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonType(value)} into Go struct field ${field} of type string`,
  );
}

/**
 * What a decoded Chart.yaml says, in the order of Go's struct.
 *
 * @throws HelmError where a field has the wrong type
 */
export function readMetadata(value: Readonly<Record<string, unknown>>): Metadata {
  const texts = Object.fromEntries(TEXTS.map((key) => [key, text(value[key], `Metadata.${key}`)]));
  const lists = Object.fromEntries(
    LISTS.map((key) => [
      key,
      Array.isArray(value[key]) ? value[key].map((one) => text(one, `Metadata.${key}`) ?? "") : undefined,
    ]),
  );
  const annotations = isDict(value.annotations)
    ? Object.fromEntries(
        Object.entries(value.annotations).map(([key, one]) => [key, text(one, "Metadata.annotations") ?? ""]),
      )
    : undefined;
  const metadata = {
    name: texts.name ?? "",
    home: texts.home,
    sources: lists.sources,
    version: texts.version ?? "",
    description: texts.description,
    keywords: lists.keywords,
    maintainers: Array.isArray(value.maintainers) ? value.maintainers.map(readMaintainer) : undefined,
    icon: texts.icon,
    apiVersion: texts.apiVersion || "v1",
    condition: texts.condition,
    tags: texts.tags,
    appVersion: texts.appVersion,
    deprecated: value.deprecated === true ? true : undefined,
    annotations,
    kubeVersion: texts.kubeVersion,
    dependencies: Array.isArray(value.dependencies) ? value.dependencies.map(readDependency) : undefined,
    type: texts.type,
  };
  return withoutEmpty(metadata, ["name", "version", "apiVersion"]) as unknown as Metadata;
}

/** Fields that Go's encoder would leave out. */
function withoutEmpty(
  fields: Readonly<Record<string, unknown>>,
  kept: readonly string[] = [],
): Record<string, unknown> {
  const isEmpty = (one: unknown): boolean =>
    one === undefined || one === "" || (Array.isArray(one) && one.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([key, one]) => kept.includes(key) || !isEmpty(one)));
}

function readMaintainer(value: unknown): Maintainer {
  if (!isDict(value)) return {};
  return withoutEmpty({
    name: text(value.name, "Maintainer.name"),
    email: text(value.email, "Maintainer.email"),
    url: text(value.url, "Maintainer.url"),
  });
}

export function readDependency(value: unknown): Dependency {
  if (!isDict(value)) throw new HelmError("validation: dependencies must not contain empty or null nodes");
  const of = (key: string) => text(value[key], `Dependency.dependencies.${key}`);
  return {
    name: of("name") ?? "",
    ...withoutEmpty({ version: of("version") }),
    repository: of("repository") ?? "",
    ...withoutEmpty({
      condition: of("condition"),
      tags: Array.isArray(value.tags) ? value.tags : undefined,
      enabled: value.enabled === true ? true : undefined,
      "import-values": Array.isArray(value["import-values"]) ? value["import-values"] : undefined,
      alias: of("alias"),
    }),
  };
}

const invalid = (says: string): never => {
  throw new HelmError(`validation: ${says}`);
};

/** @throws HelmError "validation: …" as the loader checks a chart */
export function validateMetadata(metadata: Metadata): Metadata {
  const clean = (value: string | undefined) => (value === undefined ? undefined : sanitized(value));
  const { name, version, type } = metadata;
  if (!name) invalid("chart.metadata.name is required");
  if (name === "." || name === "..") invalid(`chart.metadata.name ${JSON.stringify(name)} is not allowed`);
  if (name.includes("/")) invalid(`chart.metadata.name ${JSON.stringify(name)} is invalid`);
  if (!version) invalid("chart.metadata.version is required");
  if (!parseVersion(version)) invalid(`chart.metadata.version ${JSON.stringify(version)} is invalid`);
  if (type !== undefined && type !== "application" && type !== "library") {
    invalid("chart.metadata.type must be application or library");
  }
  const seen = new Set<string>();
  for (const dependency of metadata.dependencies ?? []) {
    if (dependency.alias && !/^[a-zA-Z0-9_-]+$/.test(dependency.alias)) {
      invalid(`dependency ${JSON.stringify(dependency.name)} has disallowed characters in the alias`);
    }
    const key = dependency.alias ?? dependency.name;
    if (seen.has(key)) invalid(`more than one dependency with name or alias ${JSON.stringify(key)}`);
    seen.add(key);
  }
  return withoutEmpty({
    ...metadata,
    name: sanitized(name),
    description: clean(metadata.description),
    appVersion: clean(metadata.appVersion),
    kubeVersion: clean(metadata.kubeVersion),
  }) as unknown as Metadata;
}
