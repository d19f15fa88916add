import { generator } from "./generate.ts";
import { jobTemplate } from "./job.ts";

export default generator({
  usage: "create cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  about: ["Create a cron job with the given name."],
  examples: [
    [
      "A cron job that runs every minute",
      'kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *" -- date',
    ],
  ],
  flags: {
    image: { type: "string", required: true, help: "Image to run." },
    restart: { type: "string", help: "The pods' restart policy: OnFailure or Never." },
    schedule: { type: "string", required: true, help: "When to run, in cron's notation." },
  },
  makes: { group: "batch", version: "v1", plural: "cronjobs", namespaced: true },
  failure: "failed to create cronjob:",
  build({ flags, operands, dashAt }, _kube, name) {
    const command = dashAt === undefined ? [] : operands.slice(dashAt);
    const restartPolicy = flags.restart || "OnFailure";
    return {
      kind: "CronJob",
      apiVersion: "batch/v1",
      metadata: { name },
      spec: {
        schedule: flags.schedule,
        jobTemplate: {
          metadata: { name },
          spec: { template: jobTemplate({ name, image: flags.image, command, restartPolicy }) },
        },
      },
      status: {},
    };
  },
});
