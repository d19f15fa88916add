import type { Program } from "../../../shell/program.ts";

/** stty(1): the size, and settings that are taken without effect. */
export const stty: Program = async (args, io) => {
  if (!io.tty) {
    await io.stderr.write("stty: 'standard input': Inappropriate ioctl for device\n");
    return 1;
  }
  const { rows, columns } = io.tty.size();
  if (args[0] === "size") await io.stdout.write(`${rows} ${columns}\n`);
  else if (args.length === 0) await io.stdout.write("speed 38400 baud; line = 0;\n-brkint -imaxbel iutf8\n");
  return 0;
};
