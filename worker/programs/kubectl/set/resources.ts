import { command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import { type JsonObject, mapAt, objectAt, textAt } from "../json.ts";
import { mapContainers, SET_FLAGS, setOnTemplates, wildcard } from "./template.ts";

export default command({
  usage: "set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]",
  about: ["Set how much of CPU, memory and the like containers ask for and may use."],
  examples: [
    ["Limits of one container", "kubectl set resources deployment nginx -c=nginx --limits=cpu=200m,memory=512Mi"],
  ],
  flags: {
    ...SET_FLAGS,
    containers: {
      type: "string",
      short: "c",
      value: "*",
      help: "Names of the containers to change; may hold wildcards.",
    },
    limits: { type: "string", help: "Upper limits, as 'cpu=100m,memory=256Mi'." },
    requests: { type: "string", help: "What is set aside, as 'cpu=100m,memory=256Mi'." },
  },
  async run({ flags, operands }, kube) {
    if (flags.limits === "" && flags.requests === "") {
      throw new CommandError("you must specify an update to requests or limits (in the form of --requests/--limits)");
    }
    const limits = amounts(flags.limits);
    const requests = amounts(flags.requests);
    const chosen = wildcard(flags.containers);
    await setOnTemplates(kube, { flags, operands, deed: "resource requirements updated" }, (podSpec) => {
      let found = false;
      const result = mapContainers(podSpec, (container, list) => {
        if (list !== "containers" || !chosen(textAt(container, "name"))) return container;
        found = true;
        const old = objectAt(container, "resources");
        const resources: JsonObject = {
          ...old,
          ...(limits && { limits: { ...mapAt(old, "limits"), ...limits } }),
          ...(requests && { requests: { ...mapAt(old, "requests"), ...requests } }),
        };
        return { ...container, resources };
      });
      if (!found) throw new CommandError(`unable to find container named ${flags.containers}`);
      return result;
    });
  },
});

function amounts(text: string): Record<string, string> | undefined {
  if (text === "") return undefined;
  return Object.fromEntries(
    text.split(",").map((part) => {
      const pieces = part.split("=");
      if (pieces.length !== 2) throw new CommandError(`Invalid argument syntax ${part}, expected <resource>=<value>`);
      return pieces as [string, string];
    }),
  );
}
