import { BrokenPipe, type ByteReader, type ByteWriter } from "../../base/streams.ts";
import { type Io, Terminated } from "../program.ts";
import type { MachineAccess, ProcessContext } from "./context.ts";
import { Description, type Descriptors, unlessAborted } from "./description.ts";
import { processFiles } from "./files.ts";

/** The Io of a process on a machine, with what is behind it. */
export interface ProcessIo extends Io {
  readonly process: ProcessContext;
}

/** Whether a program was started by a machine, so that it may look behind its Io. */
export const isProcessIo = (io: Io): io is ProcessIo => "process" in io;

/** What a process sees of the world: views of its descriptors that stop when it is killed. */
export function processIo(name: string, context: ProcessContext): ProcessIo {
  const { machine, process, descriptors, files, cwd, env, user, memory } = context;
  const { clock, random, net } = machine.options;
  const { signal } = process;
  const tty = [0, 1, 2].map((fd) => descriptors.get(fd)?.tty).find((found) => found !== undefined);
  return {
    stdin: readerView(descriptors.get(0), signal),
    stdout: new WriterView(descriptors.get(1), context),
    stderr: new WriterView(descriptors.get(2), context),
    ...(tty && { tty }),
    isTerminal: (fd) => descriptors.get(fd)?.tty !== undefined,
    cwd,
    env,
    files: processFiles(files, descriptors, process.pid),
    name,
    user,
    signal,
    clock,
    random,
    net,
    run: (command, overrides = {}) => {
      const child = descriptors.fork();
      if (overrides.stdin) child.set(0, new Description({ reader: overrides.stdin }));
      if (overrides.stdout) child.set(1, lent(overrides.stdout));
      if (overrides.stderr) child.set(2, lent(overrides.stderr));
      return runChild(command, context, child, overrides);
    },
    find: (command) => {
      const found = machine.find(command, context);
      return found.type === "missing" ? found : { type: "found", path: found.path };
    },
    memory,
    trace: (trace) => machine.recordTrace(trace, context.process.pid),
    lastTrace: () => machine.lastTrace(context.process.pid),
    process: context,
  };
}

async function runChild(
  command: readonly string[],
  context: ProcessContext,
  descriptors: Descriptors,
  overrides: { env?: Readonly<Record<string, string>>; cwd?: string; signal?: AbortSignal },
): Promise<number> {
  const { machine, process: parent } = context;
  const child = machine.processes.add({
    parent: parent.pid,
    group: parent.info.group,
    command: command.join(" "),
    user: context.user.name,
    owner: context.user,
    startedMs: machine.clock.now(),
    terminal: parent.info.terminal,
  });
  // A parent that is killed takes along what it runs for itself: nobody else waits for it.
  const signals = [parent.signal, ...(overrides.signal ? [overrides.signal] : [])];
  const abort = () => {
    const reason: unknown = signals.find((signal) => signal.aborted)?.reason;
    machine.processes.killTree(child.pid, reason instanceof Terminated ? reason.signalName : "SIGTERM");
  };
  if (signals.some((signal) => signal.aborted)) abort();
  for (const signal of signals) signal.addEventListener("abort", abort, { once: true });
  try {
    return await machine.exec(command, {
      ...context,
      env: overrides.env ?? context.env,
      cwd: overrides.cwd ?? context.cwd,
      process: child,
      descriptors,
    });
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", abort);
  }
}

/** A descriptor over a writer that its owner closes. */
const lent = (writer: ByteWriter): Description =>
  new Description({ writer: { write: (chunk) => writer.write(chunk), close() {} } });

function readerView(description: Description | undefined, signal: AbortSignal): ByteReader {
  // Cancelling gives up a read that waits; what it would have read is left to the next reader.
  let cancelled = false;
  let waiting: { readonly giveUp: AbortController; readonly either: AbortSignal } | undefined;
  const view: ByteReader = {
    async read() {
      if (cancelled || !description) return undefined;
      waiting ??= eitherOf(signal);
      try {
        return await description.read(waiting.either);
      } catch (error) {
        if (cancelled && !signal.aborted) return undefined;
        throw error;
      }
    },
    cancel() {
      cancelled = true;
      waiting?.giveUp.abort();
    },
    async *[Symbol.asyncIterator]() {
      for (let chunk = await view.read(); chunk; chunk = await view.read()) yield chunk;
    },
  };
  return view;
}

function eitherOf(signal: AbortSignal): { readonly giveUp: AbortController; readonly either: AbortSignal } {
  const giveUp = new AbortController();
  return { giveUp, either: AbortSignal.any([signal, giveUp.signal]) };
}

/** How many writes a program that was interrupted may still make: enough to give the screen back. */
const LAST_WRITES = 2;

/** Writing so much costs as long as starting a program, so that `yes >/dev/null` does not hold a virtual clock. */
const COSTLY_BYTES = 1024 * 1024;

/** Writes go on after SIGTERM, so that a server can say goodbye; any other signal ends them soon. */
class WriterView implements ByteWriter {
  declare readonly taker?: ByteWriter;
  readonly #description: Description | undefined;
  readonly #process: ProcessContext["process"];
  readonly #machine: MachineAccess;
  #left = LAST_WRITES;
  #written = 0;

  constructor(description: Description | undefined, { process, machine }: ProcessContext) {
    this.#description = description;
    if (description?.taker) this.taker = description.taker;
    this.#process = process;
    this.#machine = machine;
  }

  async write(chunk: Uint8Array | string): Promise<void> {
    const { signal } = this.#process;
    if (signal.aborted && !isPolite(signal.reason) && this.#left-- <= 0) throw signal.reason;
    if (!this.#description?.writable) throw new BrokenPipe();
    const writing = this.#description.write(chunk);
    await (signal.aborted ? writing : unlessAborted(writing, signal));
    this.#written += chunk.length;
    const cost = this.#machine.commandCostMs;
    if (cost > 0 && this.#written >= COSTLY_BYTES) {
      this.#written = 0;
      await this.#machine.clock.sleep(cost, signal);
    }
  }

  offer(chunk: Uint8Array | string): boolean {
    if (this.#written + chunk.length >= COSTLY_BYTES && this.#machine.commandCostMs > 0) return false;
    if (this.#process.stopped || !this.taker?.offer?.(chunk)) return false;
    this.#written += chunk.length;
    return true;
  }

  close(): void {}
}

const isPolite = (reason: unknown): boolean => reason instanceof Terminated && reason.signalName === "SIGTERM";
