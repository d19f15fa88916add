import type { Program } from "../../../shell/program.ts";

/** df(1): one disk, and what is mounted. */
export const df: Program = async (args, io) => {
  const human = args.some((word) => /^-\w*h/.test(word));
  const row = human ? ["40G", "9.6G", "31G", "24%"] : ["41251136", "10066329", "31168423", "25%"];
  const head = human
    ? "Filesystem      Size  Used Avail Use% Mounted on\n"
    : "Filesystem     1K-blocks     Used Available Use% Mounted on\n";
  const sizes = human
    ? row.map((cell, at) => cell.padStart([5, 5, 5, 4][at]!))
    : row.map((cell, at) => cell.padStart([9, 8, 9, 4][at]!));
  await io.stdout.write(`${head}${"/dev/sda1".padEnd(14)} ${human ? " " : ""}${sizes.join(" ")} /\n`);
  return 0;
};
