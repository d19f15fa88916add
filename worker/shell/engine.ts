import { fromUtf8, readAll } from "../base/streams.ts";
import { FileError, resolvePath } from "./files.ts";
import { fetchLanguage } from "./interpreter/fetched.ts";
import { DEFAULT_OPTIONS, Interpreter } from "./interpreter/interpreter.ts";
import { applyOptions } from "./interpreter/options.ts";
import type { Dialect } from "./interpreter/shell.ts";
import { isProcessIo } from "./machine/index.ts";
import type { Io } from "./program.ts";
import type { Completer } from "./terminal/complete.ts";
import { runInteractively } from "./terminal/interactive.ts";

export interface ShellProgramOptions {
  /** Completion by program name, for interactive shells. */
  readonly completers?: ReadonlyMap<string, Completer>;
  /** Told of every command line that an interactive shell has run. */
  readonly onCommand?: (line: string, exitCode: number) => void;
  /** Told of every command line that an interactive shell is about to run. */
  readonly beforeCommand?: (line: string) => void;
}

/** The shell of `shellProgram`, once its code is here. */
export async function runShell(
  { dialect, completers = new Map(), onCommand, beforeCommand }: ShellProgramOptions & { readonly dialect: Dialect },
  args: readonly string[],
  io: Io,
): Promise<number> {
  if (!isProcessIo(io)) throw new Error("a shell needs a machine to run on");
  const line = commandLine(args);
  const name = io.name.replace(/^-/, "");
  if ("complaint" in line) {
    await io.stderr.write(`${name}: ${line.complaint}\n`);
    return 2;
  }
  const { options, rest, command, fromStdin } = line;
  if (line.version) {
    await io.stdout.write("GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n");
    return 0;
  }
  const start = (as: string, positional: readonly string[]) => {
    const shell = new Interpreter({ context: io.process, dialect, interactive: false, name: as, positional });
    shell.options = options;
    return shell;
  };
  const [script, ...positional] = rest;
  const takesInput = command === undefined && (script === undefined || fromStdin);
  if (takesInput && (io.isTerminal(0) || line.interactive)) {
    return runInteractively({
      io,
      dialect,
      options,
      completers,
      ...(onCommand && { onCommand }),
      ...(beforeCommand && { beforeCommand }),
    });
  }
  await fetchLanguage(io.clock);
  if (command !== undefined) {
    const shell = start(rest[0] ?? name, rest.slice(1));
    return shell.live(() => shell.runText(command, { name: "-c" }));
  }
  if (script !== undefined && !fromStdin) {
    const shell = start(script, positional);
    const text = await scriptText(script, io.cwd, shell);
    if (typeof text === "number") return text;
    return shell.live(() => shell.runText(text));
  }
  const shell = start(name, rest);
  const text = fromUtf8(await readAll(io.stdin));
  return shell.live(() => shell.runText(text));
}

async function scriptText(script: string, cwd: string, shell: Interpreter): Promise<string | number> {
  const say = (words: string) => shell.write(2, `${shell.context().process.info.command.split(" ")[0]}: ${words}\n`);
  try {
    const path = resolvePath(cwd, script);
    const text = shell.files.readText(path);
    if (text.slice(0, 80).includes("\0")) {
      await say(`${script}: cannot execute binary file`);
      return 126;
    }
    return text;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.errno === "EISDIR") await say(`${script}: Is a directory`);
    else await say(`${script}: ${error.message}`);
    return error.errno === "ENOENT" ? 127 : 126;
  }
}

type CommandLine =
  | {
      readonly options: typeof DEFAULT_OPTIONS;
      readonly rest: readonly string[];
      readonly command: string | undefined;
      readonly fromStdin: boolean;
      readonly interactive: boolean;
      readonly version: boolean;
    }
  | { readonly complaint: string };

function commandLine(args: readonly string[]): CommandLine {
  const options = { ...DEFAULT_OPTIONS };
  let takesCommand = false;
  let fromStdin = false;
  let interactive = false;
  let version = false;
  const words = [...args];
  const set: string[] = [];
  while (words.length > 0 && /^[-+]./.test(words[0]!)) {
    const word = words.shift()!;
    if (word === "--") break;
    if (word === "--version") version = true;
    if (word.startsWith("--")) continue;
    let letters = "";
    for (const letter of word.slice(1)) {
      if (letter === "c") takesCommand = true;
      else if (letter === "s") fromStdin = true;
      else if (letter === "i") interactive = true;
      else if (letter !== "l") letters += letter;
    }
    if (letters === "O") words.shift();
    else if (letters !== "") {
      set.push(word[0] + letters);
      if (letters.includes("o")) set.push(words.shift() ?? "");
    }
  }
  const applied = applyOptions(set, options);
  if ("complaint" in applied) return applied;
  const command = takesCommand ? words.shift() : undefined;
  if (takesCommand && command === undefined) return { complaint: "-c: option requires an argument" };
  return { options, rest: words, command, fromStdin, interactive, version };
}
