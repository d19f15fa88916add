import { type CommandEntry, commandGroup } from "../cli/command.ts";

const entry = (
  name: string,
  summary: string,
  pick: (module: typeof import("../config/commands.ts")) => Awaited<ReturnType<CommandEntry["load"]>>,
): CommandEntry => ({
  name,
  summary,
  load: async () => pick(await import("../config/commands.ts")),
});

const editing = (
  name: string,
  summary: string,
  pick: (module: typeof import("../config/editing.ts")) => Awaited<ReturnType<CommandEntry["load"]>>,
): CommandEntry => ({
  name,
  summary,
  load: async () => pick(await import("../config/editing.ts")),
});

export default commandGroup({
  usage: "config SUBCOMMAND",
  about: [
    'Modify kubeconfig files using subcommands like "kubectl config set current-context my-context".',
    "--kubeconfig names the one file to use; else $KUBECONFIG lists files that are merged; else it is ~/.kube/config.",
  ],
  subcommands: [
    entry("current-context", "Display the current-context", (one) => one.currentContext),
    editing("delete-cluster", "Delete the specified cluster from the kubeconfig", (one) => one.deleteCluster),
    editing("delete-context", "Delete the specified context from the kubeconfig", (one) => one.deleteContext),
    editing("delete-user", "Delete the specified user from the kubeconfig", (one) => one.deleteUser),
    entry("get-clusters", "Display clusters defined in the kubeconfig", (one) => one.getClusters),
    entry("get-contexts", "Describe one or many contexts", (one) => one.getContexts),
    entry("get-users", "Display users defined in the kubeconfig", (one) => one.getUsers),
    editing("rename-context", "Rename a context from the kubeconfig file", (one) => one.renameContext),
    editing("set", "Set an individual value in a kubeconfig file", (one) => one.set),
    editing("set-cluster", "Set a cluster entry in kubeconfig", (one) => one.setCluster),
    editing("set-context", "Set a context entry in kubeconfig", (one) => one.setContext),
    {
      name: "set-credentials",
      summary: "Set a user entry in kubeconfig",
      load: async () => (await import("../config/credentials.ts")).setCredentials,
    },
    editing("unset", "Unset an individual value in a kubeconfig file", (one) => one.unset),
    {
      ...editing("use-context", "Set the current-context in a kubeconfig file", (one) => one.useContext),
      aliases: ["use"],
    },
    entry("view", "Display merged kubeconfig settings or a specified kubeconfig file", (one) => one.view),
  ],
});
