import { type Call, type Command, command } from "../cli/command.ts";
import { throwAll, usageError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { dig, nameOf } from "../json.ts";
import type { Kube } from "../kube.ts";
import { type DryRun, dryRunSuffix, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, SELECTOR_FLAG } from "../resource/flags.ts";
import { type Live, liveObjects } from "../resource/live.ts";

const FLAGS = { ...DRY_RUN_FLAG, ...SELECTOR_FLAG } as const satisfies FlagTable;

/** The nodes named, or selected by label. */
export async function nodesOf(kube: Kube, names: readonly string[], selector: string): Promise<readonly Live[]> {
  const words = names.map((name) => (name.includes("/") ? name : `nodes/${name}`));
  const { live, errors } = await liveObjects(kube, { operands: words.length > 0 ? words : ["nodes"], selector });
  throwAll(errors);
  return live;
}

/** Marks a node and says so: "node/kind-worker cordoned", "node/kind-worker already cordoned". */
export async function mark(kube: Kube, node: Live, unschedulable: boolean, dryRun: DryRun): Promise<void> {
  const word = unschedulable ? "cordoned" : "uncordoned";
  const name = nameOf(node.object);
  if ((dig(node.object, "spec", "unschedulable") === true) === unschedulable) {
    return kube.out(`node/${name} already ${word}${dryRunSuffix(dryRun)}\n`);
  }
  if (dryRun !== "client") {
    const patch = { spec: { unschedulable: unschedulable ? true : null } };
    await (await kube.rest()).patch(node.place, "strategic", patch, [
      ["dryRun", dryRun === "server" ? "All" : undefined],
    ]);
  }
  await kube.out(`node/${name} ${word}${dryRunSuffix(dryRun)}\n`);
}

function marking(name: "cordon" | "uncordon", about: string, example: string): Command {
  return command({
    usage: `${name} NODE`,
    about: [about],
    examples: [[example, `kubectl ${name} foo`]],
    flags: FLAGS,
    async run({ flags, operands, path }: Call<typeof FLAGS>, kube: Kube) {
      if (operands.length === 0 && flags.selector === "") throw usageError(path, `USAGE: ${name} NODE [flags]`);
      const dryRun = await readDryRun(kube, flags.dryRun);
      for (const node of await nodesOf(kube, operands, flags.selector))
        await mark(kube, node, name === "cordon", dryRun);
    },
  });
}

export default marking("cordon", "Mark a node as unschedulable: it gets no new pods.", "A node");
export const uncordon = marking("uncordon", "Mark a node as schedulable again.", "A node");
