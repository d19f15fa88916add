/**
 * vi, vim, nano: they open the page's editor. Without one (a script, a container) they say that they need a terminal.
 *
 * In:   a way to have a text edited. Out: programs that write what came back.
 *
 * @module
 */
import { FileError, resolvePath } from "../../shell/files.ts";
import type { Io, Program } from "../../shell/program.ts";

/** Has somebody edit a text: what it became, or undefined when the editor was left without saving. The editor closes when `signal` aborts. */
export type OpenEditor = (path: string, content: string, signal: AbortSignal) => Promise<string | undefined>;

/** The editors by name; without `open` they can only complain. */
export function editors(open?: OpenEditor): ReadonlyMap<string, Program> {
  const edit = editorProgram(open);
  return new Map(["vi", "vim", "nano", "editor"].map((name) => [name, edit]));
}

function editorProgram(open: OpenEditor | undefined): Program {
  return async (args, io) => {
    const name = io.name.slice(io.name.lastIndexOf("/") + 1);
    const operands = args.filter((word) => !/^[-+]./.test(word));
    if (!open || !io.isTerminal(1)) {
      const words =
        name === "nano"
          ? "Standard input is not a terminal\n"
          : `${name}: this needs a terminal with an editor; set EDITOR to a command, or change the file with sed\n`;
      await io.stderr.write(words);
      return 1;
    }
    if (operands.length === 0) {
      await io.stderr.write(`${name}: name a file to edit\n`);
      return 1;
    }
    for (const operand of operands) if (!(await editOne(operand, open, io, name))) return 1;
    return 0;
  };
}

async function editOne(operand: string, open: OpenEditor, io: Io, name: string): Promise<boolean> {
  const path = resolvePath(io.cwd, operand);
  try {
    const there = io.files.stat(path);
    if (there?.type === "directory") throw new FileError("EISDIR", operand);
    const before = there ? io.files.readText(path) : "";
    const after = await unlessAborted(open(path, before, io.signal), io.signal);
    if (after !== undefined && (after !== before || !there)) io.files.write(path, after);
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await io.stderr.write(`${name}: ${operand}: ${error.message}\n`);
    return false;
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
