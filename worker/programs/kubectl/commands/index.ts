/**
 * kubectl's subcommands by name and group, as its help lists them. Each is a file of this folder, or a folder of its own, and is loaded when it
 * is called.
 *
 * @module
 */
import { type Command, type CommandEntry, command } from "../cli/command.ts";

const BEGINNER = "Basic Commands (Beginner)";
const INTERMEDIATE = "Basic Commands (Intermediate)";
const DEPLOY = "Deploy Commands";
const CLUSTER = "Cluster Management Commands";
const DEBUGGING = "Troubleshooting and Debugging Commands";
const ADVANCED = "Advanced Commands";
const SETTINGS = "Settings Commands";
const OTHER = "Other Commands";

const entry = (
  group: string,
  name: string,
  summary: string,
  load: () => Promise<{ readonly default: Command }>,
): CommandEntry => ({ group, name, summary, load: async () => (await load()).default });

/** Every subcommand in the order of `kubectl --help`, which is also the order of suggestions. Each is fetched when asked for. */
export const COMMANDS: readonly CommandEntry[] = [
  entry(BEGINNER, "create", "Create a resource from a file or from stdin", () => import("./create.ts")),
  entry(
    BEGINNER,
    "expose",
    "Put a service in front of a deployment, pod, replica set or service",
    () => import("./expose.ts"),
  ),
  entry(BEGINNER, "run", "Run a particular image on the cluster", () => import("./run.ts")),
  entry(BEGINNER, "set", "Set specific features on objects", () => import("./set.ts")),
  entry(INTERMEDIATE, "explain", "Get documentation for a resource", () => import("./explain.ts")),
  entry(INTERMEDIATE, "get", "Display one or many resources", () => import("./get.ts")),
  entry(INTERMEDIATE, "edit", "Edit a resource on the server", () => import("./edit.ts")),
  entry(
    INTERMEDIATE,
    "delete",
    "Delete resources by file names, stdin, resources and names, or by resources and label selector",
    () => import("./delete.ts"),
  ),
  entry(DEPLOY, "rollout", "Manage the rollout of a resource", () => import("./rollout.ts")),
  entry(
    DEPLOY,
    "scale",
    "Set a new size for a deployment, replica set, or replication controller",
    () => import("./scale.ts"),
  ),
  entry(
    DEPLOY,
    "autoscale",
    "Auto-scale a deployment, replica set, stateful set, or replication controller",
    () => import("./autoscale.ts"),
  ),
  entry(CLUSTER, "certificate", "Modify certificate resources", () => import("./certificate.ts")),
  entry(CLUSTER, "cluster-info", "Display cluster information", () => import("./clusterInfo.ts")),
  entry(CLUSTER, "top", "Display resource (CPU/memory) usage", () => import("./top.ts")),
  entry(CLUSTER, "cordon", "Mark node as unschedulable", () => import("./cordon.ts")),
  entry(CLUSTER, "uncordon", "Mark node as schedulable", async () => ({
    default: (await import("./cordon.ts")).uncordon,
  })),
  entry(CLUSTER, "drain", "Drain node in preparation for maintenance", () => import("./drain.ts")),
  entry(CLUSTER, "taint", "Update the taints on one or more nodes", () => import("./taint.ts")),
  entry(
    DEBUGGING,
    "describe",
    "Show details of a specific resource or group of resources",
    () => import("./describe.ts"),
  ),
  entry(DEBUGGING, "logs", "Print the logs for a container in a pod", () => import("./logs.ts")),
  entry(DEBUGGING, "attach", "Attach to a running container", () => import("./attach.ts")),
  entry(DEBUGGING, "exec", "Execute a command in a container", () => import("./exec.ts")),
  entry(DEBUGGING, "port-forward", "Forward one or more local ports to a pod", () => import("./portForward.ts")),
  entry(DEBUGGING, "proxy", "Run a proxy to the Kubernetes API server", () => import("./proxy.ts")),
  entry(DEBUGGING, "cp", "Copy files and directories to and from containers", () => import("./cp.ts")),
  entry(DEBUGGING, "auth", "Inspect authorization", () => import("./auth.ts")),
  entry(
    DEBUGGING,
    "debug",
    "Create debugging sessions for troubleshooting workloads and nodes",
    () => import("./debug.ts"),
  ),
  entry(DEBUGGING, "events", "List events", () => import("./events.ts")),
  entry(ADVANCED, "diff", "Diff the live version against a would-be applied version", () => import("./diff.ts")),
  entry(ADVANCED, "apply", "Apply a configuration to a resource by file name or stdin", () => import("./apply.ts")),
  entry(ADVANCED, "patch", "Update fields of a resource", () => import("./patch.ts")),
  entry(ADVANCED, "replace", "Replace a resource by file name or stdin", () => import("./replace.ts")),
  entry(ADVANCED, "wait", "Wait for a specific condition on one or many resources", () => import("./wait.ts")),
  entry(ADVANCED, "kustomize", "Build a kustomization target from a directory or URL", () => import("./kustomize.ts")),
  entry(SETTINGS, "label", "Update the labels on a resource", async () => ({
    default: (await import("./label.ts")).label,
  })),
  entry(SETTINGS, "annotate", "Update the annotations on a resource", async () => ({
    default: (await import("./label.ts")).annotate,
  })),
  entry(
    SETTINGS,
    "completion",
    "Output shell completion code for the specified shell (bash, zsh, fish, or powershell)",
    () => import("./completion.ts"),
  ),
  entry(OTHER, "api-resources", "Print the supported API resources on the server", () => import("./apiResources.ts")),
  entry(
    OTHER,
    "api-versions",
    'Print the supported API versions on the server, in the form of "group/version"',
    () => import("./apiVersions.ts"),
  ),
  entry(OTHER, "config", "Modify kubeconfig files", () => import("./config.ts")),
  entry(OTHER, "plugin", "Provides utilities for interacting with plugins", () => import("./plugin.ts")),
  entry(OTHER, "version", "Print the client and server version information", () => import("./version.ts")),
  { ...entry("", "__complete", "", () => import("./complete.ts")), hidden: true },
  { ...entry("", "help", "", () => import("./help.ts")), hidden: true },
  { ...entry("", "options", "", () => import("./options.ts")), hidden: true },
];

const root = command({
  usage: "[flags]",
  about: [
    "kubectl controls the Kubernetes cluster manager.",
    "Find more information at: https://kubernetes.io/docs/reference/kubectl/",
  ],
  flags: {},
  subcommands: COMMANDS,
  async run({ showHelp }) {
    await showHelp();
  },
});

export const ROOT: CommandEntry = { name: "kubectl", summary: "", load: async () => root };
