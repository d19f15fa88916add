import { helmCommand } from "../cli/command.ts";
import { WAIT_FLAGS } from "../cli/flags.ts";
import { HelmError } from "../errors.ts";
import { goalOf, isLegacy } from "../release/options.ts";
import { ReleaseNotFound } from "../release/storage.ts";
import { uninstallRelease } from "../release/uninstall.ts";
import { namedRelease } from "./record.ts";

const PROPAGATION = { background: "Background", foreground: "Foreground", orphan: "Orphan" } as const;

export const uninstall = helmCommand({
  usage: "uninstall RELEASE_NAME [...]",
  about: ["Take a release out of the cluster: its objects and, unless --keep-history is given, its record."],
  flags: {
    wait: WAIT_FLAGS.wait,
    timeout: WAIT_FLAGS.timeout,
    cascade: {
      type: "string",
      value: "background",
      help: "what becomes of dependents: background, orphan or foreground",
    },
    description: { type: "string", help: "a description of your own" },
    dryRun: { type: "bool", help: "only simulate" },
    ignoreNotFound: { type: "bool", help: "a release that is not there is no failure" },
    keepHistory: { type: "bool", help: "keep the record, so that the release can be rolled back" },
    noHooks: { type: "bool", help: "run no hooks" },
  },
  operands: { atLeast: 1 },
  async run({ flags, operands }, helm) {
    if (!(flags.cascade in PROPAGATION)) {
      throw new HelmError(`invalid cascade value (${flags.cascade}). Must be "background", "foreground", or "orphan"`);
    }
    const waits = goalOf({ wait: flags.wait, waitForJobs: false, rollbackOnFailure: false }) !== undefined;
    for (const name of operands) {
      try {
        if (flags.dryRun) await namedRelease(helm, name, 0);
        else {
          const kept = await uninstallRelease(helm, name, {
            namespace: await helm.namespace(),
            noHooks: flags.noHooks,
            keepHistory: flags.keepHistory,
            timeoutMs: flags.timeout,
            waits,
            legacy: isLegacy(flags),
            propagation: PROPAGATION[flags.cascade as keyof typeof PROPAGATION],
            description: flags.description,
          });
          if (kept !== "") await helm.out(`${kept}\n`);
        }
      } catch (error) {
        const missing =
          error instanceof ReleaseNotFound || (error instanceof HelmError && error.cause instanceof ReleaseNotFound);
        if (!flags.ignoreNotFound || !missing) throw error;
      }
      await helm.out(`release "${name}" uninstalled\n`);
    }
  },
});
