import { FileError, type Files, resolvePath } from "../files.ts";
import type { Runner } from "../interpreter/runner.ts";
import type { Completed } from "./editor.ts";

/** What a program's own completion is asked. */
export interface CompletionRequest {
  /** The words of the command up to the cursor, unquoted; the last is the one to complete, perhaps "". */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly files: Files;
}

export interface Completion {
  /** The whole word, as it should stand there. */
  readonly text: string;
  /** What follows it: a blank unless said otherwise ("" after "--namespace="). */
  readonly suffix?: string;
}

/** Knows what may stand at a place of one program's command line; undefined leaves it to file names. */
export type Completer = (request: CompletionRequest) => Promise<readonly Completion[] | undefined>;

interface Split {
  /** Words of the simple command that the cursor is in, unquoted. */
  readonly words: readonly string[];
  /** Where the current word begins in the text. */
  readonly start: number;
  /** The quote that is open in it. */
  readonly quote: string;
  /** Whether a redirection comes before it, so that only files fit. */
  readonly redirected: boolean;
}

/** The simple command that a text ends in. */
export function splitForCompletion(text: string): Split {
  let words: string[] = [];
  let word = "";
  let inWord = false;
  let start = text.length;
  let quote = "";
  let redirected = false;
  const finish = () => {
    if (inWord) {
      if (redirected) redirected = false;
      else words.push(word);
    }
    word = "";
    inWord = false;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quote) {
      if (char === quote) quote = "";
      else if (char === "\\" && quote === '"') word += text[++at] ?? "";
      else word += char;
      continue;
    }
    if (/\s/.test(char) && char !== "\n") {
      finish();
      continue;
    }
    if (/[|;&\n(`]/.test(char) || (char === "$" && text[at + 1] === "(")) {
      finish();
      words = [];
      redirected = false;
      continue;
    }
    if (char === "<" || char === ">") {
      finish();
      redirected = true;
      continue;
    }
    if (!inWord) {
      inWord = true;
      start = at;
    }
    if (char === "'" || char === '"') quote = char;
    else if (char === "\\") word += text[++at] ?? "";
    else word += char;
  }
  return { words: [...words, word], start: inWord ? start : text.length, quote, redirected };
}

/** Commands that run the command after them. */
const PREFIXES = new Set([
  "sudo",
  "time",
  "watch",
  "nohup",
  "xargs",
  "env",
  "exec",
  "command",
  "builtin",
  "then",
  "do",
  "else",
  "if",
  "while",
  "until",
  "!",
  "{",
]);

/** What Tab offers. */
export async function completeLine(
  text: string,
  shell: Runner,
  completers: ReadonlyMap<string, Completer>,
): Promise<Completed> {
  const split = splitForCompletion(text);
  const { start, quote, redirected } = split;
  let words = [...split.words];
  while (words.length > 1 && (PREFIXES.has(words[0]!) || /^\w+=/.test(words[0]!))) words = words.slice(1);
  const current = words.at(-1)!;
  const choices = (found: readonly Completion[], shown: (text: string) => string = (one) => one): Completed => ({
    start,
    choices: [...new Map(found.map((one) => [one.text, one])).values()]
      .filter((one) => one.text.startsWith(current))
      .sort((a, b) => (a.text < b.text ? -1 : 1))
      .map((one) => ({
        insert: requoted(one.text, quote),
        shown: shown(one.text),
        suffix: one.suffix ?? `${quote} `,
      })),
  });
  const variable = /^(.*)\$(\{?)(\w*)$/.exec(current);
  if (variable && quote !== "'") return variables(variable, split, shell);
  if (redirected) return choices(fileNames(current, shell), lastPart);
  if (words.length === 1 && !current.includes("/")) return choices(commands(shell).map((name) => ({ text: name })));
  if (words.length > 1) {
    const own = await programChoices(words, shell, completers);
    if (own) return choices(own);
  }
  const names = fileNames(current, shell);
  const wanted = words[0] === "cd" || words[0] === "rmdir" ? names.filter(({ suffix }) => suffix === "") : names;
  return choices(
    words.length === 1 ? wanted.filter(({ text: name, suffix }) => suffix === "" || isExecutable(name, shell)) : wanted,
    lastPart,
  );
}

function variables([, before = "", brace = "", start = ""]: RegExpExecArray, split: Split, shell: Runner): Completed {
  const names = [...shell.variables.names(), ...shell.variables.dynamicNames()].filter(
    (name) => /^\w+$/.test(name) && name.startsWith(start),
  );
  return {
    start: split.start,
    choices: [...new Set(names)].sort().map((name) => ({
      insert: `${split.quote}${before}$${brace}${name}`,
      shown: name,
      suffix: brace ? "}" : "",
    })),
  };
}

async function programChoices(
  words: readonly string[],
  shell: Runner,
  completers: ReadonlyMap<string, Completer>,
): Promise<readonly Completion[] | undefined> {
  // An alias stands for its words: `k` for `kubectl`.
  const alias = shell.aliases.get(words[0]!)?.trim().split(/\s+/);
  const resolved = alias ? [...alias, ...words.slice(1)] : words;
  const completer = completers.get(resolved[0]!.replace(/^.*\//, ""));
  if (!completer) return undefined;
  const { files, cwd } = shell;
  try {
    return await completer({ words: resolved, cwd, env: shell.variables.environment(), files });
  } catch (error) {
    // Tab must never end the shell: a server that does not answer completes nothing.
    if (error instanceof Error) return [];
    throw error;
  }
}

function commands(shell: Runner): string[] {
  const names = new Set<string>([...shell.functions.keys(), ...shell.aliases.keys(), ...shell.builtinNames()]);
  for (const word of [
    "if",
    "for",
    "while",
    "until",
    "case",
    "do",
    "done",
    "then",
    "else",
    "fi",
    "esac",
    "function",
    "time",
  ])
    names.add(word);
  for (const folder of (shell.variables.text("PATH") ?? "").split(":")) {
    for (const name of listed(resolvePath(shell.cwd, folder || "."), shell.files)) names.add(name);
  }
  for (const name of shell.machine.options.programs.keys()) if (!name.includes("/")) names.add(name);
  return [...names];
}

function fileNames(current: string, shell: Runner): Completion[] {
  const slash = current.lastIndexOf("/") + 1;
  const folder = current.slice(0, slash);
  const home = shell.variables.text("HOME") ?? "/";
  const real = resolvePath(shell.cwd, (folder || ".").replace(/^~(?=\/)/, home));
  const start = current.slice(slash);
  return listed(real, shell.files)
    .filter((name) => name.startsWith(start) && (start.startsWith(".") || !name.startsWith(".")))
    .map((name) => {
      const isFolder = shell.files.stat(resolvePath(real, name))?.type === "directory";
      return isFolder ? { text: `${folder}${name}/`, suffix: "" } : { text: folder + name };
    });
}

const isExecutable = (name: string, shell: Runner): boolean =>
  ((shell.files.stat(resolvePath(shell.cwd, name))?.mode ?? 0) & 0o111) !== 0;

function listed(path: string, files: Files): readonly string[] {
  try {
    return files.list(path);
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

/** Lists show only the last part of a path. */
const lastPart = (text: string): string => /[^/]*\/?$/.exec(text)![0];

function requoted(text: string, quote: string): string {
  if (quote) return quote + text;
  return text.replace(/[\s"'\\$`&|;<>()*?[\]{}!#]/g, "\\$&").replace(/^\\~/, "~");
}
