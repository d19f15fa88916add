import { StatusError } from "../../api/machinery/status.ts";
import { type Io, type Program, Terminated } from "../../shell/program.ts";
import { flagName } from "../kubectl/cli/flags.ts";
import { Unreachable } from "../kubectl/client/failures.ts";
import type { HelmEntry } from "./cli/command.ts";
import { type Found, findCommand, parseCall } from "./cli/dispatch.ts";
import { ROOT } from "./commands/index.ts";
import { HelmError, messageOf } from "./errors.ts";
import { Helm } from "./helm.ts";

/** helm 4. */
export const helm: Program = async (args, io) => {
  try {
    const asksHelp = args[0] === "help";
    const wanted = asksHelp ? [...args.slice(1), "--help"] : args;
    const found = await findCommand(ROOT, wanted, (entry: HelmEntry) => io.clock.hold(entry.load()));
    if (asksHelp && found.path.length === 1 && args.length > 1) return await unknownTopic(args.slice(1), found, io);
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
    const context = new Helm(io, call.flags, path.join(" "));
    for (const [key, flag] of Object.entries(command.flags)) {
      const says = flag.warns?.[String((call.flags as Readonly<Record<string, unknown>>)[key])];
      if (says !== undefined && call.changed.has(key)) await context.log("WARN", says);
    }
    for (const [key, flag] of Object.entries(command.flags)) {
      if (!flag.deprecated || !call.changed.has(key)) continue;
      await io.stderr.write(`Flag --${flagName(key)} has been deprecated, ${flag.deprecated}\n`);
    }
    return (await command.run({ ...call, showHelp }, context)) ?? 0;
  } catch (error) {
    if (io.signal.aborted) return io.signal.reason instanceof Terminated ? io.signal.reason.exitCode : 1;
    if (!isReadable(error)) throw error;
    await io.stderr.write(`Error: ${messageOf(error)}\n`);
    return 1;
  }
};

/** `helm help WORDS` for what there is not. */
async function unknownTopic(words: readonly string[], { command, entry, path }: Found, io: Io): Promise<number> {
  const { renderHelp } = await io.clock.hold(import("./cli/help.ts"));
  const page = renderHelp(command, entry, path);
  const topic = words.map((one) => `\`${one}\``).join(" ");
  await io.stderr.write(`Unknown help topic [${topic}]\n${page.slice(page.indexOf("Usage:"))}`);
  return 0;
}

/** Errors made to be read; anything else is a bug of ours and surfaces with its stack. */
const READABLE = new Set(["TemplateError", "FileError", "CommandError", "YamlError", "NoSuchResource"]);
const isReadable = (error: unknown): boolean =>
  error instanceof HelmError ||
  error instanceof StatusError ||
  error instanceof Unreachable ||
  (error instanceof Error && READABLE.has(error.name));
