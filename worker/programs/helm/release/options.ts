import type { ApplyMethod } from "../cluster/changes.ts";
import type { Goal } from "../cluster/wait.ts";
import { HelmError } from "../errors.ts";

/** How an action treats the cluster. */
export interface ActionOptions {
  readonly method: ApplyMethod;
  readonly dryRun: DryRun;
  /** What to wait for after a change; undefined waits for hooks only. */
  readonly goal: Exclude<Goal, "hooks"> | undefined;
  /** Waits as helm 3 did. */
  readonly legacy: boolean;
  readonly timeoutMs: number;
  readonly noHooks: boolean;
  readonly replaces: boolean;
  /** Server-side apply takes fields from other managers. */
  readonly forceConflicts: boolean;
  readonly rollbackOnFailure: boolean;
  readonly description: string;
}

export type DryRun = "none" | "client" | "server";

/** `--dry-run`, alone or with a value. @throws HelmError */
export async function dryRunOf(value: string, warn: (says: string) => Promise<void>): Promise<DryRun> {
  switch (value) {
    case "none":
    case "client":
    case "server":
      return value;
    case "unset":
      await warn("--dry-run is deprecated and should be replaced with '--dry-run=client'");
      return "client";
    case "true":
    case "false":
      await warn(
        `boolean '--dry-run=${value}' flag is deprecated and must be replaced with '--dry-run=${value === "true" ? "client" : "none"}'`,
      );
      return value === "true" ? "client" : "none";
    default:
      throw new HelmError(`invalid dry-run value (${JSON.stringify(value)}). Must be "none", "server", or "client"`);
  }
}

/** Whether `--wait` asks for helm 3's way. */
export const isLegacy = (flags: { readonly wait: string }): boolean => flags.wait === "legacy";

/** `--wait`, with what --rollback-on-failure implies. @throws HelmError */
export function goalOf(flags: {
  readonly wait: string;
  readonly waitForJobs: boolean;
  readonly rollbackOnFailure: boolean;
}): ActionOptions["goal"] {
  const wait = flags.wait === "true" ? "watcher" : flags.wait === "false" ? "hookOnly" : flags.wait;
  if (wait !== "watcher" && wait !== "hookOnly" && wait !== "legacy") {
    throw new HelmError(
      `invalid argument ${JSON.stringify(flags.wait)} for "--wait" flag: invalid wait input ${JSON.stringify(flags.wait)}. Valid inputs are watcher, hookOnly, and legacy`,
    );
  }
  if (wait === "hookOnly" && !flags.rollbackOnFailure) return undefined;
  return flags.waitForJobs ? "readyWithJobs" : "ready";
}
