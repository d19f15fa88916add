import type { Io, Program } from "../../shell/program.ts";
import { type OptionSpec, type Options, parseOptions, UsageError } from "../coreutils/options.ts";
import { nameOf } from "../coreutils/tool.ts";
import { type Build, banner } from "./build.ts";

/** What an applet says about itself. */
export interface Usage extends OptionSpec {
  /** What follows its name: "[-irf] FILE..."; further lines are indented by a tab. */
  readonly usage: string;
  readonly help: string;
  /** How many operands it needs at least. */
  readonly least?: number;
  /** Options that take the place of the first operand: grep's -e. */
  readonly instead?: readonly string[];
  /** Whether --help is a word like any other: echo, true, test. */
  readonly helpless?: boolean;
}

export interface Applet extends Usage {
  run(options: Options, io: Io, build: Build): Promise<number>;
}

/** A program from an applet: --help and wrong options are the same everywhere. */
export function appletProgram(applet: Applet, build: Build): Program {
  return async (args, io) => {
    if (args[0] === "--help" && args.length === 1 && !applet.helpless) {
      await io.stderr.write(usageText(applet, io, build));
      return 0;
    }
    let options: Options;
    try {
      options = parseOptions(args, applet);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await io.stderr.write(`${nameOf(io)}: ${complaintOf(error.message, build)}\n${usageText(applet, io, build)}`);
      return 1;
    }
    const needed = applet.instead?.some((key) => options.has(key)) ? 0 : (applet.least ?? 0);
    if (options.operands.length < needed) {
      await io.stderr.write(usageText(applet, io, build));
      return 1;
    }
    return applet.run(options, io, build);
  };
}

const usageText = ({ usage, help }: Usage, io: Io, build: Build): string =>
  `${banner(build)}\nUsage: ${nameOf(io)}${usage === "" ? "" : ` ${usage}`}\n\n${help}\n`;

/** getopt(3)'s complaint as the C library words it; ours is glibc's. */
function complaintOf(message: string, { libc }: Build): string {
  if (libc === "glibc") return message;
  return message
    .replace(
      /^(?:invalid option -- '(.)'|unrecognized option '--(.*)')$/,
      (_, short, long) => `unrecognized option: ${short ?? long}`,
    )
    .replace(/^option requires an argument -- '(.)'$/, "option requires an argument: $1")
    .replace(/^option '--(.*)' requires an argument$/, "option requires an argument: $1");
}
