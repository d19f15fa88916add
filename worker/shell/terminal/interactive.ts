import { BrokenPipe } from "../../base/streams.ts";
import { FileError, resolvePath } from "../files.ts";
import { ExitShell } from "../interpreter/control.ts";
import { fetchLanguage, language } from "../interpreter/fetched.ts";
import { Interpreter } from "../interpreter/interpreter.ts";
import { expandPrompt } from "../interpreter/prompt.ts";
import { applySettings } from "../interpreter/settings.ts";
import type { Dialect, ShellOptions } from "../interpreter/shell.ts";
import type { ProcessIo } from "../machine/index.ts";
import type { Tty } from "../program.ts";
import type { Completer } from "./complete.ts";
import { type Edited, type KillRing, LineEditor } from "./editor.ts";
import { expandHistory } from "./history.ts";
import { type Key, KeyReader } from "./keys.ts";
import type { ShellState } from "./state.ts";

export interface InteractiveOptions {
  readonly io: ProcessIo;
  readonly dialect: Dialect;
  readonly options: ShellOptions;
  readonly completers: ReadonlyMap<string, Completer>;
  /** Told of every command line that has been run. */
  readonly onCommand?: (line: string, exitCode: number) => void;
  /** Told of every command line before it runs. */
  readonly beforeCommand?: (line: string) => void;
}

const MAX_HISTORY = 1000;

/** A shell at a terminal: prompts, edits, runs, until `exit` or Ctrl-D. Its state is kept in the process's memory. */
export async function runInteractively(settings: InteractiveOptions): Promise<number> {
  const { io, dialect, options } = settings;
  const { tty } = io;
  const shell = new Interpreter({ context: io.process, dialect, interactive: true, name: io.name, positional: [] });
  const session = new InteractiveSession(shell, tty, settings);
  shell.options = { ...options, monitor: true, histexpand: dialect === "bash", history: true, emacs: true };
  const saved = io.memory.read() as ShellState | undefined;
  if (saved) {
    await session.fetchLanguage();
    language().restoreShell(shell, saved);
  }
  return shell.live(async () => {
    if (!saved) await session.greet();
    return session.loop();
  });
}

/** PS1 of a shell that no file gives another. */
function plainPrompt({ dialect, user }: Interpreter): string {
  if (dialect === "bash") return "\\s-\\v\\$ ";
  if (dialect === "ash") return "\\w \\$ ";
  return user.uid === 0 ? "# " : "$ ";
}

class InteractiveSession {
  readonly #shell: Interpreter;
  readonly #tty: Tty | undefined;
  readonly #settings: InteractiveOptions;
  readonly #keys = new KeyReader();
  readonly #kill: KillRing = { text: "" };
  readonly #decoder = new TextDecoder();
  #pending: Key[] = [];
  #language: Promise<void> | undefined;

  constructor(shell: Interpreter, tty: Tty | undefined, settings: InteractiveOptions) {
    this.#shell = shell;
    this.#tty = tty;
    this.#settings = settings;
  }

  /** Before the first command; a prompt and plain settings need none. */
  fetchLanguage(): Promise<void> {
    this.#language ??= fetchLanguage(this.#settings.io.clock);
    return this.#language;
  }

  /** Reads the start-up files and the history of earlier sessions. */
  async greet(): Promise<void> {
    const shell = this.#shell;
    const home = shell.variables.text("HOME") ?? "/";
    if (!shell.variables.isSet("PS1")) shell.variables.assign("PS1", plainPrompt(shell));
    if (!shell.variables.isSet("PS2")) shell.variables.assign("PS2", "> ");
    // The first is Debian's, which builds bash with SYS_BASHRC.
    const starts =
      shell.dialect === "bash" ? ["/etc/bash.bashrc", resolvePath(home, ".bashrc")] : [shell.variables.text("ENV")];
    for (const start of starts) {
      if (!start || !shell.files.stat(start)) continue;
      const text = shell.files.readText(start);
      if (!(await applySettings(text, shell))) await this.#run(text);
    }
    const past = this.#historyFile();
    if (past && shell.files.stat(past)) {
      shell.history = shell.files
        .readText(past)
        .split("\n")
        .filter((line) => line !== "")
        .slice(-MAX_HISTORY);
    }
    shell.status = 0;
  }

  #historyFile(): string | undefined {
    const { variables, dialect } = this.#shell;
    if (dialect !== "bash") return undefined;
    return variables.text("HISTFILE") ?? resolvePath(variables.text("HOME") ?? "/", ".bash_history");
  }

  async loop(): Promise<number> {
    const shell = this.#shell;
    for (;;) {
      await this.#reportJobs();
      const hook = shell.variables.text("PROMPT_COMMAND");
      if (hook) await this.#run(hook);
      const entered = await this.#read();
      if (entered === "eof") {
        await shell.write(2, "exit\n");
        this.#saveHistory();
        return shell.status;
      }
      if (entered === "interrupt") {
        shell.status = 130;
        continue;
      }
      if (entered.trim() === "") continue;
      this.#remember(entered);
      try {
        await this.#command(entered);
      } catch (error) {
        if (error instanceof ExitShell) this.#saveHistory();
        throw error;
      }
    }
  }

  async #run(text: string): Promise<number> {
    await this.fetchLanguage();
    return this.#shell.runInteractive(text);
  }

  async #command(line: string): Promise<void> {
    const shell = this.#shell;
    this.#settings.beforeCommand?.(line);
    const status = await this.#run(line);
    shell.status = status;
    // The terminal has echoed ^C; the prompt begins on a line of its own.
    if (status === 130) await shell.write(2, "\n");
    this.#settings.io.memory.write(language().saveShell(shell));
    this.#settings.onCommand?.(line, status);
  }

  /** Lines until they make a whole command. */
  async #read(): Promise<string | "eof" | "interrupt"> {
    let text = "";
    for (;;) {
      const edited = await this.#edit(await this.#prompt(text === "" ? "PS1" : "PS2"));
      if (edited.type === "interrupt") return "interrupt";
      if (edited.type === "eof") {
        if (text === "") return "eof";
        await this.#shell.write(2, "\n");
        await this.#shell.complain("syntax error: unexpected end of file");
        return "";
      }
      const line = await this.#expanded(edited.text);
      if (line === undefined) return "";
      text += line;
      await this.fetchLanguage();
      if (!language().isIncomplete(text)) return text;
      text = text.endsWith("\\") && /(^|[^\\])(\\\\)*\\$/.test(text) ? text.slice(0, -1) : `${text}\n`;
    }
  }

  async #expanded(line: string): Promise<string | undefined> {
    const shell = this.#shell;
    const expanded = shell.options.histexpand ? expandHistory(line, shell.history) : undefined;
    if (!expanded) return line;
    if ("missing" in expanded) {
      await shell.complain(`${expanded.missing}: event not found`);
      return undefined;
    }
    await shell.write(2, `${expanded.text}\n`);
    return expanded.text;
  }

  async #prompt(name: "PS1" | "PS2"): Promise<string> {
    const shell = this.#shell;
    const text = shell.variables.text(name) ?? (name === "PS2" ? "> " : "");
    const status = shell.status;
    const shown = expandPrompt(text, shell);
    if (!/[$`]/.test(shown.replace(/[$#] $/, ""))) return shown;
    // Prompts may call commands: `$(git branch)`, and name variables.
    await this.fetchLanguage();
    const expanded = await shell.expandPromptText(shown);
    shell.status = status;
    return expanded;
  }

  /** Lets the user edit one line; keys come raw meanwhile. */
  async #edit(prompt: string): Promise<Edited> {
    const shell = this.#shell;
    const tty = this.#tty;
    const input = shell.descriptors.get(0)!;
    let drawn = "";
    const editor = new LineEditor({
      prompt,
      history: shell.history,
      kill: this.#kill,
      size: () => tty?.size() ?? { columns: 80, rows: 24 },
      startColumn: tty?.column?.() ?? 0,
      draw: (text) => {
        drawn += text;
      },
      complete: async (text) => {
        await this.fetchLanguage();
        return language().completeLine(text, shell, this.#settings.completers);
      },
    });
    const flush = async () => {
      const text = drawn;
      drawn = "";
      if (text !== "") await shell.descriptors.get(2)!.write(text);
    };
    const edit = async (): Promise<Edited> => {
      this.#measure();
      const stop = tty?.onResize(() => {
        this.#measure();
        editor.resized();
        void flush().catch(() => {});
      });
      try {
        editor.begin();
        await flush();
        for (;;) {
          for (let key = this.#pending.shift(); key; key = this.#pending.shift()) {
            const edited = await editor.press(key);
            if (this.#pending.length === 0 || edited || drawn.length > 65_536) await flush();
            if (edited) return edited;
          }
          const chunk = await input.read(shell.process.signal);
          if (!chunk) return { type: "eof" };
          this.#pending = this.#keys.take(this.#decoder.decode(chunk, { stream: true }));
        }
      } finally {
        stop?.();
      }
    };
    return tty ? tty.raw(edit) : edit();
  }

  /** bash keeps COLUMNS and LINES at the terminal's size, unless somebody made them read-only. */
  #measure(): void {
    const size = this.#tty?.size();
    const { dialect, variables } = this.#shell;
    if (!size || dialect !== "bash") return;
    for (const [name, value] of [
      ["COLUMNS", size.columns],
      ["LINES", size.rows],
    ] as const)
      if (!variables.find(name)?.readOnly) variables.assign(name, String(value));
  }

  #remember(line: string): void {
    const { history, variables } = this.#shell;
    const control = variables.text("HISTCONTROL") ?? "";
    if (/ignore(space|both)/.test(control) && line.startsWith(" ")) return;
    if (history.at(-1) === line) return;
    history.push(line);
    if (history.length > MAX_HISTORY) history.shift();
  }

  #saveHistory(): void {
    const path = this.#historyFile();
    if (!path) return;
    try {
      this.#shell.files.write(path, this.#shell.history.map((line) => `${line}\n`).join(""), { mode: 0o600 });
    } catch (error) {
      // A home that cannot be written keeps no history, as in bash.
      if (!(error instanceof FileError)) throw error;
    }
  }

  async #reportJobs(): Promise<void> {
    const shell = this.#shell;
    for (const job of [...shell.jobs.values()]) {
      if (job.status === undefined) continue;
      await shell.write(2, language().jobLine(job, shell)).catch((error) => {
        if (!(error instanceof BrokenPipe)) throw error;
      });
      shell.jobs.delete(job.id);
    }
  }
}
