import { unameText } from "../../coreutils/tools/uname.ts";
import type { Applet } from "../applet.ts";

export const uname: Applet = {
  usage: "[-amnrspvio]",
  help: "Print system information",
  flags: "amnrspvio",
  async run(options, io, { system }) {
    await io.stdout.write(`${unameText(options, io, system)}\n`);
    return 0;
  },
};
