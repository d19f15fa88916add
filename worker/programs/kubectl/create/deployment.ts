import { CommandError } from "../cli/errors.ts";
import { generator } from "./generate.ts";

export default generator({
  usage: "create deployment NAME --image=image -- [COMMAND] [args...]",
  about: ["Create a deployment with the given name."],
  examples: [
    ["A deployment that runs an image", "kubectl create deployment my-dep --image=busybox"],
    ["With a command", "kubectl create deployment my-dep --image=busybox -- date"],
    [
      "Three replicas of an image that listens on port 80",
      "kubectl create deployment my-dep --image=nginx --replicas=3 --port=80",
    ],
  ],
  flags: {
    image: { type: "list", required: true, help: "Image to run; several make several containers." },
    port: { type: "int", value: -1, help: "The container port to expose." },
    replicas: { type: "int", short: "r", value: 1, help: "How many replicas to create. The default is 1." },
  },
  makes: { group: "apps", version: "v1", plural: "deployments", namespaced: true },
  failure: "failed to create deployment:",
  build({ flags, operands, dashAt }, _kube, name) {
    const words = dashAt === undefined ? [] : operands.slice(dashAt);
    if (flags.image.length > 1 && words.length > 0) {
      throw new CommandError("cannot specify multiple --image options and command");
    }
    const labels = { app: name };
    const containers = flags.image.map((image) => ({
      name: containerName(image),
      image,
      ...(words.length > 0 && { command: words }),
      ...(flags.port >= 0 && { ports: [{ containerPort: flags.port }] }),
      resources: {},
    }));
    return {
      kind: "Deployment",
      apiVersion: "apps/v1",
      metadata: { name, labels },
      spec: {
        replicas: flags.replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
        strategy: {},
      },
      status: {},
    };
  },
});

/** The image's last path element without tag and digest: "r.example/a/web:1.2" runs in "web". */
function containerName(image: string): string {
  const last = image.split("/").at(-1)!;
  return last.split("@")[0]!.split(":")[0]!.replaceAll("_", "-");
}
