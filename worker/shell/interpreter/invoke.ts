import { BrokenPipe } from "../../base/streams.ts";
import { FileError } from "../files.ts";
import { type Found, unlessAborted } from "../machine/index.ts";
import { ExpansionFailure, RedirectionFailure, ReturnFromFunction } from "./control.ts";
import type { Builtin, Runner } from "./runner.ts";
import type { ShellFunction } from "./shell.ts";
import { ReadOnlyVariable } from "./variables.ts";

/** How deep functions may call each other. A real shell would run out of memory instead. */
const MAX_DEPTH = 1000;

/** Calls a function: its own parameters and local variables. */
export async function callFunction(
  { node, source }: ShellFunction,
  words: readonly string[],
  shell: Runner,
): Promise<number> {
  if (shell.functionNames.length >= MAX_DEPTH) {
    throw new ExpansionFailure(`${words[0]}: maximum function nesting level exceeded (${MAX_DEPTH})`, 1, true);
  }
  const outer = {
    positional: shell.positional,
    source: shell.source,
    line: shell.line,
    loops: shell.loops,
  };
  shell.variables.pushScope();
  shell.functionNames.unshift(words[0]!);
  nameFunctions(shell);
  shell.positional = words.slice(1);
  shell.source = source;
  shell.loops = 0;
  try {
    await shell.executeNode(node.body);
    return shell.status;
  } catch (error) {
    if (!(error instanceof ReturnFromFunction)) throw error;
    shell.status = error.status;
    return error.status;
  } finally {
    shell.variables.popScope();
    shell.functionNames.shift();
    shell.positional = outer.positional;
    shell.source = outer.source;
    shell.line = outer.line;
    shell.loops = outer.loops;
    if (shell.traps.has("RETURN")) await shell.runTrap("RETURN");
  }
}

function nameFunctions(shell: Runner): void {
  const names = shell.variables.declareLocal("FUNCNAME");
  names.kind = "indexed";
  names.value = new Map([...shell.functionNames, "main"].map((name, at) => [at, name]));
  names.exported = false;
}

/** Runs a builtin; what it could not do is said as "bash: line 3: cd: nowhere: No such file or directory". */
export async function runBuiltin(builtin: Builtin, words: readonly string[], shell: Runner): Promise<number> {
  const name = words[0]!;
  try {
    return await builtin.run(words.slice(1), shell, name);
  } catch (error) {
    if (error instanceof BrokenPipe || error instanceof ExpansionFailure) throw error;
    if (error instanceof ReadOnlyVariable || error instanceof FileError) {
      const words = error instanceof FileError ? `${name}: ${error.path}: ${error.message}` : error.message;
      await shell.complain(words);
      return 1;
    }
    if (error instanceof RedirectionFailure) {
      await shell.complain(`${name}: ${error.message}`);
      return 1;
    }
    throw error;
  }
}

/** Runs a program in a process of its own, or in place of the shell. */
export async function runProgram(
  words: readonly string[],
  shell: Runner,
  options: { readonly inPlace?: boolean; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<number> {
  const context = { ...shell.context(), ...(options.environment && { env: options.environment }) };
  const found = shell.machine.find(words[0]!, context);
  if (found.type === "missing") return notRun(words[0]!, found, shell);
  await shell.substitutions.gather();
  if (options.inPlace) {
    shell.process.handler = undefined;
    shell.process.rename(words.join(" "));
    return shell.machine.execFound(found, words, context);
  }
  const process = await shell.forkProcess(words.join(" "));
  const descriptors = shell.descriptors.fork();
  const done = shell.machine
    .execFound(found, words, { ...context, process, descriptors })
    .finally(() => shell.machine.end({ process, descriptors }));
  // Ctrl-C reaches the program itself; a shell waits for it, unless the shell is killed.
  return unlessAborted(done, shell.process.signal);
}

async function notRun(name: string, found: Extract<Found, { type: "missing" }>, shell: Runner): Promise<number> {
  const isPath = name.includes("/");
  switch (found.errno) {
    case "ENOENT":
      if (shell.dialect !== "bash") await shell.complain(`${name}: not found`);
      else await shell.complain(isPath ? `${name}: No such file or directory` : `${name}: command not found`);
      return 127;
    case "EISDIR":
      await shell.complain(`${name}: Is a directory`);
      return 126;
    case "ENOEXEC":
      await shell.complain(`${name}: cannot execute binary file: Exec format error`);
      return 126;
    case "ENOTDIR":
      await shell.complain(`${name}: Not a directory`);
      return 126;
    case "EACCES":
      await shell.complain(`${name}: Permission denied`);
      return 126;
  }
}
