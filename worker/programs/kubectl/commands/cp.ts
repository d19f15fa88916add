import { command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import { listAt, nameOf } from "../json.ts";
import { copyFromPod, copyToPod, parseSpec } from "../pods/copy.ts";
import { chooseContainer, podResource } from "../pods/find.ts";

export default command({
  usage: "cp <file-spec-src> <file-spec-dest>",
  about: ["Copy files and directories to and from containers.", "The container must have tar."],
  examples: [
    ["To a pod", "kubectl cp /tmp/foo <some-namespace>/<some-pod>:/tmp/bar"],
    ["From a pod", "kubectl cp <some-pod>:/tmp/foo /tmp/bar"],
  ],
  flags: {
    container: { type: "string", short: "c", help: "Which container; the pod's default or first one when absent" },
    noPreserve: { type: "bool", help: "Do not keep owners and modes" },
    retries: { type: "int", help: "How often to try again; negative is without end." },
  },
  async run({ flags, operands }, kube) {
    if (operands.length !== 2) throw new CommandError("source and destination are required");
    const [from, to] = operands.map(parseSpec) as [ReturnType<typeof parseSpec>, ReturnType<typeof parseSpec>];
    if (from.pod && to.pod) throw new CommandError("one of src or dest must be a local file specification");
    if (!from.pod && !to.pod) throw new CommandError("one of src or dest must be a remote file specification");
    if (from.path === "" || to.path === "") throw new CommandError("filepath can not be empty");
    const remote = from.pod ? from : to;
    if (to.pod && !kube.io.files.stat(kube.path(from.path))) {
      throw new CommandError(`${from.path} doesn't exist in local filesystem`);
    }
    const place = {
      resource: await podResource(kube),
      namespace: remote.namespace || (await kube.namespace()),
      name: remote.pod,
    };
    const pod = await (await kube.rest()).get(place);
    const several = listAt(pod, "spec", "containers").length > 1;
    const container = await chooseContainer(kube, pod, flags.container, !several);
    const target = { place: { ...place, name: nameOf(pod) }, container };
    await (to.pod ? copyToPod(kube, target, from.path, to.path) : copyFromPod(kube, target, from.path, to.path));
  },
});
