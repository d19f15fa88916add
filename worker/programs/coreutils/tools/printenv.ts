import type { Program } from "../../../shell/program.ts";

/** printenv(1) */
export const printenv: Program = async (args, io) => {
  const names = args.filter((word) => !word.startsWith("-"));
  if (names.length === 0) {
    await io.stdout.write(
      Object.entries(io.env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const value = io.env[name];
    if (value === undefined) status = 1;
    else await io.stdout.write(`${value}\n`);
  }
  return status;
};
