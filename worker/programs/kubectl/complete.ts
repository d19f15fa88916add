import type { Io } from "../../shell/program.ts";
import type { Found } from "./cli/command.ts";
import type { FlagTable, FlagValues } from "./cli/flags.ts";
import { aloneOf, flagName, parseFlags } from "./cli/flags.ts";
import { GLOBAL_FLAGS, type GlobalFlags } from "./cli/globals.ts";
import type { ApiResource } from "./client/discovery.ts";
import { listAt, nameOf, textAt } from "./json.ts";
import { Kube } from "./kube.ts";

/** Commands whose first operand is a pod (or TYPE/NAME), not a type. */
const POD_COMMANDS = new Set(["logs", "exec", "attach", "port-forward", "debug"]);
const NODE_COMMANDS = new Set(["cordon", "uncordon", "drain"]);
/** Commands that take types and names. */
const TYPE_COMMANDS = new Set([
  "get",
  "describe",
  "delete",
  "edit",
  "label",
  "annotate",
  "patch",
  "scale",
  "expose",
  "autoscale",
  "wait",
  "history",
  "pause",
  "restart",
  "resume",
  "status",
  "undo",
  "image",
  "env",
  "resources",
  "selector",
  "serviceaccount",
  "subject",
  "view-last-applied",
  "events",
]);

/**
 * What could stand in place of the last word: subcommands, flags, types, names, namespaces, contexts, containers. Asks the
 * API server, as the real completion does; answers nothing when it cannot be reached.
 *
 * @param words the words after "kubectl"; the last one, perhaps empty, is being completed
 * @param find the command that words name
 */
export async function kubectlCompleter(
  words: readonly string[],
  io: Io,
  find: (words: readonly string[]) => Promise<Found>,
): Promise<readonly string[]> {
  try {
    return await candidates(words, io, find);
  } catch {
    return [];
  }
}

async function candidates(
  words: readonly string[],
  io: Io,
  find: (words: readonly string[]) => Promise<Found>,
): Promise<readonly string[]> {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const found = await find(before);
  const flags: FlagTable = { ...GLOBAL_FLAGS, ...found.command.flags };
  const starting = (all: readonly string[]) => [...new Set(all)].filter((one) => one.startsWith(typed)).sort();
  const previous = before.at(-1) ?? "";
  const equals = /^--([\w-]+)=(.*)$/.exec(typed);
  const flagAsked = equals?.[1] ?? flagNeedingValue(previous, flags);
  const kube = new Kube(io, globalsOf(found.words, flags), "kubectl __complete");
  if (flagAsked !== undefined) {
    const values = await flagValues(kube, flagAsked, found.words);
    return equals
      ? values.filter((one) => one.startsWith(equals[2]!)).map((one) => `--${flagAsked}=${one}`)
      : starting(values);
  }
  if (typed.startsWith("-"))
    return starting(
      Object.entries(flags)
        .filter(([, flag]) => !flag.hidden && flag.deprecated === undefined)
        .map(([key]) => `--${flagName(key)}`),
    );
  const operands = operandsOf(found.words, flags);
  if (operands.length === 0 && found.command.subcommands) {
    const subcommands = found.command.subcommands.filter((one) => !one.hidden).map((one) => one.name);
    if (found.path.length === 1 || found.command.subcommands.length > 0) return starting(subcommands);
  }
  return starting(await operandCandidates(kube, found.path.at(-1)!, operands, typed));
}

/** The name of the flag whose value comes next, or undefined. */
function flagNeedingValue(word: string, flags: FlagTable): string | undefined {
  for (const [key, flag] of Object.entries(flags)) {
    const matches = word === `--${flagName(key)}` || word === `-${flag.short}`;
    if (matches) return aloneOf(flag) !== undefined ? undefined : flagName(key);
  }
  return undefined;
}

function operandsOf(words: readonly string[], flags: FlagTable): readonly string[] {
  try {
    return parseFlags(flags, words, "kubectl").operands;
  } catch {
    return [];
  }
}

function globalsOf(words: readonly string[], flags: FlagTable): FlagValues<GlobalFlags> {
  try {
    return parseFlags(flags, words, "kubectl").flags as unknown as FlagValues<GlobalFlags>;
  } catch {
    return parseFlags(GLOBAL_FLAGS, [], "kubectl").flags;
  }
}

async function flagValues(kube: Kube, flag: string, words: readonly string[]): Promise<readonly string[]> {
  switch (flag) {
    case "namespace":
      return namesOf(kube, "namespaces");
    case "context":
      return (await kube.config()).contexts.map((one) => one.name);
    case "cluster":
      return (await kube.config()).clusters.map((one) => one.name);
    case "user":
      return (await kube.config()).users.map((one) => one.name);
    case "output":
      return ["json", "yaml", "kyaml", "name", "wide", "jsonpath=", "go-template=", "custom-columns="];
    case "dry-run":
      return ["none", "client", "server"];
    case "cascade":
      return ["background", "foreground", "orphan"];
    case "container": {
      const pod = words.find((word) => !word.startsWith("-"));
      return pod ? containersOf(kube, pod) : [];
    }
    case "filename":
    case "f":
      return [];
    default:
      return [];
  }
}

async function containersOf(kube: Kube, pod: string): Promise<readonly string[]> {
  const { findPod } = await kube.load(import("./pods/find.ts"));
  const found = await findPod(kube, pod, 0);
  return [...listAt(found.pod, "spec", "containers"), ...listAt(found.pod, "spec", "initContainers")].map((one) =>
    textAt(one, "name"),
  );
}

async function operandCandidates(
  kube: Kube,
  command: string,
  operands: readonly string[],
  typed: string,
): Promise<readonly string[]> {
  if (command === "use-context" || command === "delete-context" || command === "rename-context") {
    return operands.length === 0 ? (await kube.config()).contexts.map((one) => one.name) : [];
  }
  if (NODE_COMMANDS.has(command)) return namesOf(kube, "nodes");
  if (POD_COMMANDS.has(command)) {
    if (typed.includes("/")) return pairs(kube, typed);
    return operands.length === 0 ? namesOf(kube, "pods") : [];
  }
  if (command === "explain") return typeNames(kube);
  if (!TYPE_COMMANDS.has(command)) return [];
  if (typed.includes("/")) return pairs(kube, typed);
  if (operands.length === 0) {
    const types = await typeNames(kube);
    if (!typed.includes(",")) return types;
    const head = typed.slice(0, typed.lastIndexOf(",") + 1);
    return types.map((one) => `${head}${one}`);
  }
  if (operands[0]!.includes("/")) return [];
  const named = await namesOf(kube, operands[0]!);
  return named.filter((name) => !operands.slice(1).includes(name));
}

async function pairs(kube: Kube, typed: string): Promise<readonly string[]> {
  const type = typed.slice(0, typed.indexOf("/"));
  return (await namesOf(kube, type)).map((name) => `${type}/${name}`);
}

async function typeNames(kube: Kube): Promise<readonly string[]> {
  const listable = (one: ApiResource) => one.verbs.includes("list") || one.verbs.includes("get");
  const discovery = await kube.discovery();
  const seen = new Set<string>();
  return discovery.preferred.filter(listable).map((one) => {
    const name = seen.has(one.plural) ? `${one.plural}.${one.group}` : one.plural;
    seen.add(one.plural);
    return name;
  });
}

async function namesOf(kube: Kube, word: string): Promise<readonly string[]> {
  const resource = (await kube.discovery()).find(word);
  const place = { resource, ...(resource.namespaced && { namespace: await kube.namespace() }) };
  const { items } = await (await kube.rest()).list(place);
  return items.map((item) => nameOf(item));
}
