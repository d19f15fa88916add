import { goJson } from "../../../base/goprint/index.ts";
import { LAST_APPLIED } from "../apply/annotation.ts";
import { type CommandEntry, command } from "../cli/command.ts";
import { CommandError, throwAll, usageError } from "../cli/errors.ts";
import { withContext } from "../explain-failure.ts";
import { withField } from "../json.ts";
import { deedPrinter, readDryRun, readValidate } from "../print/printer.ts";
import {
  DRY_RUN_FLAG,
  FILE_FLAGS,
  fieldManagerFlag,
  PRINT_FLAGS,
  SAVE_CONFIG_FLAG,
  SELECTOR_FLAG,
  VALIDATE_FLAG,
} from "../resource/flags.ts";
import { matchesLabels } from "../resource/labels.ts";
import { targetsOf } from "../resource/targets.ts";

const GENERATORS: readonly CommandEntry[] = [
  {
    name: "clusterrole",
    summary: "Create a cluster role",
    load: async () => (await import("../create/rbac.ts")).clusterRole,
  },
  {
    name: "clusterrolebinding",
    summary: "Create a cluster role binding for a particular cluster role",
    load: async () => (await import("../create/rbac.ts")).clusterRoleBinding,
  },
  {
    name: "configmap",
    aliases: ["cm"],
    summary: "Create a config map from a local file, directory or literal value",
    load: async () => (await import("../create/configmap.ts")).default,
  },
  {
    name: "cronjob",
    aliases: ["cj"],
    summary: "Create a cron job with the specified name",
    load: async () => (await import("../create/cronjob.ts")).default,
  },
  {
    name: "deployment",
    aliases: ["deploy"],
    summary: "Create a deployment with the specified name",
    load: async () => (await import("../create/deployment.ts")).default,
  },
  {
    name: "ingress",
    aliases: ["ing"],
    summary: "Create an ingress with the specified name",
    load: async () => (await import("../create/ingress.ts")).default,
  },
  {
    name: "job",
    summary: "Create a job with the specified name",
    load: async () => (await import("../create/job.ts")).default,
  },
  {
    name: "namespace",
    aliases: ["ns"],
    summary: "Create a namespace with the specified name",
    load: async () => (await import("../create/namespace.ts")).default,
  },
  {
    name: "poddisruptionbudget",
    aliases: ["pdb"],
    summary: "Create a pod disruption budget with the specified name",
    load: async () => (await import("../create/policy.ts")).podDisruptionBudget,
  },
  {
    name: "priorityclass",
    aliases: ["pc"],
    summary: "Create a priority class with the specified name",
    load: async () => (await import("../create/policy.ts")).priorityClass,
  },
  {
    name: "quota",
    aliases: ["resourcequota"],
    summary: "Create a quota with the specified name",
    load: async () => (await import("../create/policy.ts")).quota,
  },
  {
    name: "role",
    summary: "Create a role with single rule",
    load: async () => (await import("../create/rbac.ts")).role,
  },
  {
    name: "rolebinding",
    summary: "Create a role binding for a particular role or cluster role",
    load: async () => (await import("../create/rbac.ts")).roleBinding,
  },
  {
    name: "secret",
    summary: "Create a secret using a specified subcommand",
    load: async () => (await import("../create/secret.ts")).default,
  },
  {
    name: "service",
    aliases: ["svc"],
    summary: "Create a service using a specified subcommand",
    load: async () => (await import("../create/service.ts")).default,
  },
  {
    name: "serviceaccount",
    aliases: ["sa"],
    summary: "Create a service account with the specified name",
    load: async () => (await import("../create/serviceaccount.ts")).default,
  },
  {
    name: "token",
    summary: "Request a service account token",
    load: async () => (await import("../create/token.ts")).default,
  },
];

export default command({
  usage: "create -f FILENAME",
  about: ["Create a resource from a file or from stdin.", "JSON and YAML formats are accepted."],
  examples: [
    ["The pod of a file", "kubectl create -f ./pod.json"],
    ["What comes by stdin", "cat pod.json | kubectl create -f -"],
  ],
  flags: {
    ...PRINT_FLAGS,
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    ...DRY_RUN_FLAG,
    ...fieldManagerFlag("kubectl-create"),
    ...SAVE_CONFIG_FLAG,
    ...VALIDATE_FLAG,
    edit: { type: "bool", help: "Edit the object before it is created" },
    raw: { type: "string", help: "A path on the server to POST the file to." },
    windowsLineEndings: { type: "bool", help: "With --edit: end lines as Windows does." },
  },
  subcommands: GENERATORS,
  async run({ flags, operands, path }, kube) {
    if (flags.filename.length === 0 && !flags.kustomize) {
      if (operands.length > 0) throw usageError(path, `Unexpected args: [${operands.join(" ")}]`);
      throw new CommandError("must specify one of -f and -k");
    }
    if (operands.length > 0) throw usageError(path, `Unexpected args: [${operands.join(" ")}]`);
    const dryRun = await readDryRun(kube, flags.dryRun);
    const validation = readValidate(flags.validate);
    const printer = await deedPrinter(kube, flags, dryRun);
    const { targets, errors } = await targetsOf(kube, {
      ...flags,
      selector: "",
      operands,
      validated: validation !== "Ignore",
    });
    const failures: unknown[] = [...errors];
    const rest = await kube.rest();
    let count = 0;
    for (const { place, file } of targets) {
      if (!file || !matchesLabels(file.object, flags.selector)) continue;
      count += 1;
      const object = flags.saveConfig
        ? withField(file.object, ["metadata", "annotations", LAST_APPLIED], `${goJson(file.object)}\n`)
        : file.object;
      if (dryRun === "client") {
        await printer.print(object, "created");
        continue;
      }
      try {
        const { name: _name, ...collection } = place;
        const created = await rest.create(collection, object, [
          ["fieldManager", flags.fieldManager],
          ["fieldValidation", validation],
          ["dryRun", dryRun === "server" ? "All" : undefined],
        ]);
        await printer.print(created, "created");
      } catch (error) {
        failures.push(withContext(error, `error when creating ${JSON.stringify(file.source)}`));
      }
    }
    throwAll(failures);
    if (count === 0) throw new CommandError("no objects passed to create");
  },
});
