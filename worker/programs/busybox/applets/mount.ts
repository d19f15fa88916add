import { nameOf } from "../../coreutils/tool.ts";
import { systemOf } from "../../system.ts";
import type { Applet } from "../applet.ts";

/** mount without arguments; nothing can be mounted in a container without privileges. */
export const mount: Applet = {
  usage: "[OPTIONS] [-o OPT] DEVICE NODE",
  help: "Mount a filesystem. Filesystem autodetection requires /proc.",
  flags: "arwfnsvi",
  values: "otO",
  async run(options, io) {
    const [device, node] = options.operands;
    if (device === undefined) {
      const lines = systemOf(io)
        .mounts()
        .filter(({ type }) => !options.has("t") || options.value("t") === type)
        .map(({ source, path, type, options: how }) => `${source} on ${path} type ${type} (${how})\n`);
      await io.stdout.write(lines.join(""));
      return 0;
    }
    if (node === undefined) await io.stderr.write(`${nameOf(io)}: can't find ${device} in /etc/fstab\n`);
    else await io.stderr.write(`${nameOf(io)}: permission denied (are you root?)\n`);
    return 1;
  },
};
