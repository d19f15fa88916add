import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { type ActionOptions, dryRunOf, goalOf, isLegacy } from "../release/options.ts";
import type { ChangeFlags } from "../release/prepare.ts";

/** What install and upgrade read from their flags alike. @throws HelmError */
export async function changeOptions(
  helm: Helm,
  flags: Omit<ChangeFlags, "generateName" | "nameTemplate">,
): Promise<Omit<ActionOptions, "method">> {
  const rollbackOnFailure = flags.rollbackOnFailure || flags.atomic;
  const replaces = flags.forceReplace || flags.force;
  checkChange(flags);
  return {
    dryRun: await dryRunOf(flags.dryRun, (says) => helm.log("WARN", says)),
    goal: goalOf({ ...flags, rollbackOnFailure }),
    legacy: isLegacy(flags),
    timeoutMs: flags.timeout,
    noHooks: flags.noHooks,
    replaces,
    forceConflicts: flags.forceConflicts,
    rollbackOnFailure,
    description: flags.description,
  };
}

/** @throws HelmError in cobra's words, where two ways to insist are given, or a post-renderer: those are plugins, and there are none */
export function checkChange(
  flags: Pick<ChangeFlags, "force" | "forceReplace" | "forceConflicts" | "postRenderer">,
): void {
  if (flags.postRenderer !== "") {
    throw new HelmError(
      `invalid argument ${JSON.stringify(flags.postRenderer)} for "--post-renderer" flag: plugin: {Name:${flags.postRenderer} Type:postrenderer/v1} not found`,
    );
  }
  if (!flags.forceConflicts || !(flags.force || flags.forceReplace)) return;
  const [group, set] = flags.force
    ? ["force force-conflicts", "force force-conflicts"]
    : ["force-replace force-conflicts", "force-conflicts force-replace"];
  throw new HelmError(`if any flags in the group [${group}] are set none of the others can be; [${set}] were all set`);
}
