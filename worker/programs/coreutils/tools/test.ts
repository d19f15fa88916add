import type { Program } from "../../../shell/program.ts";

/** test(1) and [(1), for `find -exec test` and `xargs test`: the shell's own. */
export const test: Program = async (args, io) => io.run(["sh", "-c", 'test "$@"', "test", ...args]);

export const bracket: Program = async (args, io) => io.run(["sh", "-c", '[ "$@"', "[", ...args]);
