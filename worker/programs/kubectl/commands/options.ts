import { command } from "../cli/command.ts";
import { GLOBAL_FLAGS } from "../cli/globals.ts";

export default command({
  usage: "options [flags]",
  about: ["Print the flags that every command takes."],
  examples: [["All of them", "kubectl options"]],
  flags: {},
  async run(_call, kube) {
    const { renderFlags } = await kube.load(import("../cli/help.ts"));
    const cacheDir = { ...GLOBAL_FLAGS.cacheDir, shown: `'${kube.io.env.HOME ?? ""}/.kube/cache'` };
    const flags = renderFlags({ ...GLOBAL_FLAGS, cacheDir });
    await kube.out(`The following options can be passed to any command:\n\n${flags}\n`);
  },
});
