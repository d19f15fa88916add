import type { Flag } from "../../kubectl/cli/flags.ts";

/** A flag with what helm's help says of its value, and what deprecated ones are told. */
export type HelmFlag = Flag & {
  readonly word?: string;
  readonly deprecated?: string /** What to log for a value. */;
  readonly warns?: Readonly<Record<string, string>>;
};
export type HelmFlags = Readonly<Record<string, HelmFlag>>;
