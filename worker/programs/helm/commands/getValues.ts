import { goYaml } from "../../../base/goprint/index.ts";
import { helmCommand } from "../cli/command.ts";
import { OUTPUT_FLAG } from "../cli/flags.ts";
import { printAs } from "../output/format.ts";
import { chartOfRelease, sorted } from "../release/encoding.ts";
import { coalesceValues } from "../values/coalesce.ts";
import { namedRelease, REVISION_FLAG } from "./record.ts";

export const getValues = helmCommand({
  usage: "get values RELEASE_NAME",
  about: ["Print the values of a release: those that were given, or all with the chart's own."],
  flags: {
    ...REVISION_FLAG,
    ...OUTPUT_FLAG,
    all: { type: "bool", short: "a", help: "print all values, the chart's own too" },
  },
  operands: { exactly: 1 },
  async run({ flags, operands }, helm) {
    helm.checkOutput(flags.output);
    const { chart, config } = await namedRelease(helm, operands[0]!, flags.revision);
    const given = Object.keys(config).length > 0 ? config : null;
    const values = sorted(flags.all ? coalesceValues(chartOfRelease(chart), config) : given);
    await printAs(helm, flags.output, {
      data: values,
      table: () => `${flags.all ? "COMPUTED VALUES:" : "USER-SUPPLIED VALUES:"}\n${goYaml(values)}`,
    });
  },
});
