import { command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import { type JsonObject, numberAt, textAt } from "../json.ts";
import { deedPrinter, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, FILE_FLAGS, PRINT_FLAGS, SELECTOR_FLAG } from "../resource/flags.ts";
import { followObject } from "../resource/follow.ts";
import { liveObjects } from "../resource/live.ts";

export default command({
  usage: "scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)",
  about: [
    "Set a new size for a deployment, replica set, or stateful set.",
    "With --current-replicas or --resource-version the change only happens if they still hold.",
  ],
  examples: [
    ["A replica set of three", "kubectl scale --replicas=3 rs/foo"],
    ["Only if it is two now", "kubectl scale --current-replicas=2 --replicas=3 deployment/mysql"],
  ],
  flags: {
    ...DRY_RUN_FLAG,
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    ...SELECTOR_FLAG,
    all: { type: "bool", help: "All objects of the given types in the namespace" },
    currentReplicas: {
      type: "int",
      value: -1,
      help: "The size that must hold for the change to happen. -1 means any.",
    },
    replicas: { type: "int", required: true, help: "The new size. Required." },
    resourceVersion: { type: "string", help: "The version that must hold for the change to happen." },
    timeout: { type: "duration", help: "How long to wait for the new size; zero does not wait." },
  },
  async run({ flags, operands }, kube) {
    const dryRun = await readDryRun(kube, flags.dryRun);
    if (flags.replicas < 0)
      throw new CommandError("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0");
    if (flags.resourceVersion && operands.length > 1 && !operands.some((one) => !one.includes("/"))) {
      throw new CommandError("cannot use --resource-version with multiple resources");
    }
    const { live, errors } = await liveObjects(kube, { ...flags, operands });
    const failures: unknown[] = [...errors];
    const rest = await kube.rest();
    const printer = await deedPrinter(kube, flags, dryRun);
    for (const { place, object } of live) {
      try {
        const at = { ...place, subresource: "scale" };
        if (dryRun !== "client") {
          if (flags.currentReplicas >= 0) {
            const scale = await rest.get(at);
            const now = numberAt(scale, "spec", "replicas") ?? 0;
            if (now !== flags.currentReplicas)
              throw new CommandError(`Expected replicas to be ${flags.currentReplicas}, was ${now}`);
          }
          const patch: JsonObject = {
            ...(flags.resourceVersion && { metadata: { resourceVersion: flags.resourceVersion } }),
            spec: { replicas: flags.replicas },
          };
          await rest.patch(at, "merge", patch, [["dryRun", dryRun === "server" ? "All" : undefined]]);
        }
        if (flags.timeout > 0 && dryRun === "none") {
          for await (const { object: seen } of followObject(kube, place, kube.io.clock.now() + flags.timeout)) {
            if ((numberAt(seen, "status", "replicas") ?? 0) === flags.replicas) break;
          }
        }
        await printer.print(
          { apiVersion: textAt(object, "apiVersion"), kind: textAt(object, "kind"), ...object },
          "scaled",
        );
      } catch (error) {
        failures.push(error);
      }
    }
    if (live.length === 0 && failures.length === 0) throw new CommandError("no objects passed to scale");
    throwAll(failures);
  },
});
