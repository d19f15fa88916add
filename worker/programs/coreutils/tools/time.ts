import type { Program } from "../../../shell/program.ts";
import { runGiven } from "../runGiven.ts";

/** time(1): the program, not the keyword. */
export const time: Program = async (args, io) => {
  const words = args[0] === "-p" ? args.slice(1) : args;
  const started = io.clock.now();
  const code = await runGiven(words, io, (word) => `cannot run ${word}`);
  const spent = ((io.clock.now() - started) / 1000).toFixed(2);
  await io.stderr.write(`real ${spent}\nuser 0.00\nsys 0.00\n`);
  return code;
};
