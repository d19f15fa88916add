/**
 * What the host must lend for time to pass. Only hosts and tests implement it.
 */
export interface HostTime {
  /** Host milliseconds, monotonic enough for pacing; used only while the clock runs at a finite speed. */
  now(): number;
  /** Calls back after `ms` host milliseconds; returns a cancel. */
  after(ms: number, callback: () => void): () => void;
  /** Resolves in a later macrotask, after every microtask that is ready now and after waiting host events. */
  hop(): Promise<void>;
}

export interface Clock {
  /** Milliseconds since the Unix epoch, in cluster time. */
  now(): number;
  /** Resolves after `ms` of cluster time. Rejects with `signal.reason` if aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back after `ms` of cluster time, in order of due time, then of asking. Returns a cancel. */
  after(ms: number, callback: () => void): () => void;
  /**
   * Milliseconds that starting a program, or some work of a shell, takes: none where time passes by itself, some on the virtual clock,
   * so that loops do not stand still.
   */
  readonly commandCostMs: number;
  /**
   * Called inside long loops: now and then lets the host's events through (Ctrl-C, the watchdog). No cluster time passes.
   * Returns undefined when there is no need to wait, so that `const wait = clock.breathe(); if (wait) await wait;` is cheap.
   */
  breathe(): Promise<void> | undefined;
  /**
   * Real asynchronous work (WebCrypto, a lazy import): holds cluster time still until done. Results are delivered in the
   * order asked, on the virtual clock only when nothing else can run: so order never depends on the machine, nor on whether
   * code was fetched before.
   */
  hold<T>(work: Promise<T>): Promise<T>;
}

interface Timer {
  readonly due: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/** A virtual clock jumps to the next timer; otherwise cluster milliseconds per host millisecond. */
export type Speed = number | "max";

const BREATHS = 512;

/** How many host milliseconds a loop may run in the page before events get a turn. */
const BREATH_MS = 12;
const COMMAND_COST_MS = 30;

/**
 * The one clock of a sandbox.
 *
 * At a finite speed it follows the host's time and fires timers by itself. At speed "max" time stands still unless
 * somebody drives it: `drive(work)` jumps from timer to timer until the work is done.
 */
export class SandboxClock implements Clock {
  readonly #host: HostTime;
  #speed: Speed;
  #originMs: number;
  #hostOriginMs: number;
  #order = 0;
  #heap: Timer[] = [];
  #cancelHostTimer: (() => void) | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #holds = 0;
  #lastHold: Promise<unknown> = Promise.resolve();
  #breaths = 0;
  #lastBreathMs = 0;
  #stopped = false;

  /** @param startMs cluster time at the start, milliseconds since the Unix epoch */
  constructor(startMs: number, host: HostTime, speed: Speed = "max") {
    this.#host = host;
    this.#speed = speed;
    this.#originMs = startMs;
    this.#hostOriginMs = host.now();
  }

  now(): number {
    if (this.#speed === "max") return this.#originMs;
    return Math.floor(this.#originMs + (this.#host.now() - this.#hostOriginMs) * this.#speed);
  }

  get commandCostMs(): number {
    return this.#speed === "max" ? COMMAND_COST_MS : 0;
  }

  get speed(): Speed {
    return this.#speed;
  }

  setSpeed(speed: Speed): void {
    this.#originMs = this.now();
    this.#hostOriginMs = this.#host.now();
    this.#speed = speed;
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#arm();
  }

  /** Forgets every timer; nothing fires any more. */
  stop(): void {
    this.#stopped = true;
    this.#heap = [];
    this.#cancelHostTimer?.();
  }

  after(ms: number, callback: () => void): () => void {
    const timer: Timer = { due: this.now() + Math.max(0, ms), order: this.#order++, callback };
    if (this.#stopped) return () => {};
    this.#push(timer);
    this.#arm();
    return () => {
      timer.callback = undefined;
    };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = this.after(ms, () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      });
      const abort = () => {
        cancel();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  breathe(): Promise<void> | undefined {
    if (this.#speed === "max") {
      // Counted, not timed: on the virtual clock the order of events must not depend on the machine.
      this.#breaths += 1;
      if (this.#breaths % BREATHS !== 0) return undefined;
      return this.hold(this.#host.hop());
    }
    const now = this.#host.now();
    if (now - this.#lastBreathMs < BREATH_MS) return undefined;
    return this.#host.hop().then(() => {
      this.#lastBreathMs = this.#host.now();
    });
  }

  hold<T>(work: Promise<T>): Promise<T> {
    this.#holds += 1;
    const before = this.#lastHold;
    const turn = () => (this.#speed === "max" ? before.then(() => this.#host.hop()) : before);
    const settled = work.then(turn, turn);
    this.#lastHold = settled;
    const release = () => {
      this.#holds -= 1;
    };
    return settled.then(() => work).finally(release);
  }

  /**
   * Runs the virtual clock until `work` settles and no held work is under way. At a finite speed time passes by itself, and this
   * just waits.
   * @throws Error when nothing is due that could ever settle the work
   */
  async drive<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    work.then(
      () => {
        settled = true;
      },
      () => {
        settled = true;
      },
    );
    while (this.#speed === "max" && !this.#stopped) {
      await this.#atRest();
      if (settled) break;
      if (!this.#fireNext()) throw new Error("the sandbox waits for something that can never happen");
    }
    return work;
  }

  /**
   * Lets everything run that can, then jumps to what is due next, if anything is and somebody still wants it. For hosts that drive by
   * themselves.
   */
  async step(still: () => boolean = () => true): Promise<void> {
    await this.#atRest();
    if (this.#speed === "max" && !this.#stopped && still()) this.#fireNext();
  }

  /** Resolves when nothing can run before time passes. */
  async #atRest(): Promise<void> {
    for (;;) {
      await this.#host.hop();
      if (this.#holds === 0) return;
      await this.#lastHold;
    }
  }

  /** Lets `ms` of virtual time pass. */
  advance(ms: number): Promise<void> {
    return this.drive(this.sleep(ms));
  }

  /** Fires every timer that shares the next due time. */
  #fireNext(): boolean {
    this.#dropCancelled();
    const first = this.#heap[0];
    if (!first) return false;
    this.#originMs = Math.max(this.#originMs, first.due);
    this.#firePast(first.due);
    return true;
  }

  #firePast(now: number): void {
    for (;;) {
      this.#dropCancelled();
      const timer = this.#heap[0];
      if (!timer || timer.due > now) return;
      this.#pop();
      const callback = timer.callback;
      timer.callback = undefined;
      callback?.();
    }
  }

  #arm(): void {
    if (this.#speed === "max" || this.#stopped) return;
    this.#dropCancelled();
    const next = this.#heap[0];
    if (!next || next.due >= this.#armedFor) return;
    this.#cancelHostTimer?.();
    this.#armedFor = next.due;
    const speed = this.#speed;
    this.#cancelHostTimer = this.#host.after(Math.max(0, (next.due - this.now()) / speed), () => {
      this.#armedFor = Number.POSITIVE_INFINITY;
      void this.#catchUp();
    });
  }

  /**
   * Fires what is due, one due time after the other, and lets what each has set off run before the next: a late host timer must
   * not make two moments one.
   */
  async #catchUp(): Promise<void> {
    for (;;) {
      this.#dropCancelled();
      const next = this.#heap[0];
      if (!next || next.due > this.now() || this.#speed === "max" || this.#stopped) break;
      this.#firePast(next.due);
      await this.#host.hop();
    }
    this.#arm();
  }

  #dropCancelled(): void {
    while (this.#heap[0] && this.#heap[0].callback === undefined) this.#pop();
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!earlier(timer, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!)) child += 1;
      if (!earlier(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

const earlier = (a: Timer, b: Timer): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);
