import type { Applet } from "../applet.ts";

export const which: Applet = {
  usage: "[-a] COMMAND...",
  help: "Locate COMMAND",
  flags: "a",
  least: 1,
  async run(options, io) {
    let status = 0;
    for (const name of options.operands) {
      const found = io.find?.(name);
      if (found?.type === "found") await io.stdout.write(`${found.path}\n`);
      else status = 1;
    }
    return status;
  },
};
