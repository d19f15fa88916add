/**
 * Builtins that no shell needs to show its first prompt: by name, with their code.
 *
 * @module
 */
import type { Builtin } from "../interpreter/runner.ts";
import { declaringBuiltins } from "./declare.ts";
import { directoryBuiltins } from "./directories.ts";
import { output } from "./output.ts";
import { readBuiltins } from "./read.ts";
import { sessionBuiltins } from "./session.ts";
import { testBuiltins } from "./test.ts";

export const fetchedBuiltins: Readonly<Record<string, Builtin>> = {
  ...output,
  ...declaringBuiltins,
  ...readBuiltins,
  ...testBuiltins,
  ...directoryBuiltins,
  ...sessionBuiltins,
};
