import type { SprigSurroundings } from "../../../base/sprig/index.ts";

/** What templates may reach beyond their values. */
export interface EngineSurroundings extends SprigSurroundings {
  /** Answers `lookup` from the cluster; without it everything is empty. */
  readonly lookup?: (wanted: Lookup) => Promise<unknown>;
  /** `fail` and `required` say nothing. */
  readonly lintMode?: boolean;
  /** A key that is not there is an error. */
  readonly strict?: boolean;
}

export interface Lookup {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
