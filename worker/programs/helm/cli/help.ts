import { formatDuration } from "../../../base/duration.ts";
import { flagName } from "../../kubectl/cli/flags.ts";
import type { HelmCommand, HelmEntry } from "./command.ts";
import { GLOBAL_FLAGS } from "./flags.ts";
import type { HelmFlag, HelmFlags } from "./flagTypes.ts";

/** A page of help in cobra's shape. @param path "helm repo add" */
export function renderHelp(command: HelmCommand, entry: HelmEntry, path: readonly string[]): string {
  const name = path.join(" ");
  const isRoot = path.length === 1;
  const subcommands = command.subcommands ?? [];
  const parts = [`${isRoot ? "" : "\n"}${command.about.join("\n\n")}\n`];
  const flags = subcommands.length > 0 ? "" : " [flags]";
  parts.push(`Usage:\n  ${subcommands.length > 0 ? `${name} [command]` : `helm ${command.usage}${flags}`}\n`);
  if (entry.aliases) parts.push(`Aliases:\n  ${[entry.name, ...entry.aliases].join(", ")}\n`);
  if (subcommands.length > 0) parts.push(`Available Commands:\n${commandLines(subcommands)}`);
  const own = { ...command.flags, help: { type: "bool", short: "h", help: `help for ${path.at(-1)}` } } as HelmFlags;
  parts.push(`Flags:\n${flagLines(isRoot ? { ...GLOBAL_FLAGS, ...own } : own)}`);
  if (!isRoot) parts.push(`Global Flags:\n${flagLines(GLOBAL_FLAGS)}`);
  if (subcommands.length > 0) parts.push(`Use "${name} [command] --help" for more information about a command.\n`);
  return parts.join("\n");
}

function commandLines(entries: readonly HelmEntry[]): string {
  const width = Math.max(11, ...entries.map((one) => one.name.length));
  return entries.map((one) => `  ${one.name.padEnd(width)} ${one.summary}\n`).join("");
}

function flagLines(flags: HelmFlags): string {
  const lines = Object.entries(flags)
    .filter(([, flag]) => !flag.hidden)
    .map(([key, flag]) => ({ name: flagName(key), flag }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, flag }) => {
      const word = wordOf(flag);
      const head = `  ${flag.short ? `-${flag.short}, ` : "    "}--${name}${word && ` ${word}`}`;
      return { head, help: flag.help + defaultOf(flag) };
    });
  const width = Math.max(...lines.map(({ head }) => head.length));
  return lines.map(({ head, help }) => `${head.padEnd(width)}   ${help}\n`).join("");
}

function wordOf(flag: HelmFlag): string {
  if (flag.word !== undefined) return flag.word;
  switch (flag.type) {
    case "bool":
      return "";
    case "list":
      return "strings";
    case "array":
      return "stringArray";
    default:
      return flag.alone === undefined ? flag.type : `${flag.type}[="${flag.alone}"]`;
  }
}

function defaultOf(flag: HelmFlag): string {
  if (flag.shown !== undefined) return flag.shown === "" ? "" : ` (default ${flag.shown})`;
  if (flag.type === "duration") return flag.value ? ` (default ${formatDuration(flag.value)})` : "";
  if (flag.type === "string" && flag.value)
    return ` (default ${flag.word === "format" ? flag.value : JSON.stringify(flag.value)})`;
  if (flag.type === "bool") return flag.value ? " (default true)" : "";
  return flag.type === "int" && flag.value ? ` (default ${flag.value})` : "";
}
