import { command } from "../cli/command.ts";

/** What completion scripts ask: a candidate a line, then what the shell is to do besides (4: no file names). */
export default command({
  usage: "__complete [command-line]",
  about: ["Print what could come next."],
  flags: {},
  passes: true,
  async run({ operands, find }, kube) {
    const { kubectlCompleter } = await kube.load(import("../complete.ts"));
    const found = await kubectlCompleter(operands, kube.io, find);
    await kube.out(`${found.map((one) => `${one}\n`).join("")}:4\n`);
    await kube.err("Completion ended with directive: ShellCompDirectiveNoFileComp\n");
  },
});
