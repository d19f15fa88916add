import { StatusError } from "../../../api/index.ts";
import { canonicalQuantity, QuantityError } from "../../../base/quantity.ts";
import { command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { ApiResource } from "../client/discovery.ts";
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
      help: "CPU that pods should use on average: a percentage of what they ask for, or a quantity (a bare number is millicores).",
    },
    cpuPercent: {
      type: "int",
      value: -1,
      help: "CPU that pods should use on average, a percentage of what they ask for.",
      deprecated:
        "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    },
    max: { type: "int", value: -1, required: true, help: "Most pods. Required." },
    memory: {
      type: "string",
      help: "Memory that pods should use on average: a percentage of what they ask for, or a quantity (a bare number is mebibytes).",
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
    if (flags.cpuPercent > 0 && flags.cpu !== "") {
      throw new CommandError("--cpu-percent and --cpu are mutually exclusive");
    }
    const metrics: Json[] = [
      ...(flags.cpuPercent > 0 ? [ofResource("cpu", utilization(flags.cpuPercent))] : []),
      ...(flags.cpu === "" ? [] : [ofResource("cpu", targetOf("cpu", flags.cpu))]),
      ...(flags.memory === "" ? [] : [ofResource("memory", targetOf("memory", flags.memory))]),
    ];
    const { live, errors } = await liveObjects(kube, {
      operands,
      filename: flags.filename,
      kustomize: flags.kustomize,
      recursive: flags.recursive,
    });
    throwAll(errors);
    const printer = await deedPrinter(kube, flags, dryRun, { typed: dryRun === "client" });
    if (live.length === 0) throw new CommandError("no objects passed to autoscale");
    const namespace = await kube.namespace();
    for (const { object, place } of live) {
      requireScale(place.resource);
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
        await printer.print(scaler, "created");
        continue;
      }
      const query = [
        ["fieldManager", flags.fieldManager],
        ["dryRun", dryRun === "server" ? "All" : undefined],
      ] as const;
      const { connection } = await kube.rest();
      const create = (version: string, body: JsonObject) =>
        connection.json({
          method: "POST",
          path: `/apis/autoscaling/${version}/namespaces/${namespace}/horizontalpodautoscalers`,
          body,
          query,
        });
      let version = "v2";
      const created = await create("v2", scaler).catch((error: unknown) => {
        if (!(error instanceof StatusError)) throw error;
        const older = inOlderVersion(scaler, flags);
        version = "v1";
        return create("v1", older);
      });
      const apiVersion = `autoscaling/${version}`;
      await printer.print({ kind: "HorizontalPodAutoscaler", apiVersion, ...created }, "autoscaled");
    }
  },
});

const ofResource = (name: string, target: Json): Json => ({ type: "Resource", resource: { name, target } });
const utilization = (percent: number): Json => ({ type: "Utilization", averageUtilization: percent });

const DEFAULT_UNITS = { cpu: "m", memory: "Mi" } as const;

/** "70%", "500m", "500": a share of what is asked for, or an amount. @throws CommandError */
function targetOf(name: "cpu" | "memory", text: string): Json {
  const input = text.trim();
  if (input === "") throw new CommandError("empty input");
  if (input.endsWith("%")) {
    const number = input.slice(0, -1);
    if (!/^\+?\d+$/.test(number) || Number(number) >= 2 ** 31) {
      throw new CommandError(`invalid percentage value: ${number}`);
    }
    return utilization(Number(number));
  }
  const bare = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(input);
  try {
    const averageValue = canonicalQuantity(bare ? `${Number(input)}${DEFAULT_UNITS[name]}` : input);
    return { type: "AverageValue", averageValue };
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw new CommandError(bare ? error.message : `invalid resource ${name} value: ${text}`);
  }
}

/** @throws CommandError for what has no scale */
function requireScale({ group, version, plural, kind, subresources }: ApiResource): void {
  if (subresources.some(({ name }) => name === "scale")) return;
  const where = `${group}/${version}, Resource=${plural}`;
  throw new CommandError(
    `cannot autoscale a ${kind}: could not find scale subresource for ${where} in discovery information`,
  );
}

/**
 * The autoscaler in version 1, which is tried when version 2 is refused; it can only say a share of CPU.
 *
 * @throws CommandError when it cannot say what is wanted
 */
function inOlderVersion(
  { status: _, ...scaler }: JsonObject,
  { cpu, memory }: { readonly cpu: string; readonly memory: string },
): JsonObject {
  const refused = "failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1:";
  if (cpu === "") throw new CommandError(`${refused} empty input`);
  if (memory !== "" || !cpu.trim().endsWith("%")) throw new CommandError(`${refused} %!w(<nil>)`);
  const { metrics: __, ...spec } = scaler.spec as JsonObject;
  return { ...scaler, apiVersion: "autoscaling/v1", spec, status: { currentReplicas: 0, desiredReplicas: 0 } };
}
