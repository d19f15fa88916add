import type { ShellProgramOptions } from "./engine.ts";
import type { Dialect } from "./interpreter/shell.ts";
import type { Program } from "./program.ts";

export type { ShellProgramOptions };

const engine = () => import("./engine.ts");

/**
 * A shell as a program: `bash`, or the `sh` of a container (`ash`). Takes -c, -s, -e and the like, a script, or stdin.
 * The language and the line editor are fetched with the first shell, cluster time standing still meanwhile.
 */
export function shellProgram(dialect: Dialect, options: ShellProgramOptions = {}): Program {
  return async (args, io) => (await io.clock.hold(engine())).runShell({ dialect, ...options }, args, io);
}
