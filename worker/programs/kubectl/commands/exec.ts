import { command } from "../cli/command.ts";
import { CommandError, usageError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { nameOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { chooseContainer, findPod } from "../pods/find.ts";
import { remoteFailure, runRemote } from "../pods/remote.ts";

/** Flags of commands that connect the terminal with a container. */
export const STREAM_FLAGS = {
  container: { type: "string", short: "c", help: "Which container; the pod's default or first one when absent" },
  podRunningTimeout: { type: "duration", value: 60_000, help: "How long to wait for a pod to run (5s, 2m, 3h)" },
  quiet: { type: "bool", short: "q", help: "Print only what the container prints" },
  stdin: { type: "bool", short: "i", help: "Pass stdin on to the container" },
  tty: { type: "bool", short: "t", help: "Stdin is a terminal" },
} as const satisfies FlagTable;

export default command({
  usage: "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
  about: ["Run a command in a container."],
  examples: [
    ["In the first container of a pod", "kubectl exec mypod -- date"],
    ["In a certain container", "kubectl exec mypod -c ruby-container -- date"],
    ["A shell", "kubectl exec mypod -c ruby-container -i -t -- bash -il"],
    ["In a pod of a deployment", "kubectl exec deploy/mydeployment -- date"],
  ],
  flags: {
    ...STREAM_FLAGS,
    filename: { type: "list", short: "f", help: "File that names the pod" },
  },
  async run({ flags, operands, dashAt, path }, kube) {
    if (operands.length === 0 && flags.filename.length === 0)
      throw new CommandError("pod, type/name or --filename must be specified");
    const [word = ""] = operands;
    if (dashAt === undefined && operands.length > 1) {
      throw usageError(path, "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead");
    }
    const words = dashAt === undefined ? [] : operands.slice(dashAt);
    if (words.length === 0) throw new CommandError("you must specify at least one command for the container");
    const { place, pod } = await findPod(kube, word, flags.podRunningTimeout);
    refuseFinished(pod);
    const container = await chooseContainer(kube, pod, flags.container, flags.quiet);
    const tty = await wantsTty(kube, flags.tty, flags.stdin);
    const code = await runRemote(kube, {
      pod: { ...place, name: nameOf(pod) },
      subresource: "exec",
      container,
      command: words,
      stdin: flags.stdin,
      tty,
    });
    if (code !== 0) throw remoteFailure(code);
  },
});

/** @throws CommandError for a pod that has ended */
export function refuseFinished(pod: Parameters<typeof nameOf>[0]): void {
  const phase = textAt(pod, "status", "phase");
  if (phase === "Succeeded" || phase === "Failed") {
    throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
}

/** Whether a terminal is there for -t; without one it is left out, and said so when stdin was wanted too. */
export async function wantsTty(kube: Kube, tty: boolean, stdin: boolean): Promise<boolean> {
  if (!tty) return false;
  if (!stdin) return kube.io.tty !== undefined && kube.io.isTerminal(1);
  if (kube.io.isTerminal(0) && kube.io.tty) return true;
  await kube.err("Unable to use a TTY - input is not a terminal or the right kind of file\n");
  return false;
}
