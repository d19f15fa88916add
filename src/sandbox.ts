/**
 * The page's hold on the sandbox: starts the worker, saves and restores, and starts a dead worker anew from the last save.
 *
 * @module
 */
import { signal } from "@preact/signals";
import * as Comlink from "comlink";
import type { Trace } from "../worker/base/trace.ts";
import type { SandboxHost, SandboxOptions, SessionEvent } from "../worker/session.ts";
import { type Kept, keep, recall } from "./storage.ts";

export type Sandbox = Comlink.Remote<SandboxHost>;

/** What the page knows of the sandbox now. */
export const sandboxState = signal<
  | { phase: "starting" }
  | { phase: "ready"; sandbox: Sandbox; life: number; restored: boolean }
  | { phase: "failed"; says: string }
>({ phase: "starting" });

/** The last request's decision record. */
export const lastRequest = signal<Trace | undefined>(undefined);
/** The last notice for the status line. */
export const notice = signal("");

/** A file somebody edits: the editor pane shows it and answers. */
export interface Edit {
  readonly path: string;
  readonly content: string;
  /** Undefined leaves the file as it was. */
  answer(content: string | undefined): void;
}

/** Files that commands have opened; the first is shown. */
export const edits = signal<readonly Edit[]>([]);

/** No answer for so long means that the worker is dead. */
const SILENCE_MS = 15_000;
const PING_MS = 3_000;
const SAVE_DELAY_MS = 400;

let worker: Worker | undefined;
let life = 0;
let options: SandboxOptions;
let sessionKey = "";

export async function startSandbox(wanted: SandboxOptions, key: string): Promise<void> {
  options = wanted;
  sessionKey = key;
  await begin(recall(key));
}

/** Forgets everything and starts with a new cluster. */
export async function startOver(): Promise<void> {
  life += 1;
  worker?.terminate();
  sandboxState.value = { phase: "starting" };
  lastRequest.value = undefined;
  notice.value = "";
  terminalText.clear();
  await keep(sessionKey, undefined).catch(() => {});
  await begin();
}

/** The last output of each terminal, shown again after a reload. */
export const terminalText = new Map<string, string>();

/** @param recalled what was kept of an earlier visit; the worker is fetched meanwhile */
async function begin(recalled?: Promise<Kept | undefined>): Promise<void> {
  life += 1;
  const mine = life;
  edits.value = [];
  worker = new Worker(new URL("../worker/hosts/browser/worker.ts", import.meta.url), {
    type: "module",
    name: "gatehouse",
  });
  const sandbox = Comlink.wrap<SandboxHost>(worker);
  const failed = (says: string) => {
    if (mine === life) sandboxState.value = { phase: "failed", says };
  };
  worker.addEventListener("error", (event) => failed(event.message || "the worker could not be loaded"));
  try {
    const kept = await recalled;
    let restored = kept !== undefined;
    for (const [id, text] of Object.entries(kept?.terminals ?? {})) terminalText.set(id, text);
    try {
      await sandbox.boot(kept?.options ?? options, kept?.snapshot);
    } catch (error) {
      if (!kept) throw error;
      restored = false;
      notice.value = `The saved session could not be restored (${message(error)}); this is a new one.`;
      worker.terminate();
      await keep(sessionKey, undefined);
      terminalText.clear();
      return begin();
    }
    listen(await sandbox.events(), sandbox, mine);
    sandboxState.value = { phase: "ready", sandbox, life: mine, restored };
    watch(sandbox, mine);
  } catch (error) {
    failed(message(error));
  }
}

function listen(port: MessagePort, sandbox: Sandbox, mine: number): void {
  port.onmessage = ({ data }: MessageEvent<SessionEvent>) => {
    if (mine !== life) return;
    if (data.type === "trace") show(data.trace);
    if (data.type === "edit") {
      const { path, content, reply } = data;
      const close = () => {
        edits.value = edits.value.filter((other) => other !== edit);
      };
      const edit: Edit = {
        path,
        content,
        answer(edited) {
          close();
          reply.postMessage(edited);
        },
      };
      // A word from the other side says that the command was stopped.
      reply.onmessage = close;
      edits.value = [...edits.value, edit];
    }
    if (data.type === "command" || data.type === "changed") saveSoon(sandbox, mine);
  };
}

let newest: Trace | undefined;
/** A loop makes hundreds of requests a second; only the last before each frame is drawn. */
function show(trace: Trace): void {
  if (newest === undefined)
    requestAnimationFrame(() => {
      lastRequest.value = newest;
      newest = undefined;
    });
  newest = trace;
}

/** The browser blocks storage; said once. */
let unkept = false;
let saving: ReturnType<typeof setTimeout> | undefined;
function saveSoon(sandbox: Sandbox, mine: number): void {
  if (saving || unkept) return;
  saving = setTimeout(async () => {
    saving = undefined;
    if (mine !== life) return;
    try {
      // Taken first: what is shown again was done before the snapshot.
      const terminals = Object.fromEntries(terminalText);
      const snapshot = await sandbox.save();
      if (mine !== life) return;
      const kept = await keep(sessionKey, { options, snapshot, terminals });
      if (kept) return;
      unkept = true;
      notice.value = "This browser keeps nothing here: the session lasts as long as this page.";
    } catch (error) {
      notice.value = `This session is not being saved: ${message(error)}`;
    }
  }, SAVE_DELAY_MS);
}

/** Asks the worker for a sign of life; starts another from the last save when there is none. */
function watch(sandbox: Sandbox, mine: number): void {
  let answeredMs = performance.now();
  let askedMs = answeredMs;
  const timer = setInterval(() => {
    if (mine !== life) return clearInterval(timer);
    const now = performance.now();
    const hidden = document.visibilityState === "hidden";
    // A page that stood still itself, hidden or on a machine that slept, cannot say that the worker did.
    if (hidden || now - askedMs > 2 * PING_MS) answeredMs = now;
    askedMs = now;
    if (hidden) return;
    sandbox.ping().then(() => {
      answeredMs = performance.now();
    });
    if (now - answeredMs < SILENCE_MS) return;
    clearInterval(timer);
    notice.value = "The cluster stopped answering; it was started again from the last save.";
    worker?.terminate();
    sandboxState.value = { phase: "starting" };
    void begin(recall(sessionKey));
  }, PING_MS);
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
