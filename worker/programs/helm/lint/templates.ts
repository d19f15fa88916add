import { goQuote } from "../../../base/goformat/index.ts";
import { type Dict, isDict } from "../../../base/sprig/index.ts";
import { readYaml } from "../../kubectl/resource/yamlReader.ts";
import { messageOf } from "../errors.ts";
import type { KubeVersion } from "../render/capabilities.ts";
import { deprecationOf } from "./deprecations.ts";
import type { LintMessage } from "./message.ts";

const EXTENSIONS = new Set([".yaml", ".yml", ".tpl", ".txt"]);
const SELECTING = new Set(["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"]);
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_SAYS =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** What is wrong with one rendered template. */
export function lintTemplate(path: string, rendered: string, version: KubeVersion): LintMessage[] {
  const extension = /\.[^./]*$/.exec(path)?.[0] ?? "";
  const messages: LintMessage[] = [];
  if (!EXTENSIONS.has(extension)) {
    const says = `file extension '${extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt`;
    messages.push({ severity: "ERROR", path, says });
  }
  if (!/^\.ya?ml$/i.test(extension) || rendered.trim() === "") return messages;
  const first = rendered.split("\n").find((line) => line.trim() !== "") ?? "";
  if (/^[ \t]/.test(first)) {
    const says = `document starts with an illegal indent: ${goQuote(first)}, which may cause parsing problems`;
    messages.push({ severity: "WARNING", path, says });
  }
  for (const document of rendered.split(/^---(?=\s|$).*\n?/m)) {
    let value: unknown;
    try {
      value = readYaml(document);
    } catch (error) {
      messages.push({
        severity: "ERROR",
        path,
        says: `unable to parse YAML: error converting YAML to JSON: ${messageOf(error)}`,
      });
      break;
    }
    if (isDict(value)) messages.push(...lintObject(path, value, { rendered, version }));
  }
  return messages;
}

function lintObject(
  path: string,
  object: Dict,
  { rendered, version }: { readonly rendered: string; readonly version: KubeVersion },
): LintMessage[] {
  const kind = String(object.kind ?? "");
  const metadata = isDict(object.metadata) ? object.metadata : {};
  const name = typeof metadata.name === "string" ? metadata.name : "";
  const messages: LintMessage[] = [];
  if (!isGoodName(kind, name)) {
    const says = `object name does not conform to Kubernetes naming requirements: ${JSON.stringify(name)}: metadata.name: Invalid value: ${JSON.stringify(name)}: ${SUBDOMAIN_SAYS}`;
    messages.push({ severity: "WARNING", path, says });
  }
  const deprecated = deprecationOf(String(object.apiVersion ?? ""), kind, version);
  if (deprecated !== undefined) messages.push({ severity: "WARNING", path, says: deprecated });
  if (SELECTING.has(kind) && !/matchLabels|matchExpressions/.test(rendered)) {
    const says = `a ${kind} must contain matchLabels or matchExpressions, and ${JSON.stringify(name)} does not`;
    messages.push({ severity: "ERROR", path, says });
  }
  return messages;
}

function isGoodName(kind: string, name: string): boolean {
  if (/^(Cluster)?Role(Binding)?$/.test(kind)) return !/[/%]/.test(name) && name !== "." && name !== "..";
  if (kind === "CertificateSigningRequest") return true;
  return SUBDOMAIN.test(name) && name.length <= 253;
}
