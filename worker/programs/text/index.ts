/**
 * sed, awk, jq and their like: just-bash's commands, fetched when one is first used, given the whole of stdin and our files.
 *
 * In:   arguments and an Io. Out: what the command printed, at its end.
 * Never streams: a command that must pass data on as it comes belongs to coreutils.
 *
 * @module
 */
import type { CommandName } from "just-bash/browser";
import type { Program } from "../../shell/program.ts";
import { later } from "../later.ts";

const text = (command: CommandName): Program => later(async () => (await import("./commands.ts")).textProgram(command));

/** By name; `installPrograms` puts them into /usr/bin. */
export const textPrograms: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["sed", text("sed")],
  ["awk", text("awk")],
  ["gawk", text("awk")],
  ["jq", later(async () => (await import("./commands.ts")).jq)],
  ["yq", text("yq")],
  ["join", text("join")],
  ["split", text("split")],
  ["unexpand", text("unexpand")],
  ["strings", text("strings")],
  ["tree", text("tree")],
]);
