import type { Assignment, Command, CommandArgument, Redirection, Statement, Word } from "unbash";
import { parse } from "unbash";
import { assignmentText, assignNode } from "./assign.ts";
import { ExitShell, RedirectionFailure } from "./control.ts";
import { expandWords } from "./expand.ts";
import { callFunction, runBuiltin, runProgram } from "./invoke.ts";
import { quotedIfNeeded } from "./quote.ts";
import { withRedirections } from "./redirect.ts";
import { type Runner, tracePrefix } from "./runner.ts";
import { ReadOnlyVariable } from "./variables.ts";

/**
 * Runs a simple command. bash(1) "SIMPLE COMMAND EXPANSION".
 * @param options.inPlace the shell was forked for this command alone: a program runs in its process
 */
export async function simpleCommand(
  node: Command,
  shell: Runner,
  options: { readonly inPlace?: boolean } = {},
): Promise<number> {
  shell.line = shell.source.lineAt(node.pos);
  if (shell.traps.has("DEBUG")) await shell.runTrap("DEBUG");
  const aliased = expandAlias(node, shell, new Set());
  if (aliased.type === "script") {
    await shell.executeStatements(aliased.statements);
    return shell.status;
  }
  const substitutions = shell.substitutions.count;
  try {
    return await run(aliased.node, shell, options);
  } catch (error) {
    if (error instanceof RedirectionFailure || error instanceof ReadOnlyVariable) {
      await shell.complain(error.message);
      if (error instanceof ReadOnlyVariable && !node.name && !shell.interactive) throw new ExitShell(1);
      return 1;
    }
    throw error;
  } finally {
    if (shell.substitutions.count > substitutions) {
      shell.substitutions.end(substitutions);
      await shell.substitutions.settle();
    }
  }
}

async function run(node: Command, shell: Runner, { inPlace = false }: { inPlace?: boolean }): Promise<number> {
  const assignments = node.prefix.filter((part): part is Assignment => part.type === "Assignment");
  shell.substituted = undefined;
  if (!node.name) return assignOnly(assignments, node.redirects, shell);
  const words = await expandWords([node.name], shell);
  const declares = DECLARATIONS.has(node.name.text);
  const items: (string | Assignment)[] = [];
  for (const argument of node.args) await expandArgument(argument, items, shell, declares);
  words.push(...items.map((item) => (typeof item === "string" ? item : item.text)));
  if (words.length === 0) return assignOnly(assignments, node.redirects, shell);
  const [name = ""] = words;
  const declaration = declares ? shell.builtin(name)?.declare : undefined;
  const defined = shell.functions.get(name);
  const builtin = defined ? undefined : shell.builtin(name);
  if (shell.options.xtrace) await trace(assignments, words, shell);
  if (name === "exec" && builtin && words.length === 1) {
    await assignOnly(assignments, [], shell);
    await shell.keepRedirections(node.redirects);
    return 0;
  }
  const status = await withRedirections(node.redirects, shell, async () => {
    if (declaration && !defined) {
      for (const assignment of assignments) await assignNode(assignment, shell);
      return declaration(items, shell, name);
    }
    if (defined || builtin) {
      return withTemporary(assignments, shell, () =>
        defined ? callFunction(defined, words, shell) : runBuiltin(builtin!, words, shell),
      );
    }
    if (assignments.length === 0) return runProgram(words, shell, { inPlace });
    return withTemporary(assignments, shell, () => runProgram(words, shell, { inPlace }));
  });
  shell.lastArgument = words.at(-1)!;
  return status;
}

/** Builtins whose arguments may be assignments. */
const DECLARATIONS = new Set(["declare", "typeset", "local", "export", "readonly"]);

async function expandArgument(
  argument: CommandArgument,
  into: (string | Assignment)[],
  shell: Runner,
  declares: boolean,
): Promise<void> {
  if (argument.type === "Assignment") {
    if (declares) into.push(argument);
    else into.push(...(await expandWords([wordOf(argument)], shell)));
    return;
  }
  into.push(...(await expandWords([argument], shell)));
}

/** An assignment where none is meant is a word like any other. */
function wordOf(assignment: Assignment): Word {
  const command = parse(`: ${assignment.text}`).commands[0]?.command;
  const word = command?.type === "Command" ? command.args[0] : undefined;
  if (word?.type === "Word") return word;
  return { type: "Word", text: assignment.text, value: assignment.text, pos: assignment.pos, end: assignment.end };
}

/** Without a command, assignments stay and redirections only make or check files. */
async function assignOnly(
  assignments: readonly Assignment[],
  redirects: readonly Redirection[],
  shell: Runner,
): Promise<number> {
  for (const assignment of assignments) {
    await assignNode(assignment, shell);
    if (shell.options.xtrace) await shell.write(2, `${tracePrefix(shell)}${await assignmentText(assignment, shell)}\n`);
  }
  await withRedirections(redirects, shell, async () => {});
  return shell.substituted ?? 0;
}

/** Variables set for one command only. */
async function withTemporary<T>(assignments: readonly Assignment[], shell: Runner, work: () => Promise<T>): Promise<T> {
  if (assignments.length === 0) return work();
  const { variables } = shell;
  const saved = assignments.map(({ name }) => {
    const held = variables.find(name);
    return { name, before: held ? { ...held } : undefined };
  });
  try {
    for (const assignment of assignments) {
      await assignNode(assignment, shell);
      variables.ensure(assignment.name).exported = true;
    }
    return await work();
  } finally {
    for (const { name, before } of saved.reverse()) {
      if (before) Object.assign(variables.ensure(name), before);
      else variables.unset(name);
    }
    variables.changed();
  }
}

async function trace(assignments: readonly Assignment[], words: readonly string[], shell: Runner): Promise<void> {
  const prefix = tracePrefix(shell);
  for (const assignment of assignments) {
    await shell.write(2, `${prefix}${await assignmentText(assignment, shell)}\n`);
  }
  await shell.write(2, `${prefix}${words.map(quotedIfNeeded).join(" ")}\n`);
}

type Aliased =
  | { readonly type: "command"; readonly node: Command }
  | { readonly type: "script"; readonly statements: readonly Statement[] };

/** Puts an alias's text in the place of a command's first word. bash(1) "ALIASES". */
function expandAlias(node: Command, shell: Runner, seen: Set<string>): Aliased {
  const name = node.name?.text;
  const enabled = shell.interactive || shell.shopts.get("expand_aliases") || shell.dialect !== "bash";
  const text = enabled && name !== undefined && !seen.has(name) ? shell.aliases.get(name) : undefined;
  if (text === undefined || !node.name) return { type: "command", node };
  seen.add(name!);
  const script = parse(text);
  let args: readonly (CommandArgument | Redirection)[] = node.suffix;
  const [next] = args;
  if (/[ \t]$/.test(text) && next?.type === "Word") {
    const inner = expandAlias({ ...node, name: next, prefix: [], suffix: args.slice(1) } as Command, shell, new Set());
    if (inner.type === "command" && inner.node.name) args = [inner.node.name, ...inner.node.suffix];
  }
  const statement = script.commands.at(-1);
  const command = statement?.command;
  if (command?.type !== "Command") {
    if (!command) return { type: "command", node: { ...node, name: undefined, suffix: [] } as unknown as Command };
    return { type: "script", statements: script.commands };
  }
  const merged = withDerived({
    ...command,
    pos: node.pos,
    end: node.end,
    prefix: [...node.prefix, ...command.prefix],
    suffix: [...command.suffix, ...args],
  });
  if (script.commands.length > 1) {
    return { type: "script", statements: [...script.commands.slice(0, -1), { ...statement!, command: merged }] };
  }
  return expandAlias(merged, shell, seen);
}

/** The parser derives `args` and `redirects` itself; a command put together here needs its own. */
function withDerived(command: Omit<Command, "args" | "redirects">): Command {
  const isRedirection = (part: { readonly type: string }): part is Redirection =>
    part.type === "Redirect" || part.type === "HereDoc" || part.type === "HereString";
  const { type, pos, end, name, prefix, suffix } = command;
  return {
    type,
    pos,
    end,
    name,
    prefix,
    suffix,
    args: suffix.filter((part): part is CommandArgument => !isRedirection(part)),
    redirects: [...prefix, ...suffix].filter(isRedirection),
  };
}
