import { command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import { type JsonObject, listAt, textAt } from "../json.ts";
import { mapContainers, SET_FLAGS, setOnTemplates, splitAssignments } from "./template.ts";

export default command({
  usage:
    "set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N",
  about: ["Give containers of pods and workloads another image."],
  examples: [
    ["Two containers of a deployment", "kubectl set image deployment/nginx busybox=busybox nginx=nginx:1.9.1"],
    ["Every container of a daemon set", "kubectl set image daemonset abc *=nginx:1.9.1"],
  ],
  flags: SET_FLAGS,
  async run({ flags, operands }, kube) {
    const { resources, assignments } = splitAssignments(
      operands,
      "image",
      (word) => word.includes("=") && !word.startsWith("="),
    );
    const images = new Map(
      assignments.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]),
    );
    await setOnTemplates(kube, { flags, operands: resources, deed: "image updated" }, (podSpec) => {
      if (images.size === 0) throw new CommandError("at least one image update is required");
      if (images.size > 1 && images.has("*")) {
        throw new CommandError(
          "all containers are already specified by *, but saw more than one container_name=container_image pairs",
        );
      }
      const names = (list: string) => listAt(podSpec, list).map((one) => textAt(one, "name"));
      const present = [...names("initContainers"), ...names("containers")];
      const missing = [...images.keys()].find((name) => name !== "*" && !present.includes(name));
      if (missing !== undefined) throw new CommandError(`unable to find container named ${JSON.stringify(missing)}`);
      return mapContainers(podSpec, (container: JsonObject, list) => {
        const image = images.get(textAt(container, "name")) ?? (list === "containers" ? images.get("*") : undefined);
        return image === undefined ? container : { ...container, image };
      });
    });
  },
});
