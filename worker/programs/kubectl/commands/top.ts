import { type Command, type CommandEntry, command, commandGroup } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from "../resource/flags.ts";

/** Both need the metrics API, which a cluster without metrics-server has not. */
function top(usage: string, what: string, flags: Command["flags"]): Command {
  return command({
    usage,
    about: [`Display resource (CPU/memory) usage of ${what}.`],
    flags: {
      ...SELECTOR_FLAG,
      noHeaders: { type: "bool", help: "Leave the column heads out" },
      sortBy: { type: "string", help: "Sort by 'cpu' or 'memory'." },
      ...flags,
    },
    async run(_call, kube) {
      const discovery = await kube.discovery();
      if (!discovery.groupVersions.some((one) => one.group === "metrics.k8s.io"))
        throw new CommandError("Metrics API not available");
      throw new CommandError("metrics not available yet");
    },
  });
}

const entry = (name: string, aliases: readonly string[], summary: string, one: Command): CommandEntry => ({
  name,
  aliases,
  summary,
  load: async () => one,
});

export default commandGroup({
  usage: "top [flags]",
  about: [
    "Display resource (CPU/memory) usage.",
    "The figures come from the metrics API, which metrics-server provides where it is installed.",
  ],
  subcommands: [
    entry(
      "node",
      ["nodes", "no"],
      "Display resource (CPU/memory) usage of nodes",
      top("top node [NAME | -l label]", "nodes", {}),
    ),
    entry(
      "pod",
      ["pods", "po"],
      "Display resource (CPU/memory) usage of pods",
      top("top pod [NAME | -l label]", "pods", {
        ...ALL_NAMESPACES_FLAG,
        ...FIELD_SELECTOR_FLAG,
        containers: { type: "bool", help: "Show each container." },
        sum: { type: "bool", help: "Add a line with the sum" },
      }),
    ),
  ],
});
