/**
 * The one door that everyone outside uses: implemented in the worker (or in Node), and by the page's proxy. Every argument
 * and result can be structured-cloned; streams are ports with acknowledged windows.
 */
import type { Trace } from "./base/trace.ts";

export type TerminalId = string;

export interface Session {
  /** Opens a terminal at a vantage point ("laptop", "vm", "node/kind-worker"). Output comes by the port, see TerminalMessage. */
  open(terminal: { vantage: string; columns: number; rows: number }): Promise<{ id: TerminalId; output: MessagePort }>;
  /** Keys as the terminal sends them. */
  write(id: TerminalId, keys: string): Promise<void>;
  resize(id: TerminalId, columns: number, rows: number): Promise<void>;
  signal(id: TerminalId, name: "SIGINT" | "SIGHUP"): Promise<void>;
  close(id: TerminalId): Promise<void>;
  /** Runs a script in a fresh shell on the laptop, unseen, and collects what it printed. After `timeoutMs` of cluster time it is killed. */
  run(script: string, options?: { timeoutMs?: number }): Promise<ScriptResult>;
  /** The way of the last request that any terminal made, and its account in words. */
  lastTrace(): Promise<{ trace: Trace; words: string } | undefined>;
  /** Pings; an answer proves that the worker lives. */
  ping(): Promise<{ nowMs: number }>;
  save(): Promise<Snapshot>;
  restore(snapshot: Snapshot): Promise<void>;
  /** Takes back what the last command changed; says which, or undefined when there is nothing to take back. */
  undo(): Promise<{ undone: string } | undefined>;
  /** Opens a lesson: its assets are copied and its introduction's scripts start. */
  openLesson(files: LessonFiles): Promise<LessonOutline>;
  /** Enters a unit (0 is the introduction, then the steps, then the end): its background script starts, and what it types comes back. */
  enterUnit(unit: number): Promise<{ foreground?: string }>;
  /** Resolves when the background script of the unit that was entered last is through. */
  unitReady(): Promise<void>;
  /** Judges the unit's outcome. What the check printed tells the learner why. */
  check(unit: number): Promise<LessonVerdict>;
  /** Takes the sandbox back to how it was when the unit was entered. */
  resetUnit(): Promise<void>;
  /** Events of the sandbox for the page: a request was traced, an editor wants to open, state changed. */
  events(): Promise<MessagePort>;
}

export interface ScriptResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It was killed, because it did not end in the time that it had. */
  readonly timedOut: boolean;
}

/** What travels over a terminal's output port, worker to page; the page answers each with { ack: bytes }. */
export type TerminalMessage = { readonly data: Uint8Array } | { readonly closed: number };

export type SessionEvent =
  | { readonly type: "trace"; readonly trace: Trace; readonly words: string }
  | { readonly type: "edit"; readonly path: string; readonly content: string; readonly reply: MessagePort }
  | { readonly type: "command"; readonly line: string; readonly exitCode: number }
  | { readonly type: "changed" };

/** The whole sandbox as one tree of plain data. */
export interface Snapshot {
  readonly format: "gatehouse";
  readonly version: number;
  /** SHA-256 of the canonical JSON of `tree`, hex. */
  readonly hash: string;
  readonly tree: unknown;
  /** The lesson that was being played: its place in it, and the sandbox as it was when the unit was entered. */
  readonly lesson?: { readonly unit: number; readonly entered?: unknown };
}

export interface SandboxOptions {
  readonly profile: string;
  readonly seed: number;
  readonly standIn?: boolean;
  /** Seconds that pass in the sandbox in one second of the host; what the host chose when absent. */
  readonly speed?: number;
}

/** A lesson's folder: text by path relative to its index.json. */
export type LessonFiles = Readonly<Record<string, string>>;

export interface LessonOutline {
  readonly title: string;
  readonly description: string;
  readonly units: readonly LessonUnit[];
  /** The unit that a restored session was in. */
  readonly at?: number;
}

export interface LessonUnit {
  readonly kind: "intro" | "step" | "finish";
  readonly title: string;
  readonly markdown: string;
  readonly hints: readonly { readonly title: string; readonly markdown: string }[];
  readonly solution?: string;
  readonly checked: boolean;
}

export interface LessonVerdict {
  readonly passed: boolean;
  readonly output: string;
}

/** What the worker offers before there is a sandbox. */
export interface SandboxHost extends Session {
  /** Builds the sandbox, anew or from a saved one; resolves when its nodes are ready. */
  boot(options: SandboxOptions, saved?: Snapshot): Promise<{ vantages: readonly string[] }>;
}
