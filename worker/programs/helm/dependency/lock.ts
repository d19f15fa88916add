import { goYaml } from "../../../base/goprint/index.ts";
import { sha256 } from "../../../base/hash.ts";
import { isDict } from "../../../base/sprig/index.ts";
import { utf8 } from "../../../base/streams.ts";
import type { Chart, Dependency } from "../chart/chart.ts";
import { readDependency } from "../chart/metadata.ts";
import type { Helm } from "../helm.ts";
import { goStructJson } from "../output/format.ts";
import { timestamp } from "../release/encoding.ts";

/** Chart.lock: the exact versions, and a digest of what was asked for and what was found. */
export interface Lock {
  readonly dependencies: readonly Dependency[];
  readonly digest: string;
}

/** What a locked dependency keeps. */
export const locked = ({ name, repository }: Dependency, version: string): Dependency => ({
  name,
  ...(version !== "" && { version }),
  repository: repository ?? "",
});

export const lockDigest = (wanted: readonly Dependency[], found: readonly Dependency[]): string =>
  `sha256:${sha256(utf8(goStructJson([wanted, found]).replace(/[<>&]/g, escaped)))}`;

const escaped = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;

export function readLock({ lock }: Chart): Lock | undefined {
  if (!isDict(lock)) return undefined;
  const { dependencies, digest } = lock;
  return {
    dependencies: Array.isArray(dependencies) ? dependencies.map(readDependency) : [],
    digest: typeof digest === "string" ? digest : "",
  };
}

export function writeLock(helm: Helm, root: string, chart: Chart, { dependencies, digest }: Lock): void {
  const name = chart.metadata.apiVersion === "v1" ? "requirements.lock" : "Chart.lock";
  helm.keep(helm.path(`${root}/${name}`), goYaml({ dependencies, digest, generated: timestamp(helm.now) }));
}
