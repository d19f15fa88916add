import { sha256 } from "../../../base/hash.ts";
import { utf8 } from "../../../base/streams.ts";
import type { Metadata } from "../chart/chart.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { goStructJson } from "../output/format.ts";
import { type RegistryOptions, type RegistryRequest, send } from "./client.ts";
import { CHART_LAYER, CONFIG, MANIFEST } from "./mediaTypes.ts";
import { parseReference } from "./reference.ts";

/** A packed chart, and when that was made, RFC 3339. */
export interface PackedChart {
  readonly data: Uint8Array;
  readonly metadata: Metadata;
  readonly created: string;
}

/** A packed chart as a registry has it: beside the archive, its metadata and the manifest that names both. */
export function artifactOf({ data, metadata, created }: PackedChart): {
  readonly config: Uint8Array;
  readonly manifest: Uint8Array;
} {
  const config = utf8(goStructJson(metadata));
  const manifest = goStructJson({
    schemaVersion: 2,
    config: describe(CONFIG, config),
    layers: [describe(CHART_LAYER, data)],
    annotations: annotationsOf(metadata, created),
  });
  return { config, manifest: utf8(manifest) };
}

/**
 * Puts a packed chart into a registry under its name and version. What is there already is not sent again.
 *
 * @param remote "oci://HOST/PATH", the folder above the chart's name
 * @throws HelmError
 */
export async function pushChart(
  helm: Helm,
  chart: PackedChart,
  remote: string,
  options: RegistryOptions,
): Promise<{ readonly reference: string; readonly digest: string }> {
  const { data, metadata } = chart;
  const above = remote.replace(/^oci:\/\//, "").replace(/\/+$/, "");
  const { host, repository, tag } = parseReference(`${above}/${metadata.name}:${metadata.version}`);
  const { config, manifest } = artifactOf(chart);
  const digest = digestOf(manifest);
  const request: Ask = (one) => send(helm, { ...options, host, ...one });
  if (!(await isThere(request, `/v2/${repository}/manifests/${digest}`))) {
    for (const blob of [data, config]) await pushBlob(request, repository, blob);
  }
  await during("PushReference", async () => {
    const headers = [["Content-Type", MANIFEST]] as const;
    const answer = await request({
      method: "PUT",
      path: `/v2/${repository}/manifests/${tag}`,
      headers,
      body: manifest,
    });
    if (answer.status !== 201) throw new HelmError(answer.says);
  });
  return { reference: `${host}/${repository}:${tag}`, digest };
}

const digestOf = (data: Uint8Array): string => `sha256:${sha256(data)}`;
const describe = (mediaType: string, data: Uint8Array) => ({ mediaType, digest: digestOf(data), size: data.length });

async function during<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new HelmError(`failed to perform ${JSON.stringify(what)} on destination: ${messageOf(error)}`);
  }
}

type Ask = (one: Omit<RegistryRequest, "host">) => ReturnType<typeof send>;

/** Whether the registry has it already. @throws HelmError for any answer but yes and no */
const isThere = (request: Ask, path: string): Promise<boolean> =>
  during("Exists", async () => {
    const { status, says } = await request({ method: "HEAD", path });
    if (status !== 200 && status !== 404) throw new HelmError(says);
    return status === 200;
  });

async function pushBlob(request: Ask, repository: string, data: Uint8Array): Promise<void> {
  const digest = digestOf(data);
  if (await isThere(request, `/v2/${repository}/blobs/${digest}`)) return;
  await during("Push", async () => {
    const started = await request({ method: "POST", path: `/v2/${repository}/blobs/uploads/` });
    const location = started.header("Location");
    if (started.status !== 202 || !location) throw new HelmError(started.says);
    const path = `${location}${location.includes("?") ? "&" : "?"}digest=${encodeURIComponent(digest)}`;
    const headers = [["Content-Type", "application/octet-stream"]] as const;
    const done = await request({ method: "PUT", path, headers, body: data });
    if (done.status !== 201) throw new HelmError(done.says);
  });
}

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
function annotationsOf(metadata: Metadata, created: string): Readonly<Record<string, string>> {
  const { description = "", name, version, home = "", sources = [], maintainers = [], annotations = {} } = metadata;
  const authors = maintainers.map((one) => `${one.name ?? ""}${one.email ? ` (${one.email})` : ""}`).join(", ");
  const own = { authors, created, description, source: sources[0] ?? "", title: name, url: home, version };
  const standard = Object.entries(own).map(([key, value]) => [`org.opencontainers.image.${key}`, value] as const);
  const fixed = new Set(["org.opencontainers.image.version", "org.opencontainers.image.title"]);
  const all = new Map([
    ...standard.filter(([, value]) => value.trim() !== ""),
    ...Object.entries(annotations).filter(([key]) => !fixed.has(key)),
  ]);
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}
