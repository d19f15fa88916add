import { type HelmEntry, helmGroup } from "../cli/command.ts";

const GET: readonly HelmEntry[] = [];

const REPO: readonly HelmEntry[] = [];

const SEARCH: readonly HelmEntry[] = [];

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
    name: "repo",
    summary: "add, list, remove, update, and index chart repositories",
    load: async () =>
      helmGroup({ usage: "repo", about: ["Add, remove, list and update repositories of charts."], subcommands: REPO }),
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
  { name: "template", summary: "locally render templates", load: async () => (await import("./template.ts")).template },
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
