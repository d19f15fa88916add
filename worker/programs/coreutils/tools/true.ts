import type { Program } from "../../../shell/program.ts";

/** true(1) */
export const succeed: Program = async () => 0;

/** false(1) */
export const fail: Program = async () => 1;
