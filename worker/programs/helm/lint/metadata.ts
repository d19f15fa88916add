import { goTypeName } from "../../../base/goformat/index.ts";
import { compareVersions, isStrictVersion, parseVersion } from "../../../base/semver/index.ts";
import type { Dict } from "../../../base/sprig/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import type { ChartFile, Metadata } from "../chart/chart.ts";
import { readMetadata } from "../chart/metadata.ts";
import { decodeMap } from "../chart/yaml.ts";
import { messageOf } from "../errors.ts";
import type { LintMessage } from "./message.ts";

const PATH = "Chart.yaml";
const isUrl = (text: string): boolean => /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/\S+$/.test(text);
const isEmail = (text: string): boolean => /^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(text);

const KNOWN = new Set([
  "name",
  "home",
  "sources",
  "version",
  "description",
  "keywords",
  "maintainers",
  "icon",
  "apiVersion",
  "condition",
  "tags",
  "appVersion",
  "deprecated",
  "annotations",
  "kubeVersion",
  "dependencies",
  "type",
]);

/** What is wrong with Chart.yaml, in the order of the real rules. */
export function lintMetadata(files: readonly ChartFile[]): LintMessage[] {
  let raw: Dict;
  let metadata: Metadata;
  try {
    raw = decodeMap(fromUtf8(files.find((file) => file.name === PATH)!.data));
    metadata = readMetadata(raw);
  } catch (error) {
    return [{ severity: "ERROR", path: PATH, says: `unable to parse YAML\n\t${messageOf(error)}` }];
  }
  const unknown = Object.keys(raw).find((key) => !KNOWN.has(key));
  const strict = unknown
    ? `failed to strictly parse chart metadata file\n\terror unmarshaling JSON: while decoding JSON: json: unknown field ${JSON.stringify(unknown)}`
    : undefined;
  return [
    ...(strict ? [{ severity: "WARNING", path: PATH, says: strict } as const] : []),
    ...errorsOf(raw, metadata).map((says) => ({ severity: "ERROR", path: PATH, says }) as const),
    ...(metadata.icon ? [] : [{ severity: "INFO", path: PATH, says: "icon is recommended" } as const]),
    ...lateErrorsOf(metadata).map((says) => ({ severity: "ERROR", path: PATH, says }) as const),
    ...(isStrictVersion(metadata.version)
      ? []
      : [{ severity: "WARNING", path: PATH, says: `version '${metadata.version}' is not a valid SemVerV2` } as const]),
  ];
}

function errorsOf(raw: Dict, metadata: Metadata): string[] {
  const typed = (key: string): string[] =>
    raw[key] === undefined || typeof raw[key] === "string"
      ? []
      : [`${key} should be of type string but it's of type ${goTypeName(raw[key])}`];
  return [
    ...nameErrors(metadata),
    ...apiVersionErrors(raw.apiVersion === undefined ? "" : metadata.apiVersion),
    ...typed("version"),
    ...versionErrors(metadata.version),
    ...typed("appVersion"),
    ...maintainerErrors(metadata),
    ...(metadata.sources ?? [])
      .filter((one) => !isUrl(one))
      .slice(0, 1)
      .map((one) => `invalid source URL '${one}'`),
  ];
}

const nameErrors = ({ name }: Metadata): string[] => {
  if (name === "") return ["name is required"];
  return name.includes("/") ? [`chart name ${JSON.stringify(name)} is invalid`] : [];
};

function apiVersionErrors(apiVersion: string): string[] {
  if (apiVersion === "") return ['apiVersion is required. The value must be either "v1" or "v2"'];
  if (apiVersion === "v1" || apiVersion === "v2") return [];
  return [`apiVersion '${apiVersion}' is not valid. The value must be either "v1" or "v2"`];
}

function versionErrors(version: string): string[] {
  if (version === "") return ["version is required"];
  const parsed = parseVersion(version);
  if (!parsed) return [`version '${version}' is not a valid SemVer`];
  const least = parseVersion("0.0.0-0")!;
  return compareVersions(parsed, least) > 0 ? [] : [`version ${version} is less than or equal to 0.0.0-0`];
}

function maintainerErrors({ maintainers = [] }: Metadata): string[] {
  for (const { name = "", email = "", url = "" } of maintainers) {
    if (name === "") return ["each maintainer requires a name"];
    if (email !== "" && !isEmail(email)) return [`invalid email '${email}' for maintainer '${name}'`];
    if (url !== "" && !isUrl(url)) return [`invalid url '${url}' for maintainer '${name}'`];
  }
  return [];
}

function lateErrorsOf({ icon, type, apiVersion, dependencies = [] }: Metadata): string[] {
  return [
    ...(icon && !isUrl(icon) ? [`invalid icon URL '${icon}'`] : []),
    ...(type && apiVersion !== "v2"
      ? [`chart type is not valid in apiVersion '${apiVersion}'. It is valid in apiVersion 'v2'`]
      : []),
    ...(dependencies.length > 0 && apiVersion !== "v2"
      ? [
          `dependencies are not valid in the Chart file with apiVersion '${apiVersion}'. They are valid in apiVersion 'v2'`,
        ]
      : []),
  ];
}
