import type { Dict } from "../../../base/sprig/index.ts";
import type { Metadata } from "../chart/chart.ts";

export type HookEvent =
  | "pre-install"
  | "post-install"
  | "pre-delete"
  | "post-delete"
  | "pre-upgrade"
  | "post-upgrade"
  | "pre-rollback"
  | "post-rollback"
  | "test";

export type ReleaseStatus =
  | "unknown"
  | "deployed"
  | "uninstalled"
  | "superseded"
  | "failed"
  | "uninstalling"
  | "pending-install"
  | "pending-upgrade"
  | "pending-rollback";

export interface Hook {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
  readonly manifest: string;
  readonly events: readonly HookEvent[];
  readonly last_run: HookRun;
  readonly weight: number;
  readonly delete_policies: readonly string[];
  readonly output_log_policies: readonly string[];
}

export interface HookRun {
  /** RFC 3339 with fractions. */
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly phase: "" | "Unknown" | "Running" | "Succeeded" | "Failed";
}

export interface ReleaseInfo {
  readonly first_deployed: string;
  readonly last_deployed: string;
  readonly deleted?: string;
  readonly description: string;
  readonly status: ReleaseStatus;
  readonly notes: string;
}

/** A chart as a release keeps it: without its subcharts. */
export interface ReleasedChart {
  readonly metadata: Metadata;
  readonly lock: unknown;
  readonly templates: readonly StoredFile[] | null;
  readonly values: Dict;
  readonly schema: string | null;
  readonly schemamodtime?: string;
  readonly files: readonly StoredFile[] | null;
  readonly modtime?: string;
}

export interface StoredFile {
  readonly name: string;
  /** Base64. */
  readonly data: string;
  readonly modtime?: string;
}

/** One revision of what helm has put into a cluster. */
export interface Release {
  readonly name: string;
  readonly info: ReleaseInfo;
  readonly chart: ReleasedChart;
  /** Values that the user gave. */
  readonly config: Dict;
  readonly manifest: string;
  readonly hooks: readonly Hook[];
  readonly version: number;
  readonly namespace: string;
  /** "ssa" for server-side, "csa" for client-side apply. */
  readonly apply_method: "ssa" | "csa";
  /** Labels that the user gave; kept on the Secret, not in the record. Found by its labels, a release has helm's own among them. */
  readonly labels: Readonly<Record<string, string>>;
}

export const isPending = (status: ReleaseStatus): boolean => status.startsWith("pending-");

/** The release with another status. */
export const withStatus = (
  release: Release,
  status: ReleaseStatus,
  description = release.info.description,
): Release => ({
  ...release,
  info: { ...release.info, status, description },
});
