import { StatusError } from "../../api/machinery/status.ts";
import { type Program, Terminated } from "../../shell/program.ts";
import { Unreachable } from "../kubectl/client/failures.ts";
import type { HelmEntry } from "./cli/command.ts";
import { findCommand, parseCall } from "./cli/dispatch.ts";
import { ROOT } from "./commands/index.ts";
import { HelmError, messageOf } from "./errors.ts";
import { Helm } from "./helm.ts";

export const helm: Program = async (args, io) => {
  try {
    const found = await findCommand(ROOT, args, (entry: HelmEntry) => io.clock.hold(entry.load()));
    const call = parseCall(found, ROOT);
    const { command, entry, path } = found;
    const showHelp = async () => {
      const { renderHelp } = await io.clock.hold(import("./cli/help.ts"));
      await io.stdout.write(renderHelp(command, entry, path));
    };
    if (call.help) {
      await showHelp();
      return 0;
    }
    for (const [key, flag] of Object.entries(command.flags)) {
      if (!flag.deprecated || !call.changed.has(key)) continue;
      await io.stderr.write(`Flag --${key} has been deprecated, ${flag.deprecated}\n`);
    }
    const context = new Helm(io, call.flags, path.join(" "));
    return (await command.run({ ...call, showHelp }, context)) ?? 0;
  } catch (error) {
    if (io.signal.aborted) return io.signal.reason instanceof Terminated ? io.signal.reason.exitCode : 1;
    if (!isReadable(error)) throw error;
    await io.stderr.write(`Error: ${messageOf(error)}\n`);
    return 1;
  }
};

/** Errors made to be read; anything else is a bug of ours and surfaces with its stack. */
const READABLE = new Set(["TemplateError", "FileError", "CommandError", "YamlError", "NoSuchResource"]);
const isReadable = (error: unknown): boolean =>
  error instanceof HelmError ||
  error instanceof StatusError ||
  error instanceof Unreachable ||
  (error instanceof Error && READABLE.has(error.name));
