import { command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import type { Place } from "../client/rest.ts";
import { type JsonObject, listAt, nameOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { chooseContainer, findPod } from "../pods/find.ts";
import { remoteFailure, runRemote } from "../pods/remote.ts";
import { refuseFinished, STREAM_FLAGS, wantsTty } from "./exec.ts";

export default command({
  usage: "attach (POD | TYPE/NAME) -c CONTAINER",
  about: ["Attach to a process that runs in a container."],
  examples: [["See the output of a running pod", "kubectl attach mypod"]],
  flags: {
    ...STREAM_FLAGS,
    detachKeys: { type: "string", value: "ctrl-p,ctrl-q", help: "Keys that detach from the container" },
  },
  async run({ flags, operands }, kube) {
    if (operands.length === 0) throw new CommandError("at least 1 argument is required for attach");
    if (operands.length > 1)
      throw new CommandError(
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${operands.length}: [${operands.join(" ")}]`,
      );
    const { place, pod } = await findPod(kube, operands[0]!, flags.podRunningTimeout);
    const container = await chooseContainer(kube, pod, flags.container, flags.quiet);
    const code = await attachTo(kube, { ...flags, place: { ...place, name: nameOf(pod) }, pod, container });
    if (code !== 0) throw remoteFailure(code);
  },
});

/** Connects the terminal with a container's main process; its exit code in the end. */
export async function attachTo(
  kube: Kube,
  to: {
    readonly place: Place;
    readonly pod: JsonObject;
    readonly container: string;
    readonly stdin: boolean;
    readonly tty: boolean;
    readonly quiet: boolean;
  },
): Promise<number> {
  refuseFinished(to.pod);
  let tty = await wantsTty(kube, to.tty, to.stdin);
  const spec = ["containers", "ephemeralContainers"]
    .flatMap((list) => listAt(to.pod, "spec", list))
    .find((one) => textAt(one, "name") === to.container) as JsonObject | undefined;
  if (tty && spec?.tty !== true) {
    tty = false;
    await kube.err(`error: Unable to use a TTY - container ${to.container} did not allocate one\n`);
  }
  if (!to.quiet) {
    await kube.err(
      "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n",
    );
    await kube.err("If you don't see a command prompt, try pressing enter.\n");
  }
  return runRemote(kube, {
    pod: to.place,
    subresource: "attach",
    container: to.container,
    command: [],
    stdin: to.stdin,
    tty,
  });
}
