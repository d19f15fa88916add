import { FileError } from "../files.ts";
import type { Shell } from "./shell.ts";

export interface TildeContext {
  readonly shell: Pick<Shell, "variables" | "files" | "cwd">;
  /** Whether the text begins the word. */
  readonly first: boolean;
  /** In an assignment a tilde counts after every colon too. */
  readonly assignment: boolean;
  /** Whether other parts follow, so that a name may go on there. */
  readonly more: boolean;
}

/** Replaces `~`, `~+`, `~-`, `~USER` at the start of a word (and after colons in assignments). bash(1) "Tilde Expansion". */
export function expandTilde(text: string, context: TildeContext): { home: string[]; rest: string | undefined } {
  const { first, assignment, more } = context;
  if (!assignment) {
    // A word that looks like an assignment has a tilde after its "=" too.
    const equals = first ? /^[A-Za-z_]\w*=(?=~)/.exec(text)?.[0] : undefined;
    const value = equals && homeFor(text.slice(equals.length), "/", context);
    if (equals && value) return { home: [equals, value.directory], rest: value.rest };
    const home = first ? homeFor(text, "/", context) : undefined;
    if (!home) return { home: [], rest: text };
    return { home: [home.directory], rest: home.rest === "" && !more ? undefined : home.rest };
  }
  const pieces = text.split(":").map((piece, at) => {
    const home = at > 0 || first ? homeFor(piece, "/", context) : undefined;
    return home ? home.directory.replace(/[\\:]/g, "\\$&") + home.rest : piece;
  });
  return { home: [], rest: pieces.join(":") };
}

function homeFor(text: string, end: string, { shell }: TildeContext): { directory: string; rest: string } | undefined {
  if (!text.startsWith("~")) return undefined;
  const stop = text.indexOf(end);
  const name = stop < 0 ? text.slice(1) : text.slice(1, stop);
  const rest = stop < 0 ? "" : text.slice(stop);
  const directory = directoryOf(name, shell);
  return directory === undefined ? undefined : { directory, rest };
}

function directoryOf(name: string, { variables, files, cwd }: TildeContext["shell"]): string | undefined {
  if (name === "") return variables.text("HOME") ?? "/";
  if (name === "+") return cwd;
  if (name === "-") return variables.text("OLDPWD");
  try {
    const line = files
      .readText("/etc/passwd")
      .split("\n")
      .find((entry) => entry.startsWith(`${name}:`));
    return line?.split(":")[5];
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
