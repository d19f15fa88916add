/**
 * Help pages in the shape of kubectl's: description, aliases, examples, subcommands, options, usage, hints. The words are
 * the commands' own.
 *
 * @module
 */
import { formatDuration } from "../../../base/duration.ts";
import type { CommandEntry, Found } from "./command.ts";
import { type Flag, type FlagTable, flagName } from "./flags.ts";

const GLOBAL_HINT = 'Use "kubectl options" for a list of global command-line options (applies to all commands).\n';

export function renderHelp({ command, path, entry }: Pick<Found, "command" | "path" | "entry">): string {
  const name = path.join(" ");
  const parts = [paragraphs(command.about)];
  if (path.length > 1 && entry.aliases) parts.push(`Aliases:\n${[entry.name, ...entry.aliases].join(", ")}\n`);
  if (command.examples) {
    parts.push(`Examples:\n${command.examples.map(([comment, line]) => `  # ${comment}\n  ${line}\n`).join("  \n")}`);
  }
  const subcommands = (command.subcommands ?? []).filter((one) => !one.hidden);
  if (path.length === 1) parts.push(...groupedCommands(subcommands));
  else if (subcommands.length > 0) parts.push(`Available Commands:\n${commandLines(subcommands)}`);
  if (path.length > 1 && Object.keys(command.flags).length > 0) parts.push(`Options:\n${renderFlags(command.flags)}`);
  parts.push(`Usage:\n  kubectl${command.usage ? ` ${command.usage}` : ""}${command.usageWhole ? "" : " [options]"}\n`);
  const more =
    subcommands.length > 0
      ? `Use "${path.length === 1 ? "kubectl <command>" : `${name} <command>`} --help" for more information about a given command.\n`
      : "";
  parts.push(more + GLOBAL_HINT);
  return parts.join("\n");
}

/** The first paragraph stands at the margin, the others one blank in. */
function paragraphs(lines: readonly string[]): string {
  return `${lines.map((line, index) => (index === 0 ? line : ` ${line}`)).join("\n\n")}\n`;
}

function groupedCommands(entries: readonly CommandEntry[]): string[] {
  const titles = [...new Set(entries.map((one) => one.group ?? ""))].filter((title) => title !== "" && title !== OTHER);
  const block = (title: string) => `${title}:\n${commandLines(entries.filter((one) => one.group === title))}`;
  return [...titles.map(block), "Subcommands provided by plugins:\n", block(OTHER)];
}

const OTHER = "Other Commands";

/** Names padded as cobra pads them: to the longest, but at least eleven. */
function commandLines(entries: readonly CommandEntry[]): string {
  const width = Math.max(11, ...entries.map((one) => one.name.length));
  const sorted = entries[0]?.group && entries[0].group !== OTHER ? entries : byName(entries);
  return sorted.map((one) => `  ${one.name.padEnd(width)}   ${one.summary}\n`).join("");
}

const byName = (entries: readonly CommandEntry[]): readonly CommandEntry[] =>
  [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));

/** A block a flag, by name: "    -o, --output='':" and its words behind a tab. */
export function renderFlags(flags: FlagTable): string {
  return Object.entries(flags)
    .filter(([, flag]) => !flag.hidden && flag.deprecated === undefined)
    .map(([key, flag]) => ({ name: flagName(key), flag }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, flag }) => {
      const short = flag.short ? `-${flag.short}, ` : "";
      return `    ${short}--${name}=${shownDefault(flag)}:\n\t${flag.help}\n`;
    })
    .join("\n");
}

function shownDefault(flag: Flag): string {
  if (flag.shown !== undefined) return flag.shown;
  switch (flag.type) {
    case "string":
      return `'${flag.value ?? ""}'`;
    case "bool":
      return String(flag.value ?? false);
    case "int":
      return String(flag.value ?? 0);
    case "duration":
      return formatDuration(flag.value ?? 0);
    default:
      return `[${(flag.value ?? []).join(",")}]`;
  }
}
