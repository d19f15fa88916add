import { bytesFromBase64 } from "../../../base/base64.ts";
import { base64, type Dict, goTimeFormat, isDict, withFloats } from "../../../base/sprig/index.ts";
import { fromUtf8, utf8 } from "../../../base/streams.ts";
import { gunzip, gzip, isGzip } from "../chart/archive.ts";
import type { Chart, ChartFile } from "../chart/chart.ts";
import type { Hook, Release, ReleasedChart, StoredFile } from "./release.ts";

/** A point in time as Go's JSON writes it. */
export const timestamp = (ms: number): string => goTimeFormat(ms, "2006-01-02T15:04:05.999999999Z07:00");

const stored = ({ name, data, mtimeMs }: ChartFile): StoredFile => ({
  name,
  data: base64(data),
  ...(mtimeMs > 0 && { modtime: timestamp(mtimeMs) }),
});

/** Go's zero time. */
const NO_TIME = "0001-01-01T00:00:00Z";

/** Chart.lock in the order of Go's struct. */
const lockRecord = (lock: unknown): unknown =>
  isDict(lock) ? { generated: lock.generated, digest: lock.digest, dependencies: lock.dependencies } : null;

/** What a release keeps of its chart. */
export const releasedChart = (chart: Chart): ReleasedChart => ({
  metadata: chart.metadata,
  lock: lockRecord(chart.lock),
  templates: chart.templates.length > 0 ? chart.templates.map(stored) : null,
  values: chart.values,
  schema: chart.schema ? base64(chart.schema.data) : null,
  schemamodtime: chart.schema && chart.schema.mtimeMs > 0 ? timestamp(chart.schema.mtimeMs) : NO_TIME,
  files: chart.files.length > 0 ? chart.files.map(stored) : null,
  ...(chart.mtimeMs > 0 && { modtime: timestamp(chart.mtimeMs) }),
});

/** The kept chart as far as its values go. */
export const chartOfRelease = ({ metadata, values }: ReleasedChart): Chart => ({
  metadata,
  raw: [],
  templates: [],
  files: [],
  values,
  dependencies: [],
  mtimeMs: 0,
});

/** Values with keys in order, as Go marshals maps. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isDict(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

const hookRecord = (hook: Hook) => ({
  name: hook.name,
  kind: hook.kind,
  path: hook.path,
  manifest: hook.manifest,
  events: hook.events,
  last_run: hook.last_run,
  ...(hook.weight !== 0 && { weight: hook.weight }),
  ...(hook.delete_policies.length > 0 && { delete_policies: hook.delete_policies }),
  ...(hook.output_log_policies.length > 0 && { output_log_policies: hook.output_log_policies }),
});

/** The record of a release, its fields in the order of Go's struct; what is empty is left out. */
export function releaseRecord(release: Release): Dict {
  const { info, chart } = release;
  return {
    name: release.name,
    info: {
      first_deployed: info.first_deployed,
      last_deployed: info.last_deployed,
      ...(info.deleted && { deleted: info.deleted }),
      ...(info.description && { description: info.description }),
      status: info.status,
      ...(info.notes && { notes: info.notes }),
    },
    chart: { ...chart, values: sorted(chart.values) },
    ...(Object.keys(release.config).length > 0 && { config: sorted(release.config) }),
    ...(release.manifest && { manifest: release.manifest }),
    ...(release.hooks.length > 0 && { hooks: release.hooks.map(hookRecord) }),
    version: release.version,
    namespace: release.namespace,
    apply_method: release.apply_method,
  };
}

/** Base64 of the gzipped record, as helm keeps it under the key "release" of a Secret. */
export function encodeRelease(release: Release): string {
  const json = JSON.stringify(releaseRecord(release)).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return base64(gzip(utf8(json)));
}

/** Reads what `encodeRelease` or another helm wrote; undefined where it is no release. */
export function decodeRelease(text: string, labels: Readonly<Record<string, string>>): Release | undefined {
  try {
    const bytes = bytesFromBase64(text);
    const record = JSON.parse(fromUtf8(isGzip(bytes) ? gunzip(bytes) : bytes));
    return readRecord(record, labels);
  } catch {
    return undefined;
  }
}

function readRecord(record: Dict, labels: Readonly<Record<string, string>>): Release {
  const info = isDict(record.info) ? record.info : {};
  const chart = isDict(record.chart) ? record.chart : {};
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const hooks = Array.isArray(record.hooks) ? (record.hooks as Partial<Hook>[]) : [];
  return {
    name: text(record.name),
    info: {
      first_deployed: text(info.first_deployed),
      last_deployed: text(info.last_deployed),
      ...(text(info.deleted) && { deleted: text(info.deleted) }),
      description: text(info.description),
      status: (text(info.status) || "unknown") as Release["info"]["status"],
      notes: text(info.notes),
    },
    chart: {
      ...(chart as unknown as ReleasedChart),
      values: withFloats(isDict(chart.values) ? chart.values : {}) as Dict,
    },
    config: withFloats(isDict(record.config) ? record.config : {}) as Dict,
    manifest: text(record.manifest),
    hooks: hooks.map((hook) => ({
      name: "",
      kind: "",
      path: "",
      manifest: "",
      events: [],
      last_run: { phase: "" },
      weight: 0,
      delete_policies: [],
      output_log_policies: [],
      ...hook,
    })),
    version: typeof record.version === "number" ? record.version : 0,
    namespace: text(record.namespace),
    apply_method: record.apply_method === "ssa" ? "ssa" : "csa",
    labels,
  };
}
