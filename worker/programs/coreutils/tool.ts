import type { ByteWriter } from "../../base/streams.ts";
import { FileError } from "../../shell/files.ts";
import type { Io, Program } from "../../shell/program.ts";
import { type OptionSpec, type Options, parseOptions, UsageError } from "./options.ts";

export interface Tool extends OptionSpec {
  /** Exit code of a wrong command line; 1 unless said otherwise. */
  readonly usageCode?: number;
  /** Whether the usage line is shown with a wrong option, as grep does. */
  readonly showsUsage?: boolean;
  /** What follows the name in the usage line: "[OPTION]... [FILE]...". */
  readonly usage: string;
  /** One line of help. */
  readonly help: string;
  run(options: Options, io: Io): Promise<number>;
}

/** A GNU tool from its options and what it does: --help, --version and wrong options are the same everywhere. */
export function tool(definition: Tool): Program {
  return async (args, io) => {
    const name = nameOf(io);
    if (args[0] === "--help" && args.length === 1) {
      await io.stdout.write(`Usage: ${name} ${definition.usage}\n${definition.help}\n`);
      return 0;
    }
    if (args[0] === "--version" && args.length === 1) {
      await io.stdout.write(`${name} (GNU coreutils) 9.1\n`);
      return 0;
    }
    try {
      return await definition.run(parseOptions(args, definition), io);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const usage = definition.showsUsage ? `Usage: ${name} ${definition.usage}\n` : "";
      const said = error.message === "" ? "" : `${name}: ${error.message}\n`;
      const hint = error.hint ? `${usage}Try '${name} --help' for more information.\n` : "";
      await io.stderr.write(said + hint);
      return error.exitCode ?? definition.usageCode ?? 1;
    }
  };
}

/** The name a tool was called by, without folders. */
export const nameOf = (io: Io): string => io.name.slice(io.name.lastIndexOf("/") + 1);

/** Says "cat: x: No such file or directory" for a file error and goes on; anything else propagates. */
export async function complain(io: Io, error: unknown, path?: string): Promise<void> {
  if (!(error instanceof FileError)) throw error;
  await io.stderr.write(`${nameOf(io)}: ${path ?? error.path}: ${error.message}\n`);
}

export const say = (io: Io, message: string): Promise<void> => io.stderr.write(`${nameOf(io)}: ${message}\n`);

/** Runs a change and says "mkdir: cannot create directory ‘x’: File exists" when it fails. */
export async function attempt(io: Io, what: string, work: () => void): Promise<boolean> {
  try {
    work();
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await say(io, `${what}: ${error.message}`);
    return false;
  }
}

/** Gathers small writes into few; flushes at the end. For tools that print line by line from what is already there. */
export function buffered(out: ByteWriter): { write(text: string): Promise<void> | undefined; flush(): Promise<void> } {
  let held = "";
  const flush = async () => {
    if (held === "") return;
    const text = held;
    held = "";
    await out.write(text);
  };
  return {
    write(text) {
      held += text;
      return held.length >= 8192 ? flush() : undefined;
    },
    flush,
  };
}

export { UsageError };
