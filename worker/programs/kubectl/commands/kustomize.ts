import { goYaml } from "../../../base/goprint/index.ts";
import { command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import { type JsonObject, nameOf, namespaceOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";

const RESTRICTIONS = ["LoadRestrictionsRootOnly", "LoadRestrictionsNone"];

export default command({
  usage: "kustomize DIR [flags]",
  about: ["Build the objects of a kustomization.", "Without DIR it is that of the current directory."],
  examples: [
    ["Of the current directory", "kubectl kustomize"],
    ["Of another one", "kubectl kustomize overlays/production"],
  ],
  flags: {
    asCurrentUser: { type: "bool", help: "Run functions as the user who runs kubectl." },
    enableAlphaPlugins: { type: "bool", help: "Allow kustomize plugins" },
    enableHelm: { type: "bool", help: "Allow the generator that renders Helm charts." },
    env: { type: "list", short: "e", help: "Environment variables for functions" },
    helmApiVersions: { type: "array", help: "API versions that Helm is told of" },
    helmCommand: { type: "string", value: "helm", help: "Path of the helm program" },
    helmDebug: { type: "bool", help: "Debug output of the Helm generator." },
    helmKubeVersion: { type: "string", help: "Kubernetes version that Helm is told of" },
    loadRestrictor: {
      type: "string",
      value: "LoadRestrictionsRootOnly",
      help: "'LoadRestrictionsNone' lets kustomizations read files outside of their own directory.",
    },
    mount: { type: "list", help: "What functions see of the file system" },
    network: { type: "bool", help: "Let functions use the network if they ask for it" },
    networkName: { type: "string", value: "bridge", help: "Network of the functions' containers" },
    output: { type: "string", short: "o", help: "File or directory to write to instead of stdout." },
  },
  async run({ flags, operands }, kube) {
    if (operands.length > 1) throw new CommandError("specify one path to kustomization.yaml");
    if (!RESTRICTIONS.includes(flags.loadRestrictor)) {
      throw new CommandError(
        `illegal flag value --load-restrictor ${flags.loadRestrictor}; legal values: [${RESTRICTIONS.join(" ")}]`,
      );
    }
    const { buildKustomization } = await kube.load(import("../kustomize/build.ts"));
    const objects = await buildKustomization(kube, operands[0] ?? ".", {
      sorted: true,
      unrestricted: flags.loadRestrictor === "LoadRestrictionsNone",
    });
    const text = objects.map((object) => goYaml(object)).join("---\n");
    if (flags.output === "") return kube.out(text);
    const path = kube.path(flags.output);
    if (kube.io.files.stat(path)?.type === "directory") writeEach(kube, path, objects);
    else kube.io.files.write(path, text);
  },
});

/** A file an object; objects without a namespace are told apart from those that have one. */
function writeEach(kube: Kube, folder: string, objects: readonly JsonObject[]): void {
  const namespaces = new Set(objects.map((object) => namespaceOf(object)));
  for (const object of objects) {
    const parts = [...textAt(object, "apiVersion").split("/"), textAt(object, "kind"), nameOf(object)];
    const namespace = namespaces.size > 1 ? namespaceOf(object) : "";
    const name = [...(namespace ? [namespace] : []), ...parts].join("_").toLowerCase();
    kube.io.files.write(`${folder}/${name}.yaml`, goYaml(object));
  }
}
