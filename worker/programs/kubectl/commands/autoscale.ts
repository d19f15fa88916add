import { command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import { type Json, type JsonObject, nameOf, textAt } from "../json.ts";
import { deedPrinter, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManagerFlag, PRINT_FLAGS, SAVE_CONFIG_FLAG } from "../resource/flags.ts";
import { liveObjects } from "../resource/live.ts";

export default command({
  usage: "autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]",
  about: ["Create an autoscaler that sets how many pods a workload runs."],
  examples: [["Between 2 and 10 pods", "kubectl autoscale deployment foo --min=2 --max=10"]],
  flags: {
    ...DRY_RUN_FLAG,
    ...fieldManagerFlag("kubectl-autoscale"),
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    ...SAVE_CONFIG_FLAG,
    cpu: {
      type: "string",
      help: "CPU that pods should use on average: a percentage of what they ask for, or a quantity.",
    },
    max: { type: "int", value: -1, required: true, help: "Most pods. Required." },
    memory: {
      type: "string",
      help: "Memory that pods should use on average: a percentage of what they ask for, or a quantity.",
    },
    min: { type: "int", value: -1, help: "Fewest pods; the server's default when absent or negative." },
    name: { type: "string", help: "The autoscaler's name; the workload's when absent." },
  },
  async run({ flags, operands }, kube) {
    const dryRun = await readDryRun(kube, flags.dryRun);
    if (flags.max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${flags.max}`);
    if (flags.max < flags.min)
      throw new CommandError(
        `--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${flags.max}, min: ${flags.min}`,
      );
    const { live, errors } = await liveObjects(kube, {
      operands,
      filename: flags.filename,
      kustomize: flags.kustomize,
      recursive: flags.recursive,
    });
    throwAll(errors);
    const printer = await deedPrinter(kube, flags, dryRun, { typed: dryRun === "client" });
    const rest = await kube.rest();
    for (const { object } of live) {
      const metrics: Json[] = [...metric("cpu", flags.cpu), ...metric("memory", flags.memory)];
      const scaler: JsonObject = {
        kind: "HorizontalPodAutoscaler",
        apiVersion: "autoscaling/v2",
        metadata: { name: flags.name || nameOf(object) },
        spec: {
          scaleTargetRef: {
            kind: textAt(object, "kind"),
            name: nameOf(object),
            apiVersion: textAt(object, "apiVersion"),
          },
          ...(flags.min > 0 && { minReplicas: flags.min }),
          maxReplicas: flags.max,
          ...(metrics.length > 0 && { metrics }),
        },
        status: { desiredReplicas: 0, currentMetrics: null },
      };
      if (dryRun === "client") {
        await printer.print(scaler, "autoscaled");
        continue;
      }
      const namespace = await kube.namespace();
      const created = await rest.connection.json({
        method: "POST",
        path: `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
        body: scaler,
        query: [
          ["fieldManager", flags.fieldManager],
          ["dryRun", dryRun === "server" ? "All" : undefined],
        ],
      });
      await printer.print({ kind: "HorizontalPodAutoscaler", apiVersion: "autoscaling/v2", ...created }, "autoscaled");
    }
  },
});

function metric(name: string, text: string): Json[] {
  if (text === "") return [];
  const percent = /^(\d+)%$/.exec(text);
  const target = percent
    ? { type: "Utilization", averageUtilization: Number(percent[1]) }
    : { type: "AverageValue", averageValue: text };
  return [{ type: "Resource", resource: { name, target } }];
}
