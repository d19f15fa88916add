import { type Command, type CommandEntry, commandGroup } from "../cli/command.ts";

const entry = (name: string, summary: string, load: () => Promise<Command>): CommandEntry => ({ name, summary, load });

export default commandGroup({
  usage: "set SUBCOMMAND",
  about: ["Set certain fields of objects.", "These commands change workloads that are there already."],
  subcommands: [
    entry("env", "Update environment variables on a pod template", async () => (await import("../set/env.ts")).default),
    entry("image", "Update the image of a pod template", async () => (await import("../set/image.ts")).default),
    entry(
      "resources",
      "Update resource requests/limits on objects with pod templates",
      async () => (await import("../set/resources.ts")).default,
    ),
    entry("selector", "Set the selector on a resource", async () => (await import("../set/selector.ts")).default),
    {
      ...entry(
        "serviceaccount",
        "Update the service account of a resource",
        async () => (await import("../set/serviceAccount.ts")).default,
      ),
      aliases: ["sa"],
    },
    entry(
      "subject",
      "Update the user, group, or service account in a role binding or cluster role binding",
      async () => (await import("../set/subject.ts")).default,
    ),
  ],
});
