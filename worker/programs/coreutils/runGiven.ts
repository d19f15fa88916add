import type { Io } from "../../shell/program.ts";
import { say } from "./tool.ts";

/** Tools that run other commands. */

const REASONS = {
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  EISDIR: "Permission denied",
  ENOTDIR: "Not a directory",
  ENOEXEC: "Exec format error",
} as const;

/** Runs a command that a tool was given; one that cannot be run is said in the tool's own words. 127 or 126 then. */
export async function runGiven(
  command: readonly string[],
  io: Io,
  what: (name: string) => string,
  overrides: Parameters<Io["run"]>[1] = {},
): Promise<number> {
  const found = io.find?.(command[0]!);
  if (found?.type === "missing") {
    await say(io, `${what(command[0]!)}: ${REASONS[found.errno]}`);
    return found.errno === "ENOENT" ? 127 : 126;
  }
  return io.run(command, overrides);
}
