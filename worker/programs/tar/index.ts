/**
 * tar: packs files into archives and unpacks them, gzip included.
 *
 * In:   arguments and an Io. Out: what GNU tar 1.34 prints, or BusyBox's, with their exit codes.
 * Files and directories only: links are followed.
 *
 * @module
 */
import type { Program } from "../../shell/program.ts";
import { later } from "../later.ts";

export const tarPrograms: ReadonlyMap<string, Program> = new Map([
  ["tar", later(async () => (await import("./tar.ts")).gnuTar)],
]);
export const busyboxTarPrograms: ReadonlyMap<string, Program> = new Map([
  ["tar", later(async () => (await import("./tar.ts")).busyboxTar)],
]);
