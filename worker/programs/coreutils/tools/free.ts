import type { Program } from "../../../shell/program.ts";

/** free(1): a machine with 8 GiB. */
export const free: Program = async (args, io) => {
  const human = args.some((word) => /^-\w*h/.test(word));
  const scale = args.some((word) => /^-\w*m/.test(word))
    ? 1024
    : args.some((word) => /^-\w*g/.test(word))
      ? 1024 ** 2
      : 1;
  const show = (kilobytes: number) =>
    human
      ? kilobytes === 0
        ? "0B"
        : `${(kilobytes / 1024 ** 2).toFixed(1)}Gi`
      : String(Math.floor(kilobytes / scale));
  const row = (label: string, values: readonly number[]) =>
    `${label.padEnd(7)}${values.map((value, at) => show(value).padStart(at === 0 ? 13 : 12)).join("")}\n`;
  await io.stdout.write("               total        used        free      shared  buff/cache   available\n");
  await io.stdout.write(
    row("Mem:", [8_131_072, 1_924_608, 4_301_824, 21_504, 1_904_640, 5_902_336]) + row("Swap:", [0, 0, 0]),
  );
  return 0;
};
