import type { Io } from "../../shell/program.ts";
import { aloneOf, flagName, parseFlags } from "../kubectl/cli/flags.ts";
import { listAt, nameOf } from "../kubectl/json.ts";
import type { HelmEntry } from "./cli/command.ts";
import { findCommand } from "./cli/dispatch.ts";
import { GLOBAL_FLAGS } from "./cli/flags.ts";
import type { HelmFlag, HelmFlags } from "./cli/flagTypes.ts";
import { ROOT } from "./commands/index.ts";
import { Helm } from "./helm.ts";
import { ReleaseStorage } from "./release/storage.ts";
import { cachedIndex } from "./repo/chartIndex.ts";
import { readRepositories } from "./repo/repositories.ts";

/** Commands whose first operand is a release. */
const RELEASE_COMMANDS = new Set([
  "all",
  "hooks",
  "manifest",
  "metadata",
  "notes",
  "values",
  "history",
  "rollback",
  "status",
  "uninstall",
  "upgrade",
]);

/**
 * What could stand in place of the last word: subcommands, flags, releases, charts of repositories, namespaces, contexts.
 *
 * @param words the words after "helm"; the last one, perhaps empty, is being completed
 */
export async function helmCompleter(words: readonly string[], io: Io): Promise<readonly string[]> {
  try {
    const typed = words.at(-1) ?? "";
    const found = await candidates(words.slice(0, -1), typed, io);
    return [...new Set(found)].filter((one) => one.startsWith(typed)).sort();
  } catch {
    return [];
  }
}

async function candidates(before: readonly string[], typed: string, io: Io): Promise<readonly string[]> {
  const found = await findCommand(ROOT, before, (entry: HelmEntry) => io.clock.hold(entry.load()));
  const table: HelmFlags & typeof GLOBAL_FLAGS = { ...GLOBAL_FLAGS, ...found.command.flags };
  const open = openFlag(table, before.at(-1));
  const given = parseFlags(table, open === undefined ? found.words : found.words.slice(0, -1), "helm");
  const helm = new Helm(io, given.flags, found.path.join(" "));
  if (open !== undefined) return flagValues(helm, open);
  if (typed.startsWith("-")) {
    return Object.entries(table).flatMap(([key, flag]: [string, HelmFlag]) =>
      flag.hidden ? [] : [`--${flagName(key)}`],
    );
  }
  if (found.command.subcommands) return found.command.subcommands.map((one) => one.name);
  return operands(helm, found.path, given.operands);
}

/** The flag that waits for its value. */
function openFlag(table: HelmFlags, word: string | undefined): string | undefined {
  if (word === undefined || !word.startsWith("-") || word.includes("=")) return undefined;
  for (const [key, flag] of Object.entries(table)) {
    const named = word === `--${flagName(key)}` || (flag.short !== undefined && word === `-${flag.short}`);
    if (named && aloneOf(flag) === undefined) return key;
  }
  return undefined;
}

async function flagValues(helm: Helm, key: string): Promise<readonly string[]> {
  if (key === "output") return ["json", "table", "yaml"];
  if (key === "kubeContext") return (await helm.kube.config()).contexts.map((one) => one.name);
  if (key !== "namespace") return [];
  const rest = await helm.kube.rest();
  const list = await rest.connection.json({ path: "/api/v1/namespaces" });
  return listAt(list, "items").map(nameOf);
}

async function operands(helm: Helm, path: readonly string[], given: readonly string[]): Promise<readonly string[]> {
  const command = path.at(-1)!;
  const repositories = () => (readRepositories(helm) ?? []).map((one) => one.name);
  if (path[1] === "repo") return command === "remove" || command === "update" ? repositories() : [];
  if (path[1] === "show" || command === "pull") return given.length === 0 ? charts(helm) : [];
  if (command === "install" || command === "template") return given.length === 1 ? charts(helm) : [];
  if (command === "upgrade" && given.length === 1) return charts(helm);
  if (!RELEASE_COMMANDS.has(command) || (given.length > 0 && command !== "uninstall")) return [];
  const all = await new ReleaseStorage(helm, await helm.namespace()).all();
  return all.map((one) => one.name).filter((name) => !given.includes(name));
}

/** "ingress-nginx/ingress-nginx" for every chart of the repositories that are known. */
const charts = (helm: Helm): readonly string[] =>
  (readRepositories(helm) ?? []).flatMap(({ name }) => {
    try {
      return [...cachedIndex(helm, name).keys()].map((chart) => `${name}/${chart}`);
    } catch {
      return [];
    }
  });
