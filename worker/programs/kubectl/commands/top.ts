import { formatDuration } from "../../../base/duration.ts";
import { type CommandEntry, command, commandGroup } from "../cli/command.ts";
import { CommandError, usageError } from "../cli/errors.ts";
import { dig, type JsonObject, listAt, nameOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from "../resource/flags.ts";
import { nodeTable, podTable } from "./topTable.ts";

const METRICS = "/apis/metrics.k8s.io/v1beta1";
/** How long a new pod may be without figures. */
const DELAY_MS = 2 * 60_000;

const COMMON_FLAGS = {
  ...SELECTOR_FLAG,
  noHeaders: { type: "bool", help: "Leave the column heads out" },
  showSwap: { type: "bool", help: "Show swap too." },
  sortBy: { type: "string", help: "Sort by 'cpu' or 'memory'." },
  useProtocolBuffers: { type: "bool", value: true, help: "Ask the metrics API for protocol buffers." },
} as const;

function checkSort(sortBy: string): void {
  if (sortBy !== "" && sortBy !== "cpu" && sortBy !== "memory") {
    throw new CommandError("--sort-by accepts only cpu or memory");
  }
}

/** @throws CommandError when nobody serves the metrics API */
async function requireMetrics(kube: Kube): Promise<void> {
  const { groupVersions } = await kube.discovery();
  const served = groupVersions.some(({ group, version }) => group === "metrics.k8s.io" && version === "v1beta1");
  if (!served) throw new CommandError("Metrics API not available");
}

/** One by its name, or all that the selectors mean. */
async function itemsAt(
  kube: Kube,
  path: string,
  {
    name,
    selector,
    fields = "",
  }: { readonly name: string | undefined; readonly selector: string; readonly fields?: string },
): Promise<readonly JsonObject[]> {
  const { connection } = await kube.rest();
  if (name !== undefined) return [await connection.json({ path: `${path}/${name}` })];
  const query = [
    ["labelSelector", selector || undefined],
    ["fieldSelector", fields || undefined],
  ] as const;
  return listAt(await connection.json({ path, query }), "items") as readonly JsonObject[];
}

const topNode = command({
  usage: "top node [NAME | -l label]",
  about: ["Display resource (CPU/memory) usage of nodes."],
  examples: [
    ["All nodes", "kubectl top node"],
    ["One node", "kubectl top node NODE_NAME"],
  ],
  flags: {
    ...COMMON_FLAGS,
    showCapacity: { type: "bool", help: "Shares of the nodes' capacity, not of what pods may have." },
  },
  async run({ flags, operands, path }, kube) {
    const [name, ...more] = operands;
    if (more.length > 0) throw usageError(path, "node [NAME | -l label]");
    checkSort(flags.sortBy);
    const { selector } = flags;
    if (name !== undefined && selector !== "") throw new CommandError("only one of NAME or --selector can be provided");
    await requireMetrics(kube);
    const metrics = await itemsAt(kube, `${METRICS}/nodes`, { name, selector });
    if (metrics.length === 0) throw new CommandError("metrics not available yet");
    const nodes = await itemsAt(kube, "/api/v1/nodes", { name, selector });
    const has = flags.showCapacity ? "capacity" : "allocatable";
    const available = new Map(nodes.map((node) => [nameOf(node), (dig(node, "status", has) ?? {}) as JsonObject]));
    await kube.io.stdout.write(nodeTable(metrics, available, flags));
  },
});

const topPod = command({
  usage: "top pod [NAME | -l label]",
  about: [
    "Display resource (CPU/memory) usage of pods.",
    "Figures are some time old; a new pod may have none for a few minutes.",
  ],
  examples: [
    ["Every pod of the namespace", "kubectl top pod"],
    ["One pod and its containers", "kubectl top pod POD_NAME --containers"],
    ["Pods with a label", "kubectl top pod -l name=myLabel"],
  ],
  flags: {
    ...COMMON_FLAGS,
    ...ALL_NAMESPACES_FLAG,
    ...FIELD_SELECTOR_FLAG,
    containers: { type: "bool", help: "Show each container." },
    sum: { type: "bool", help: "Add a line with the sum" },
  },
  async run({ flags, operands, path }, kube) {
    const [name, ...more] = operands;
    if (more.length > 0) throw usageError(path, "pod [NAME | -l label]");
    checkSort(flags.sortBy);
    const { selector, fieldSelector: fields, allNamespaces } = flags;
    if (name !== undefined && (selector !== "" || fields !== "")) {
      throw new CommandError("only one of NAME or selector can be provided");
    }
    await requireMetrics(kube);
    const namespace = await kube.namespace();
    const within = allNamespaces ? "" : `/namespaces/${namespace}`;
    const metrics = await itemsAt(kube, `${METRICS}${within}/pods`, { name, selector, fields });
    if (metrics.length === 0) {
      const pods = await itemsAt(kube, `/api/v1/namespaces/${namespace}/pods`, { name, selector, fields });
      explainNothing(pods, kube.io.clock.now());
      const where = allNamespaces ? "No resources found" : `No resources found in ${namespace} namespace.`;
      await kube.io.stderr.write(`${where}\n`);
      return;
    }
    await kube.io.stdout.write(podTable(metrics, flags));
  },
});

/** @throws CommandError when there are pods that should have figures, or will have some soon */
function explainNothing(pods: readonly JsonObject[], nowMs: number): void {
  for (const pod of pods) {
    const ageMs = nowMs - Date.parse(textAt(pod, "metadata", "creationTimestamp"));
    if (ageMs <= DELAY_MS) continue;
    const where = `${textAt(pod, "metadata", "namespace")}/${nameOf(pod)}`;
    throw new CommandError(`Metrics not available for pod ${where}, age: ${formatDuration(ageMs)}`);
  }
  if (pods.length > 0) throw new CommandError("metrics not available yet");
}

const entry = (
  name: string,
  aliases: readonly string[],
  summary: string,
  load: CommandEntry["load"],
): CommandEntry => ({ name, aliases, summary, load });

export default commandGroup({
  usage: "top [flags]",
  about: [
    "Display resource (CPU/memory) usage.",
    "The figures come from the metrics API, which metrics-server provides where it is installed.",
  ],
  subcommands: [
    entry("node", ["nodes", "no"], "Display resource (CPU/memory) usage of nodes", async () => topNode),
    entry("pod", ["pods", "po"], "Display resource (CPU/memory) usage of pods", async () => topPod),
  ],
});
