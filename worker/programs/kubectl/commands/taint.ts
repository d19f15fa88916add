import { command } from "../cli/command.ts";
import { CommandError, throwAll, usageError } from "../cli/errors.ts";
import { type Json, type JsonObject, listAt, nameOf, textAt, withField } from "../json.ts";
import { deedPrinter, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, fieldManagerFlag, PRINT_FLAGS, SELECTOR_FLAG, VALIDATE_FLAG } from "../resource/flags.ts";
import { liveObjects } from "../resource/live.ts";

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export default command({
  usage: "taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
  about: [
    "Put taints on nodes, change them or take them away.",
    "A taint is a key, a value and an effect: NoSchedule, PreferNoSchedule or NoExecute. A dash at the end takes it away.",
  ],
  examples: [
    ["Set one", "kubectl taint nodes foo dedicated=special-user:NoSchedule"],
    ["Take it away", "kubectl taint nodes foo dedicated:NoSchedule-"],
  ],
  flags: {
    ...DRY_RUN_FLAG,
    ...fieldManagerFlag("kubectl-taint"),
    ...PRINT_FLAGS,
    ...SELECTOR_FLAG,
    ...VALIDATE_FLAG,
    all: { type: "bool", help: "All nodes of the cluster" },
    overwrite: { type: "bool", help: "Allow to change taints that are there." },
  },
  async run({ flags, operands }, kube) {
    const dryRun = await readDryRun(kube, flags.dryRun);
    const isTaint = (word: string, at: number) =>
      at > 0 && (word.includes("=") || word.includes(":") || word.endsWith("-"));
    const first = operands.findIndex(isTaint);
    const resources = first < 0 ? operands : operands.slice(0, first);
    const words = first < 0 ? [] : operands.slice(first);
    if (resources.length < 1 || (resources.length < 2 && !flags.all && !flags.selector)) {
      throw new CommandError("one or more resources must be specified as <resource> <name>");
    }
    if (words.length === 0) throw new CommandError("at least one taint update is required");
    const { added, removed } = readTaints(words);
    const { live, errors } = await liveObjects(kube, { ...flags, operands: resources });
    throwAll(errors);
    const rest = await kube.rest();
    for (const { place, object } of live) {
      if (place.resource.plural !== "nodes")
        throw new CommandError(`invalid resource type ${resources[0]}, only node types are supported`);
      const old = listAt(object, "spec", "taints") as readonly JsonObject[];
      const matches = (taint: Taint) => (one: JsonObject) =>
        one.key === taint.key && (taint.effect === "" || one.effect === taint.effect);
      const clash = added.filter((taint) => old.some(matches(taint)));
      if (clash.length > 0 && !flags.overwrite) {
        const says = `node ${nameOf(object)} already has ${clash.map((one) => one.key).join(",")} taint(s) with same effect(s) and --overwrite is false`;
        throw new CommandError(says);
      }
      for (const taint of removed) {
        if (!old.some(matches(taint)))
          throw new CommandError(
            `taint ${JSON.stringify(taint.effect ? `${taint.key}:${taint.effect}` : taint.key)} not found`,
          );
      }
      const kept = old.filter(
        (one) => !added.some((taint) => matches(taint)(one)) && !removed.some((taint) => matches(taint)(one)),
      );
      const taints: Json[] = [...added.map((taint) => ({ ...taint })), ...kept];
      const deed = added.length === 0 ? "untainted" : clash.length > 0 ? "modified" : "tainted";
      const changed = withField(object, ["spec", "taints"], taints);
      const printer = await deedPrinter(kube, flags, dryRun);
      if (dryRun === "client") {
        await printer.print(changed, deed);
        continue;
      }
      const patch = { spec: { taints: taints.length > 0 ? taints : null } };
      const result = await rest.patch(place, "strategic", patch, [
        ["fieldManager", flags.fieldManager],
        ["dryRun", dryRun === "server" ? "All" : undefined],
      ]);
      await printer.print({ ...result, kind: textAt(result, "kind") || "Node" }, deed);
    }
  },
});

function readTaints(words: readonly string[]): { added: Taint[]; removed: Taint[] } {
  const added: Taint[] = [];
  const removed: Taint[] = [];
  for (const word of words) {
    const gone = word.endsWith("-");
    const text = gone ? word.slice(0, -1) : word;
    const [pair = "", effect = "", ...more] = text.split(":");
    const [key = "", value] = pair.split("=");
    if (more.length > 0 || key === "") throw usageError("kubectl taint", `invalid taint spec: ${word}`);
    if ((effect !== "" || !gone) && !EFFECTS.includes(effect)) {
      throw usageError(
        "kubectl taint",
        effect === "" ? `invalid taint spec: ${word}` : `invalid taint effect: ${effect}, unsupported taint effect`,
      );
    }
    if (gone) removed.push({ key, effect });
    else added.push({ key, ...(value ? { value } : {}), effect });
  }
  return { added, removed };
}
