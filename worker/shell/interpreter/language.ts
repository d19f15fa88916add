/**
 * bash's language: what reads and runs commands, and completes them. `fetched.ts` fetches it when a shell first has something to run.
 *
 * @module
 */
export { builtins } from "../builtins/index.ts";
export { jobLine } from "../builtins/jobs.ts";
export { completeLine } from "../terminal/complete.ts";
export { restoreShell, saveShell } from "../terminal/state.ts";
export { executeList, executeNode, executeStatements } from "./execute.ts";
export { expandRaw } from "./expand.ts";
export { callFunction, runBuiltin, runProgram } from "./invoke.ts";
export { openPath } from "./open.ts";
export { applyRedirections } from "./redirect.ts";
export { substitute } from "./substitute.ts";
export { isIncomplete, parseScript } from "./syntax.ts";
