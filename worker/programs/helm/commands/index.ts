/**
 * helm's subcommands by name, as its help lists them. Each is a file of this folder and is loaded when it is called.
 *
 * @module
 */
import { type HelmEntry, helmGroup } from "../cli/command.ts";

const COMPLETION: readonly HelmEntry[] = ["bash", "fish", "powershell", "zsh"].map((shell) => ({
  name: shell,
  summary: `generate autocompletion script for ${shell}`,
  load: async () => (await import("./completion.ts")).completionFor(shell),
}));

const DEPENDENCY: readonly HelmEntry[] = [
  {
    name: "build",
    summary: "rebuild the charts/ directory based on the Chart.lock file",
    load: async () => (await import("./dependency.ts")).dependencyBuild,
  },
  {
    name: "list",
    aliases: ["ls"],
    summary: "list the dependencies for the given chart",
    load: async () => (await import("./dependency.ts")).dependencyList,
  },
  {
    name: "update",
    aliases: ["up"],
    summary: "update charts/ based on the contents of Chart.yaml",
    load: async () => (await import("./dependency.ts")).dependencyUpdate,
  },
];

const GET: readonly HelmEntry[] = [
  {
    name: "all",
    summary: "download all information for a named release",
    load: async () => (await import("./get.ts")).getAll,
  },
  {
    name: "hooks",
    summary: "download all hooks for a named release",
    load: async () => (await import("./get.ts")).getHooks,
  },
  {
    name: "manifest",
    summary: "download the manifest for a named release",
    load: async () => (await import("./get.ts")).getManifest,
  },
  {
    name: "metadata",
    summary: "This command fetches metadata for a given release",
    load: async () => (await import("./getMetadata.ts")).getMetadata,
  },
  {
    name: "notes",
    summary: "download the notes for a named release",
    load: async () => (await import("./get.ts")).getNotes,
  },
  {
    name: "values",
    summary: "download the values file for a named release",
    load: async () => (await import("./getValues.ts")).getValues,
  },
];

const PLUGIN: readonly HelmEntry[] = [
  {
    name: "install",
    aliases: ["add"],
    summary: "install a Helm plugin",
    load: async () => (await import("./plugin.ts")).pluginInstall,
  },
  {
    name: "list",
    aliases: ["ls"],
    summary: "list installed Helm plugins",
    load: async () => (await import("./plugin.ts")).pluginList,
  },
  {
    name: "package",
    summary: "package a plugin directory into a plugin archive",
    load: async () => (await import("./plugin.ts")).pluginPackage,
  },
  {
    name: "uninstall",
    aliases: ["rm", "remove"],
    summary: "uninstall one or more Helm plugins",
    load: async () => (await import("./plugin.ts")).pluginUninstall,
  },
  {
    name: "update",
    aliases: ["up"],
    summary: "update one or more Helm plugins",
    load: async () => (await import("./plugin.ts")).pluginUpdate,
  },
  {
    name: "verify",
    summary: "verify that a plugin at the given path has been signed and is valid",
    load: async () => (await import("./plugin.ts")).pluginVerify,
  },
];

const REGISTRY: readonly HelmEntry[] = [
  { name: "login", summary: "login to a registry", load: async () => (await import("./registry.ts")).registryLogin },
  {
    name: "logout",
    summary: "logout from a registry",
    load: async () => (await import("./registry.ts")).registryLogout,
  },
];

const REPO: readonly HelmEntry[] = [
  { name: "add", summary: "add a chart repository", load: async () => (await import("./repoAdd.ts")).repoAdd },
  {
    name: "index",
    summary: "generate an index file given a directory containing packaged charts",
    load: async () => (await import("./repoIndex.ts")).repoIndex,
  },
  {
    name: "list",
    aliases: ["ls"],
    summary: "list chart repositories",
    load: async () => (await import("./repoList.ts")).repoList,
  },
  {
    name: "remove",
    aliases: ["rm"],
    summary: "remove one or more chart repositories",
    load: async () => (await import("./repoRemove.ts")).repoRemove,
  },
  {
    name: "update",
    aliases: ["up"],
    summary: "update information of available charts locally from chart repositories",
    load: async () => (await import("./repoUpdate.ts")).repoUpdate,
  },
];

const SEARCH: readonly HelmEntry[] = [
  {
    name: "hub",
    summary: "search for charts in the Artifact Hub or your own hub instance",
    load: async () => (await import("./searchHub.ts")).searchHub,
  },
  {
    name: "repo",
    summary: "search repositories for a keyword in charts",
    load: async () => (await import("./searchRepo.ts")).searchRepo,
  },
];

const SHOW: readonly HelmEntry[] = [
  { name: "all", summary: "show all information of the chart", load: async () => (await import("./show.ts")).showAll },
  { name: "chart", summary: "show the chart's definition", load: async () => (await import("./show.ts")).showChart },
  { name: "crds", summary: "show the chart's CRDs", load: async () => (await import("./show.ts")).showCrds },
  { name: "readme", summary: "show the chart's README", load: async () => (await import("./show.ts")).showReadme },
  { name: "values", summary: "show the chart's values", load: async () => (await import("./show.ts")).showValues },
];

/** `helm` and what is below it; a command's own module is fetched when it runs. */
const COMMANDS: readonly HelmEntry[] = [
  {
    name: "completion",
    summary: "generate autocompletion scripts for the specified shell",
    load: async () =>
      helmGroup({
        usage: "completion",
        about: ["Print a script that completes helm's words."],
        subcommands: COMPLETION,
      }),
  },
  {
    name: "create",
    summary: "create a new chart with the given name",
    load: async () => (await import("./create.ts")).create,
  },
  {
    name: "dependency",
    aliases: ["dep", "dependencies"],
    summary: "manage a chart's dependencies",
    load: async () =>
      helmGroup({
        usage: "dependency",
        about: ["A chart's dependencies: Chart.yaml names them, charts/ has them, Chart.lock says which versions."],
        subcommands: DEPENDENCY,
      }),
  },
  { name: "env", summary: "helm client environment information", load: async () => (await import("./env.ts")).env },
  {
    name: "get",
    summary: "download extended information of a named release",
    load: async () =>
      helmGroup({
        usage: "get",
        about: ["What is stored of a release: its values, manifest, notes, hooks."],
        subcommands: GET,
      }),
  },
  {
    name: "help",
    summary: "Help about any command",
    load: async () => helmGroup({ usage: "help [command]", about: ["Help about any command"], subcommands: [] }),
  },
  {
    name: "history",
    aliases: ["hist"],
    summary: "fetch release history",
    load: async () => (await import("./history.ts")).history,
  },
  { name: "install", summary: "install a chart", load: async () => (await import("./install.ts")).install },
  { name: "lint", summary: "examine a chart for possible issues", load: async () => (await import("./lint.ts")).lint },
  { name: "list", aliases: ["ls"], summary: "list releases", load: async () => (await import("./list.ts")).list },
  {
    name: "package",
    summary: "package a chart directory into a chart archive",
    load: async () => (await import("./package.ts")).packageChart,
  },
  {
    name: "plugin",
    summary: "install, list, or uninstall Helm plugins",
    load: async () =>
      helmGroup({
        usage: "plugin",
        about: ["Plugins of helm's. There are none here, and none can be had."],
        subcommands: PLUGIN,
      }),
  },
  {
    name: "pull",
    aliases: ["fetch"],
    summary: "download a chart from a repository and (optionally) unpack it in local directory",
    load: async () => (await import("./pull.ts")).pull,
  },
  { name: "push", summary: "push a chart to remote", load: async () => (await import("./push.ts")).push },
  {
    name: "registry",
    summary: "login to or logout from a registry",
    load: async () =>
      helmGroup({ usage: "registry", about: ["Log in to a registry of charts, or out of it."], subcommands: REGISTRY }),
  },
  {
    name: "repo",
    summary: "add, list, remove, update, and index chart repositories",
    load: async () =>
      helmGroup({ usage: "repo", about: ["Add, remove, list and update repositories of charts."], subcommands: REPO }),
  },
  {
    name: "rollback",
    summary: "roll back a release to a previous revision",
    load: async () => (await import("./rollback.ts")).rollback,
  },
  {
    name: "search",
    summary: "search for a keyword in charts",
    load: async () =>
      helmGroup({
        usage: "search",
        about: ["Look for charts in the repositories that were added."],
        subcommands: SEARCH,
      }),
  },
  {
    name: "show",
    aliases: ["inspect"],
    summary: "show information of a chart",
    load: async () =>
      helmGroup({ usage: "show", about: ["What a chart says of itself, without installing it."], subcommands: SHOW }),
  },
  {
    name: "status",
    summary: "display the status of the named release",
    load: async () => (await import("./status.ts")).status,
  },
  { name: "template", summary: "locally render templates", load: async () => (await import("./template.ts")).template },
  { name: "test", summary: "run tests for a release", load: async () => (await import("./test.ts")).test },
  {
    name: "uninstall",
    aliases: ["del", "delete", "un"],
    summary: "uninstall a release",
    load: async () => (await import("./uninstall.ts")).uninstall,
  },
  { name: "upgrade", summary: "upgrade a release", load: async () => (await import("./upgrade.ts")).upgrade },
  {
    name: "verify",
    summary: "verify that a chart at the given path has been signed and is valid",
    load: async () => (await import("./verify.ts")).verify,
  },
  {
    name: "version",
    summary: "print the helm version information",
    load: async () => (await import("./version.ts")).version,
  },
];

export const ROOT: HelmEntry = {
  name: "helm",
  summary: "",
  load: async () =>
    helmGroup({
      usage: "[command]",
      about: [
        "The Kubernetes package manager",
        "Usual steps:\n\n- helm repo add:  make the charts of a repository known\n- helm search:    look for charts\n- helm install:   put a chart into the cluster\n- helm list:      list what is installed",
      ],
      subcommands: COMMANDS,
    }),
};
