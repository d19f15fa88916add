import type { Program } from "../../../shell/program.ts";

/** man(1): there are no manual pages here; it says where to look. */
export const man: Program = async (args, io) => {
  const topic = args.findLast((word) => !word.startsWith("-"));
  if (topic === undefined) {
    await io.stderr.write("What manual page do you want?\nFor example, try 'man man'.\n");
    return 1;
  }
  await io.stderr.write(`No manual entry for ${topic}\n`);
  return 16;
};
