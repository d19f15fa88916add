import { command } from "../cli/command.ts";

export default command({
  usage: "help [command] [flags]",
  about: ["Help about any command."],
  flags: {},
  async run({ operands, find }, kube) {
    const found = await find(operands);
    const { renderHelp } = await kube.load(import("../cli/help.ts"));
    if (found.words.length === 0) return kube.out(renderHelp(found));
    const topic = `[${operands.map((word) => `\`${word}\``).join(" ")}]`;
    const usage = renderHelp(await find([]));
    await kube.out(`Unknown help topic ${topic}\n\n\n${usage.slice(usage.indexOf("Basic Commands"))}`);
  },
});
