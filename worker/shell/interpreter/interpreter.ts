import type { AndOr, CompoundList, PipelineNode, Redirection, Script, Statement } from "unbash";
import { BrokenPipe } from "../../base/streams.ts";
import type { Files } from "../files.ts";
import {
  type Description,
  type Descriptors,
  ForkFailed,
  type MachineAccess,
  type Process,
  type ProcessContext,
  processFiles,
  unlessAborted,
} from "../machine/index.ts";
import type { ProcessMemory, SignalName } from "../program.ts";
import { Terminated } from "../program.ts";
import {
  BreakLoop,
  ExitShell,
  ExpansionFailure,
  Interrupted,
  RedirectionFailure,
  ReturnFromFunction,
} from "./control.ts";
import { dynamicVariables } from "./dynamic.ts";
import { language } from "./fetched.ts";
import { ProcessSubstitutions } from "./processSubstitutions.ts";
import type { Builtin, Runner } from "./runner.ts";
import { type Dialect, type Job, messagePrefix, type ShellFunction, type ShellOptions } from "./shell.ts";
import { Source } from "./source.ts";
import { Variables } from "./variables.ts";

export interface InterpreterOptions {
  readonly context: ProcessContext;
  readonly dialect: Dialect;
  readonly interactive: boolean;
  /** `$0`. */
  readonly name: string;
  readonly positional: readonly string[];
}

const RETRY_SECONDS = [1, 2, 4, 8];

export const DEFAULT_OPTIONS: ShellOptions = {
  allexport: false,
  errexit: false,
  noclobber: false,
  noexec: false,
  noglob: false,
  nounset: false,
  pipefail: false,
  verbose: false,
  xtrace: false,
  monitor: false,
  posix: false,
  errtrace: false,
  functrace: false,
  hashall: true,
  braceexpand: true,
  histexpand: false,
  history: false,
  "interactive-comments": true,
  emacs: false,
  vi: false,
  physical: false,
  ignoreeof: false,
};

/** One shell or subshell: its state, and what runs in it. Whoever has it run something has fetched the language. */
export class Interpreter implements Runner {
  readonly machine: MachineAccess;
  readonly process: Process;
  readonly descriptors: Descriptors;
  readonly files: Files;
  readonly user: { readonly name: string; readonly uid: number };
  readonly memory: ProcessMemory;
  readonly dialect: Dialect;
  readonly interactive: boolean;
  readonly name: string;
  readonly isSubshell: boolean;
  readonly startedMs: number;
  variables: Variables;
  functions = new Map<string, ShellFunction>();
  aliases = new Map<string, string>();
  options: ShellOptions = { ...DEFAULT_OPTIONS };
  shopts = new Map<string, boolean>();
  traps = new Map<string, string>();
  jobs = new Map<number, Job>();
  hashed = new Map<string, string>();
  history: string[] = [];
  directories: string[] = [];
  positional: string[];
  cwd: string;
  status = 0;
  lastBackground: number | undefined;
  lastArgument = "";
  umask = 0o022;
  line = 1;
  source = new Source("");
  functionNames: string[] = [];
  loops = 0;
  sourced = 0;
  /** More than 0 while a failing command must not end the shell: conditions, `!`, all but the last of `&&`. */
  tested = 0;
  /** The status of the last command substitution, for a command that is only assignments. */
  substituted: number | undefined;
  substitutionDepth = 0;
  readonly optionPlace = { index: 1, at: 1 };
  readonly #base: Files;
  readonly #root: Interpreter;
  readonly #pendingTraps: SignalName[] = [];
  #wakeTrapped: (() => void) | undefined;
  #life: AbortSignal;
  #interrupt: AbortController | undefined;
  #debtMs = 0;
  readonly substitutions = new ProcessSubstitutions(this);

  constructor(options: InterpreterOptions, parent?: Interpreter) {
    const { context, dialect, interactive, name, positional } = options;
    this.machine = context.machine;
    this.process = context.process;
    this.descriptors = context.descriptors;
    this.#base = context.files;
    this.files = processFiles(context.files, context.descriptors, context.process.pid);
    this.user = context.user;
    this.memory = context.memory;
    this.dialect = dialect;
    this.interactive = interactive;
    this.name = name;
    this.positional = [...positional];
    this.cwd = context.cwd;
    this.startedMs = parent?.startedMs ?? context.machine.clock.now();
    this.isSubshell = parent !== undefined;
    this.#root = parent ? parent.#root : this;
    this.#life = context.process.signal;
    this.variables = new Variables(dynamicVariables(this, () => this.#root.process.pid));
    if (!parent) this.#adoptEnvironment(context.env);
    this.process.handler = (signal) => this.#take(signal);
  }

  #adoptEnvironment(env: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(env)) {
      const variable = this.variables.ensure(name);
      variable.value = value;
      variable.exported = true;
    }
    const set = (name: string, value: string, exported = false) => {
      const variable = this.variables.ensure(name);
      variable.value = value;
      if (exported) variable.exported = true;
    };
    if (!this.variables.isSet("PATH")) set("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    set("PWD", this.cwd, true);
    set("IFS", " \t\n");
    set("OPTIND", "1");
    set("PS4", "+ ");
    set("SHLVL", String(Number(env.SHLVL ?? 0) + 1), true);
    if (this.dialect === "bash") {
      set("BASH", "/bin/bash");
      set("BASH_VERSION", "5.2.15(1)-release");
      set("HOSTNAME", this.machine.options.net.host.name);
      set("HOSTTYPE", "x86_64");
      set("MACHTYPE", "x86_64-pc-linux-gnu");
      set("OSTYPE", "linux-gnu");
      const versions = this.variables.ensure("BASH_VERSINFO");
      versions.kind = "indexed";
      versions.value = new Map(["5", "2", "15", "1", "release", "x86_64-pc-linux-gnu"].map((part, at) => [at, part]));
    }
    this.variables.changed();
  }

  get signal(): AbortSignal {
    return this.#interrupt?.signal ?? this.#life;
  }

  get prefix(): string {
    return messagePrefix(this);
  }

  /** What programs get from this shell. */
  context(): ProcessContext {
    return {
      machine: this.machine,
      process: this.process,
      descriptors: this.descriptors,
      files: this.#base,
      user: this.user,
      memory: this.memory,
      cwd: this.cwd,
      env: this.variables.environment(),
    };
  }

  async complain(message: string): Promise<void> {
    await this.write(2, `${this.prefix}${message}\n`);
  }

  async write(fd: number, text: string): Promise<void> {
    const description = this.descriptors.get(fd);
    if (!description?.writable) {
      if (fd === 2) return;
      throw new RedirectionFailure("write error: Bad file descriptor");
    }
    await unlessAborted(description.write(text), this.signal);
  }

  // Running

  /** Runs a whole script as this shell's life: to its end, its `exit` or its death. The exit code. */
  async live(work: () => Promise<number>): Promise<number> {
    let status: number;
    try {
      status = await work();
    } catch (error) {
      status = await this.#statusOf(error);
    }
    return this.#runExitTrap(status);
  }

  async #statusOf(error: unknown): Promise<number> {
    if (error instanceof ExitShell) return error.status;
    if (error instanceof BreakLoop) return 0;
    if (error instanceof ReturnFromFunction) return error.status;
    if (error instanceof BrokenPipe) return 141;
    if (error instanceof Terminated) return error.exitCode;
    if (error instanceof Interrupted) return 130;
    if (error instanceof ExpansionFailure) {
      await this.#sayFailure(error);
      return error.status;
    }
    if (error instanceof ForkFailed) return 254;
    throw error;
  }

  async #sayFailure(error: Error): Promise<void> {
    if (error.message !== "") await this.complain(error.message).catch(() => {});
  }

  async #runExitTrap(status: number): Promise<number> {
    const trap = this.traps.get("EXIT");
    this.traps.delete("EXIT");
    if (!trap) return status;
    // A shell that was killed still says goodbye.
    if (this.#life.aborted && (this.#life.reason as Terminated).signalName === "SIGKILL") return status;
    this.#life = new AbortController().signal;
    this.status = status;
    try {
      await this.runText(trap);
      return status;
    } catch (error) {
      return this.#statusOf(error);
    }
  }

  /**
   * Parses and runs a text in this shell. What is wrong with it is said on stderr.
   * @param name how messages name the text: a sourced file, "-c"
   */
  async runText(text: string, { name, firstLine }: { name?: string; firstLine?: number } = {}): Promise<number> {
    const { source, statements, failure } = language().parseScript(text, firstLine ?? 1);
    const outer = { source: this.source, line: this.line };
    this.source = source;
    let status = 0;
    try {
      if (statements.length > 0) status = await this.#runStatements(statements);
      if (failure) {
        this.line = failure.line;
        const place = this.interactive ? this.prefix : `${this.name}: ${name ? `${name}: ` : ""}line ${failure.line}: `;
        await this.write(2, `${place}${failure.message}\n`);
        if (failure.echo !== undefined && !this.interactive) await this.write(2, `${place}\`${failure.echo}'\n`);
        status = 2;
        this.status = 2;
      }
    } finally {
      this.source = outer.source;
      if (this.functionNames.length > 0 || this.sourced > 0 || outer.source.text !== "") this.line = outer.line;
    }
    return status;
  }

  /** A failure that ends only the command goes on with the next one in bash when it is not fatal. */
  async #runStatements(statements: readonly Statement[]): Promise<number> {
    for (const [at, statement] of statements.entries()) {
      try {
        await language().executeStatements([statement], this);
      } catch (error) {
        if (!(error instanceof ExpansionFailure) || error.fatal) throw error;
        // Not fatal: the rest of the line is given up.
        await this.#sayFailure(error);
        this.status = error.status;
        if (this.options.errexit && this.tested === 0) throw new ExitShell(this.status);
        const line = this.source.lineAt(statement.end);
        const next = statements.findIndex((later, place) => place > at && this.source.lineAt(later.pos) > line);
        if (next < 0) return this.status;
        return this.#runStatements(statements.slice(next));
      }
    }
    return this.status;
  }

  executeStatements(statements: readonly Statement[]): Promise<number> {
    return language().executeStatements(statements, this);
  }

  executeList(list: CompoundList): Promise<number> {
    return language().executeList(list, this);
  }

  executeNode(node: PipelineNode | AndOr | CompoundList): Promise<number> {
    return language().executeNode(node, this);
  }

  // Signals

  #take(signal: SignalName): boolean {
    const trap = this.traps.get(signal.slice(3));
    if (trap === "") return true;
    if (trap !== undefined) {
      this.#pendingTraps.push(signal);
      this.#wakeTrapped?.();
      return true;
    }
    if (this.interactive && !this.isSubshell) {
      if (signal === "SIGINT") this.#interrupt?.abort(new Interrupted());
      return signal === "SIGINT" || signal === "SIGTERM" || signal === "SIGQUIT";
    }
    // The first process of a container is deaf to signals that it has no handler for.
    return this.process.pid === 1 && signal !== "SIGKILL";
  }

  get pendingSignal(): SignalName | undefined {
    return this.#pendingTraps[0];
  }

  /** Runs one command line of an interactive shell; Ctrl-C ends it. */
  async runInteractive(text: string): Promise<number> {
    this.#interrupt = new AbortController();
    try {
      return await this.runText(text);
    } catch (error) {
      if (error instanceof ExitShell || error instanceof Terminated) throw error;
      this.loops = 0;
      this.tested = 0;
      this.functionNames = [];
      while (this.variables.inFunction) this.variables.popScope();
      this.status = await this.#statusOf(error);
      return this.status;
    } finally {
      this.#interrupt = undefined;
    }
  }

  async checkSignals(): Promise<void> {
    if (this.signal.aborted) throw this.signal.reason;
    if (this.#pendingTraps.length > 0) await this.#runTraps();
    const cost = this.machine.commandCostMs;
    if (cost > 0 && ++this.#debtMs >= cost) {
      this.#debtMs = 0;
      await this.machine.clock.sleep(cost, this.signal);
    }
    const wait = this.machine.clock.breathe();
    if (wait) {
      await wait;
      if (this.signal.aborted) throw this.signal.reason;
    }
  }

  async #runTraps(): Promise<void> {
    for (let signal = this.#pendingTraps.shift(); signal; signal = this.#pendingTraps.shift()) {
      const trap = this.traps.get(signal.slice(3));
      if (!trap) continue;
      const status = this.status;
      await this.runText(trap);
      this.status = status;
    }
  }

  /** Runs a trap of the shell's own (ERR, DEBUG, RETURN) and keeps `$?`. */
  async runTrap(name: "ERR" | "DEBUG" | "RETURN"): Promise<void> {
    const trap = this.traps.get(name);
    if (!trap) return;
    const status = this.status;
    this.traps.delete(name);
    const line = this.line;
    try {
      await this.runText(trap, { firstLine: line });
    } finally {
      if (!this.traps.has(name)) this.traps.set(name, trap);
      this.status = status;
    }
  }

  async waitFor<T>(work: Promise<T>): Promise<T | "trapped"> {
    if (this.#pendingTraps.length > 0) return "trapped";
    const trapped = new Promise<"trapped">((resolve) => {
      this.#wakeTrapped = () => resolve("trapped");
    });
    try {
      return await unlessAborted(Promise.race([work, trapped]), this.signal);
    } finally {
      this.#wakeTrapped = undefined;
    }
  }

  // Processes

  /** A process for a subshell or a program. @throws ForkFailed after the retries that bash makes */
  async forkProcess(command: string, group?: number): Promise<Process> {
    for (let attempt = 0; ; attempt++) {
      try {
        return this.machine.processes.add({
          parent: this.process.pid,
          ...(group !== 0 && { group: group ?? this.process.info.group }),
          command,
          user: this.user.name,
          owner: this.user,
          startedMs: this.machine.clock.now(),
          terminal: this.process.info.terminal,
        });
      } catch (error) {
        const seconds = RETRY_SECONDS[attempt];
        if (!(error instanceof ForkFailed)) throw error;
        const words = seconds === undefined ? "" : "retry: ";
        await this.complain(`fork: ${words}Resource temporarily unavailable`);
        if (seconds === undefined) throw error;
        await this.machine.clock.sleep(seconds * 1000, this.signal);
      }
    }
  }

  /**
   * A copy of this shell in a process of its own; the caller runs it with `inSubshell`.
   * @param options.group 0 for a group of its own
   */
  async fork(command: string, options: { readonly group?: number } = {}): Promise<Interpreter> {
    const process = await this.forkProcess(command, options.group);
    const child = new Interpreter(
      {
        context: { ...this.context(), process, descriptors: this.descriptors.fork() },
        dialect: this.dialect,
        interactive: this.interactive,
        name: this.name,
        positional: this.positional,
      },
      this,
    );
    child.variables = this.variables.fork(dynamicVariables(child, () => this.#root.process.pid));
    child.functions = new Map(this.functions);
    child.aliases = new Map(this.aliases);
    child.options = { ...this.options, monitor: false };
    child.shopts = new Map(this.shopts);
    child.hashed = new Map(this.hashed);
    child.history = this.history;
    child.directories = [...this.directories];
    child.status = this.status;
    child.lastBackground = this.lastBackground;
    child.lastArgument = this.lastArgument;
    child.umask = this.umask;
    child.line = this.line;
    child.source = this.source;
    child.functionNames = [...this.functionNames];
    child.sourced = this.sourced;
    child.loops = this.loops;
    child.substitutionDepth = this.substitutionDepth;
    child.tested = this.tested;
    for (const [name, trap] of this.traps) if (trap === "") child.traps.set(name, trap);
    return child;
  }

  /** Runs work as a subshell's life, then lets go of its process and descriptors. Never rejects. */
  async inSubshell(work: () => Promise<number>): Promise<number> {
    try {
      return await this.live(work);
    } finally {
      this.substitutions.end();
      this.machine.end(this);
    }
  }

  /** Runs a script as the whole life of this subshell. */
  runAsSubshell({ commands }: Script): Promise<number> {
    return this.inSubshell(() => this.#runStatements(commands));
  }

  // Commands

  substitute(script: Script): Promise<string> {
    return language().substitute(script, this);
  }

  processSubstitution(script: Script, direction: "<" | ">"): Promise<string> {
    return this.substitutions.start(script, direction);
  }

  async call(
    words: readonly string[],
    { functions = true, builtins: useBuiltins = true }: { functions?: boolean; builtins?: boolean } = {},
  ): Promise<number> {
    const { callFunction, runBuiltin, runProgram } = language();
    const name = words[0]!;
    const defined = functions ? this.functions.get(name) : undefined;
    if (defined) return callFunction(defined, words, this);
    const builtin = useBuiltins ? this.builtin(name) : undefined;
    if (builtin) return runBuiltin(builtin, words, this);
    return runProgram(words, this);
  }

  builtin(name: string): Builtin | undefined {
    return language().builtins.get(name);
  }

  builtinNames(): readonly string[] {
    return [...language().builtins.keys()];
  }

  /** Expands variables and commands in a prompt. */
  expandPromptText(text: string): Promise<string> {
    return language().expandRaw(text, this);
  }

  async replace(words: readonly string[], environment?: Readonly<Record<string, string>>): Promise<never> {
    const status = await language().runProgram(words, this, { inPlace: true, ...(environment && { environment }) });
    this.traps.delete("EXIT");
    throw new ExitShell(status);
  }

  async keepRedirections(redirections: readonly Redirection[]): Promise<void> {
    await language().applyRedirections(redirections, this);
  }

  /** Opens a file as a redirection would. */
  open(path: string): Description {
    return language().openPath(path, "read", this);
  }
}
