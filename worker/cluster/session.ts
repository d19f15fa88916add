import type { HostTime, Speed } from "../base/clock.ts";
import type { Trace } from "../base/trace.ts";
import type { NodeTimings } from "../kubelet/index.ts";
import { tellTrace } from "../programs/why.ts";
import type { SandboxOptions, Session, SessionEvent, Snapshot } from "../session.ts";
import type { Program } from "../shell/program.ts";
import { Sandbox } from "./sandbox.ts";
import { TerminalLine } from "./terminals.ts";
import { type SandboxTree, snapshotOf, treeOf } from "./tree.ts";

/** What a host gives a session. */
export interface SessionHost {
  readonly time: HostTime;
  /** The cluster time of a new sandbox, milliseconds since the epoch. */
  startMs(): number;
  readonly speed: Speed;
  readonly timings?: NodeTimings;
}

/** How many commands can be taken back. */
const UNDO_STEPS = 20;

type BaseSession = Omit<Session, "openLesson" | "enterUnit" | "unitReady" | "check" | "resetUnit">;

/** A sandbox behind the session's door: terminals, save and restore, undo, events. Lessons are added a layer above. */
export class SandboxSession implements BaseSession {
  readonly #host: SessionHost;
  #sandbox: Sandbox | undefined;
  readonly #lines = new Map<string, TerminalLine>();
  readonly #listeners = new Set<MessagePort>();
  /** The sandbox before each of the last commands, the newest last. */
  #past: { readonly line: string; readonly before: SandboxTree }[] = [];
  #terminals: Readonly<Record<string, unknown>> = {};
  /** Replacements of the sandbox happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #nextTerminal = 1;
  #lastTrace: Trace | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
  }

  async boot(options: SandboxOptions, saved?: Snapshot): Promise<{ vantages: readonly string[] }> {
    await this.replace(saved ? treeOf(saved) : undefined, options);
    return { vantages: this.sandbox.places.vantages };
  }

  /** @throws Error before boot */
  get sandbox(): Sandbox {
    if (!this.#sandbox) throw new Error("there is no sandbox yet");
    return this.#sandbox;
  }

  async open({ vantage, columns, rows }: { vantage: string; columns: number; rows: number }) {
    const id = String(this.#nextTerminal++);
    const { port1, port2 } = new MessageChannel();
    const line = new TerminalLine(id, { vantage, columns, rows }, port1, this.#terminals[id]);
    line.start(this.sandbox.places);
    this.#lines.set(id, line);
    return { id, output: port2 };
  }

  async write(id: string, keys: string): Promise<void> {
    this.#lines.get(id)?.write(keys);
  }

  async resize(id: string, columns: number, rows: number): Promise<void> {
    this.#lines.get(id)?.resize(columns, rows);
  }

  async signal(id: string, name: "SIGINT" | "SIGHUP"): Promise<void> {
    this.#lines.get(id)?.signal(name);
  }

  async close(id: string): Promise<void> {
    this.#lines.get(id)?.close();
    this.#lines.delete(id);
  }

  async run(script: string, options: { timeoutMs?: number; unseen?: boolean } = {}) {
    const { clock, places } = this.sandbox;
    try {
      return await clock.drive(places.laptop.run(script, options));
    } finally {
      this.#tell({ type: "changed" });
    }
  }

  /** Lets time jump from event to event while the work is under way. */
  protected async hurried<T>(work: () => Promise<T>): Promise<T> {
    const { clock } = this.sandbox;
    const { speed } = clock;
    clock.setSpeed("max");
    try {
      return await work();
    } finally {
      clock.setSpeed(speed);
    }
  }

  async lastTrace() {
    const trace = this.#lastTrace;
    return trace && { trace, words: tellTrace(trace) };
  }

  async ping() {
    return { nowMs: this.sandbox.clock.now() };
  }

  async save(): Promise<Snapshot> {
    return snapshotOf(this.tree());
  }

  async restore(snapshot: Snapshot): Promise<void> {
    await this.replace(treeOf(snapshot));
  }

  async undo(): Promise<{ undone: string } | undefined> {
    const undoing = this.#turn.then(async () => {
      const last = this.#past.at(-1);
      if (!last) return undefined;
      const past = this.#past.slice(0, -1);
      await this.replace(last.before, last.before.options, `[undone: ${last.line}]`);
      this.#past = past;
      return { undone: last.line };
    });
    this.#turn = undoing.catch(() => {});
    return undoing;
  }

  async events(): Promise<MessagePort> {
    const { port1, port2 } = new MessageChannel();
    this.#listeners.add(port1);
    return port2;
  }

  /** The sandbox as it is now. */
  protected tree(): SandboxTree {
    const terminals = { ...this.#terminals };
    for (const [id, line] of this.#lines) terminals[id] = line.state;
    return this.sandbox.save(JSON.parse(JSON.stringify(terminals)) as Record<string, unknown>);
  }

  /**
   * Ends the sandbox, and builds another: from a tree, or anew. Terminals stay open, with new shells in them; what `says` tells is
   * shown in each.
   */
  protected async replace(saved: SandboxTree | undefined, fresh?: SandboxOptions, says?: string): Promise<void> {
    const options = saved?.options ?? fresh;
    if (!options) throw new Error("a new sandbox needs its options");
    for (const line of this.#lines.values()) line.cut();
    this.#sandbox?.stop();
    const { time, speed, timings } = this.#host;
    const sandbox = new Sandbox({
      options,
      host: time,
      startMs: this.#host.startMs(),
      speed: options.speed ?? speed,
      ...(timings ? { timings } : {}),
      ...(saved ? { saved } : {}),
      tools: {
        programs: this.#programs(),
        beforeCommand: (line) => this.#begins(line),
        onCommand: (line, exitCode) => this.#tell({ type: "command", line, exitCode }),
        openEditor: (path, content, signal) => this.#edit(path, content, signal),
      },
    });
    sandbox.onTrace = (trace) => {
      this.#lastTrace = trace;
      this.#tell({ type: "trace", trace, words: tellTrace(trace) });
    };
    this.#sandbox = sandbox;
    await sandbox.start();
    this.#terminals = saved?.terminals ?? {};
    this.#past = [];
    for (const [id, line] of this.#lines) {
      line.state = this.#terminals[id];
      if (says !== undefined) line.say(`${says}\n`);
      line.start(sandbox.places);
    }
    this.#tell({ type: "changed" });
  }

  /** A command line is about to run: what is there before it can be brought back. */
  #begins(line: string): void {
    if (/^\s*undo\s*$/.test(line)) return;
    this.#past = [...this.#past, { line, before: this.tree() }].slice(-UNDO_STEPS);
  }

  /** Commands of the sandbox itself. They end with the shell that they were typed in. */
  #programs(): ReadonlyMap<string, Program> {
    const undo: Program = async (_args, io) => {
      const last = this.#past.at(-1);
      if (!last) {
        await io.stderr.write("undo: there is nothing to take back\n");
        return 1;
      }
      this.sandbox.clock.after(0, () => void this.undo());
      return 0;
    };
    return new Map([["undo", undo]]);
  }

  /** Shows a file in the page's editor. Undefined when nobody looks, it was closed unsaved, or its command was stopped. */
  #edit(path: string, content: string, signal: AbortSignal): Promise<string | undefined> {
    const [page] = this.#listeners;
    if (!page) return Promise.resolve(undefined);
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      const end = (edited: string | undefined) => {
        signal.removeEventListener("abort", stopped);
        port1.close();
        resolve(edited);
      };
      const stopped = () => {
        port1.postMessage("stopped");
        end(undefined);
      };
      signal.addEventListener("abort", stopped);
      port1.onmessage = ({ data }: MessageEvent<string | undefined>) => end(data);
      page.postMessage({ type: "edit", path, content, reply: port2 } satisfies SessionEvent, [port2]);
    });
  }

  #tell(event: SessionEvent): void {
    for (const listener of this.#listeners) listener.postMessage(event);
  }
}
