import type { SprigSurroundings } from "../../../base/sprig/index.ts";

/** What templates may reach beyond their values. */
export interface EngineSurroundings extends SprigSurroundings {
  /** Answers `lookup` from the cluster; without it everything is empty. */
  readonly lookup?: (wanted: Lookup) => Promise<unknown>;
  /** `fail` and `required` do not end the rendering; what they would say is noted here. */
  readonly lintNotes?: LintNote[];
  /** A key that is not there is an error. */
  readonly strict?: boolean;
}

export interface LintNote {
  readonly level: "INFO" | "WARN";
  readonly says: string;
  readonly message: string;
}

export interface Lookup {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
