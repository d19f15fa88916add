import { helmCommand } from "../cli/command.ts";
import { WAIT_FLAGS } from "../cli/flags.ts";
import { HelmError } from "../errors.ts";
import { dryRunOf, goalOf, isLegacy } from "../release/options.ts";
import { rollbackRelease } from "../release/rollback.ts";

export const rollback = helmCommand({
  usage: "rollback <RELEASE> [REVISION]",
  about: [
    "Make an earlier revision of a release the newest one again.",
    "Without a revision, or with 0, it is the one before.",
  ],
  flags: {
    ...WAIT_FLAGS,
    cleanupOnFail: { type: "bool", help: "when it fails, delete what it created" },
    dryRun: { type: "string", value: "none", alone: "unset", help: 'only simulate: "client", "server" or "none"' },
    force: { type: "bool", help: "", hidden: true, deprecated: "use --force-replace instead" },
    forceConflicts: { type: "bool", help: "let server-side apply take fields from others" },
    forceReplace: { type: "bool", help: "replace objects instead of patching them" },
    historyMax: { type: "int", value: 10, help: "how many revisions to keep, 0 for all" },
    noHooks: { type: "bool", help: "run no hooks" },
    serverSide: {
      type: "string",
      value: "auto",
      help: 'let the server apply objects: "true", "false" or "auto", as before',
    },
  },
  operands: { atLeast: 1 },
  async run({ flags, operands }, helm) {
    const [name = "", revision = "0"] = operands;
    if (!/^[-+]?\d+$/.test(revision)) {
      throw new HelmError(
        `could not convert revision to a number: strconv.Atoi: parsing ${JSON.stringify(revision)}: invalid syntax`,
      );
    }
    const { serverSide } = flags;
    if (serverSide !== "auto" && serverSide !== "true" && serverSide !== "false") {
      throw new HelmError(`invalid/unknown release server-side apply method: ${serverSide}`);
    }
    await rollbackRelease(helm, name, {
      namespace: await helm.namespace(),
      revision: Number(revision),
      serverSide,
      maxHistory: flags.historyMax,
      dryRun: await dryRunOf(flags.dryRun, (says) => helm.log("WARN", says)),
      goal: goalOf({ ...flags, rollbackOnFailure: false }),
      legacy: isLegacy(flags),
      timeoutMs: flags.timeout,
      noHooks: flags.noHooks,
      replaces: flags.force || flags.forceReplace,
      forceConflicts: flags.forceConflicts,
      rollbackOnFailure: false,
      description: "",
    });
    await helm.out("Rollback was a success! Happy Helming!\n");
  },
});
