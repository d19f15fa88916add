import { type HelmEntry, helmGroup } from "../cli/command.ts";

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

const REPO: readonly HelmEntry[] = [
  { name: "add", summary: "add a chart repository", load: async () => (await import("./repoAdd.ts")).repoAdd },
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
    name: "pull",
    aliases: ["fetch"],
    summary: "download a chart from a repository and (optionally) unpack it in local directory",
    load: async () => (await import("./pull.ts")).pull,
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
  {
    name: "uninstall",
    aliases: ["del", "delete", "un"],
    summary: "uninstall a release",
    load: async () => (await import("./uninstall.ts")).uninstall,
  },
  { name: "upgrade", summary: "upgrade a release", load: async () => (await import("./upgrade.ts")).upgrade },
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
