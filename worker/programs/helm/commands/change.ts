import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { type ActionOptions, dryRunOf, goalOf } from "../release/options.ts";
import type { ChangeFlags } from "../release/prepare.ts";

/** What install and upgrade read from their flags alike. @throws HelmError */
export async function changeOptions(
  helm: Helm,
  flags: Omit<ChangeFlags, "generateName" | "nameTemplate">,
): Promise<Omit<ActionOptions, "method">> {
  const rollbackOnFailure = flags.rollbackOnFailure || flags.atomic;
  const replaces = flags.forceReplace || flags.force;
  if (replaces && flags.forceConflicts) {
    const named = flags.force ? "force" : "force-replace";
    throw new HelmError(
      `if any flags in the group [${named} force-conflicts] are set none of the others can be; [force-conflicts ${named}] were all set`,
    );
  }
  return {
    dryRun: await dryRunOf(flags.dryRun, (says) => helm.log("WARN", says)),
    goal: goalOf({ ...flags, rollbackOnFailure }),
    timeoutMs: flags.timeout,
    noHooks: flags.noHooks,
    replaces,
    rollbackOnFailure,
    description: flags.description,
  };
}
