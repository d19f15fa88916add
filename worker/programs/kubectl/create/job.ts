import { CommandError } from "../cli/errors.ts";
import { type JsonObject, mapAt, nameOf, objectAt, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { generator } from "./generate.ts";

export default generator({
  usage: "create job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]",
  about: ["Create a job with the given name."],
  examples: [
    ["A job", "kubectl create job my-job --image=busybox"],
    ["With a command", "kubectl create job my-job --image=busybox -- date"],
    ["From a cron job's template", "kubectl create job test-job --from=cronjob/a-cronjob"],
  ],
  flags: {
    from: { type: "string", help: "Cron job to make the job from (cronjob/NAME)." },
    image: { type: "string", help: "Image to run." },
  },
  makes: { group: "batch", version: "v1", plural: "jobs", namespaced: true },
  failure: "failed to create job:",
  async build({ flags, operands, dashAt }, kube, name) {
    const command = dashAt === undefined ? [] : operands.slice(dashAt);
    if ((flags.image === "") === (flags.from === ""))
      throw new CommandError("either --image or --from must be specified");
    if (flags.from !== "") {
      if (command.length > 0) throw new CommandError("cannot specify --from and command");
      return fromCronJob(kube, flags.from, name);
    }
    return {
      kind: "Job",
      apiVersion: "batch/v1",
      metadata: { name },
      spec: { template: jobTemplate({ name, image: flags.image, command, restartPolicy: "Never" }) },
      status: {},
    };
  },
});

/** The pod template of generated jobs. */
export function jobTemplate(parts: {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly restartPolicy: string;
}): JsonObject {
  const { name, image, command, restartPolicy } = parts;
  return {
    metadata: {},
    spec: { containers: [{ name, image, ...(command.length > 0 && { command }), resources: {} }], restartPolicy },
  };
}

async function fromCronJob(kube: Kube, from: string, name: string): Promise<JsonObject> {
  const [type = "", cronJobName = ""] = from.includes("/") ? from.split("/") : ["cronjob", from];
  const discovery = await kube.discovery();
  const resource = discovery.find(type);
  const rest = await kube.rest();
  const owner = await rest.get({ resource, namespace: await kube.namespace(), name: cronJobName });
  if (resource.kind !== "CronJob") throw new CommandError(`unknown object type *v1.${resource.kind}`);
  const template = objectAt(owner, "spec", "jobTemplate");
  const labels = mapAt(template, "metadata", "labels");
  return {
    kind: "Job",
    apiVersion: "batch/v1",
    metadata: {
      name,
      ...(Object.keys(labels).length > 0 && { labels }),
      annotations: { ...mapAt(template, "metadata", "annotations"), "cronjob.kubernetes.io/instantiate": "manual" },
      ownerReferences: [
        {
          apiVersion: "batch/v1",
          kind: "CronJob",
          name: nameOf(owner),
          uid: textAt(owner, "metadata", "uid"),
          controller: true,
        },
      ],
    },
    spec: objectAt(template, "spec"),
    status: {},
  };
}
