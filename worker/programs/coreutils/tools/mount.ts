import type { Program } from "../../../shell/program.ts";
import { systemOf } from "../../system.ts";

/** mount(8) of util-linux without operands; mounting is for kernels. */
export const mount: Program = async (args, io) => {
  const operands = args.filter((arg, at) => !arg.startsWith("-") && !/^-[to]$/.test(args[at - 1] ?? ""));
  const type = args[args.indexOf("-t") + 1];
  if (operands.length === 0) {
    const lines = systemOf(io)
      .mounts()
      .filter((one) => !args.includes("-t") || one.type === type)
      .map(({ source, path, type: kind, options }) => `${source} on ${path} type ${kind} (${options})\n`);
    await io.stdout.write(lines.join(""));
    return 0;
  }
  const [device = "", node] = operands;
  if (node === undefined) {
    await io.stderr.write(`mount: ${device}: can't find in /etc/fstab.\n`);
    return 1;
  }
  await io.stderr.write(`mount: ${node}: permission denied.\n`);
  return 32;
};
