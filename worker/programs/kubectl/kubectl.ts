import { type Io, type Program, Terminated } from "../../shell/program.ts";
import type { Found } from "./cli/command.ts";
import { dispatch, findCommand } from "./cli/dispatch.ts";
import { PlainFailure } from "./cli/errors.ts";
import { ROOT } from "./commands/index.ts";
import { explainFailure } from "./explain-failure.ts";
import { Kube } from "./kube.ts";
import { runPlugin } from "./plugins.ts";

export const kubectl: Program = async (args, io) => {
  try {
    return await dispatch(
      ROOT,
      args,
      (entry) => io.clock.hold(entry.load()),
      (globals, path) => new Kube(io, globals, path),
      (words, least) => runPlugin(io, words, least),
    );
  } catch (error) {
    if (io.signal.aborted) return io.signal.reason instanceof Terminated ? io.signal.reason.exitCode : 1;
    const explained = explainFailure(error);
    if (!explained) throw error;
    if (error instanceof PlainFailure && error.output !== "") await io.stdout.write(error.output);
    if (explained.says !== "") await io.stderr.write(`${explained.says}\n`);
    return explained.exitCode;
  }
};

/** The command that words after "kubectl" name. */
export const findKubectlCommand = (words: readonly string[], io: Io): Promise<Found> =>
  findCommand(ROOT, words, (entry) => io.clock.hold(entry.load()));
