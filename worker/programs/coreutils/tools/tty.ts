import type { Program } from "../../../shell/program.ts";

/** tty(1) */
export const tty: Program = async (args, io) => {
  const is = io.isTerminal(0);
  if (!args.includes("-s")) await io.stdout.write(is ? "/dev/pts/0\n" : "not a tty\n");
  return is ? 0 : 1;
};
