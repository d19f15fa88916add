/**
 * The commands that a shell carries out itself.
 *
 * In:   words, expanded. Out: an exit code; text on the shell's descriptors; changed state of the shell.
 *
 * @module
 */
import type { Builtin } from "../interpreter/runner.ts";
import { declaringBuiltins } from "./declare.ts";
import { directoryBuiltins } from "./directories.ts";
import { flow } from "./flow.ts";
import { helpBuiltin } from "./help.ts";
import { jobBuiltins } from "./jobs.ts";
import { lookupBuiltins } from "./lookup.ts";
import { optionBuiltins } from "./options.ts";
import { output } from "./output.ts";
import { readBuiltins } from "./read.ts";
import { sessionBuiltins } from "./session.ts";
import { testBuiltins } from "./test.ts";

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...Object.entries(flow),
  ...Object.entries(optionBuiltins),
  ...Object.entries(jobBuiltins),
  ...Object.entries(lookupBuiltins),
  ...Object.entries(output),
  ...Object.entries(declaringBuiltins),
  ...Object.entries(readBuiltins),
  ...Object.entries(testBuiltins),
  ...Object.entries(directoryBuiltins),
  ...Object.entries(sessionBuiltins),
  ["help", helpBuiltin(() => [...builtins.keys()].sort())],
]);
