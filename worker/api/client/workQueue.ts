import type { Clock } from "../../base/clock.ts";

const FIRST_DELAY_MS = 5;
const LAST_DELAY_MS = 1_000_000;

/**
 * Keys to work on, each once: a key that comes while it is being worked on waits until that is done. Failures come back
 * later and later.
 *
 * @see k8s.io/client-go util/workqueue
 */
export class WorkQueue {
  readonly #clock: Clock;
  #ready: string[] = [];
  #readyFrom = 0;
  readonly #dirty = new Set<string>();
  readonly #working = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #later = new Map<string, { readonly due: number; readonly cancel: () => void }>();
  #idle: ((stopped: boolean) => void)[] = [];
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(key: string): void {
    if (this.#stopped || this.#dirty.has(key)) return;
    this.#dirty.add(key);
    if (this.#working.has(key)) return;
    this.#push(key);
  }

  addAfter(key: string, ms: number): void {
    if (this.#stopped) return;
    if (ms <= 0) {
      this.add(key);
      return;
    }
    const due = this.#clock.now() + ms;
    const planned = this.#later.get(key);
    if (planned && planned.due <= due) return;
    planned?.cancel();
    const cancel = this.#clock.after(ms, () => {
      this.#later.delete(key);
      this.add(key);
    });
    this.#later.set(key, { due, cancel });
  }

  /** Comes back after 5 ms, doubling with each failure in a row up to 1000 s. */
  addFailed(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.addAfter(key, Math.min(FIRST_DELAY_MS * 2 ** failures, LAST_DELAY_MS));
  }

  /** It went well: the next failure starts from the shortest delay. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** The next key, when there is one; undefined once stopped. */
  async take(): Promise<string | undefined> {
    while (this.#readyFrom >= this.#ready.length) {
      if (this.#stopped) return undefined;
      await new Promise<unknown>((resolve) => this.#idle.push(resolve));
    }
    if (this.#stopped) return undefined;
    const key = this.#ready[this.#readyFrom++]!;
    if (this.#readyFrom > 1024 && this.#readyFrom * 2 > this.#ready.length) {
      this.#ready = this.#ready.slice(this.#readyFrom);
      this.#readyFrom = 0;
    }
    this.#working.add(key);
    this.#dirty.delete(key);
    return key;
  }

  done(key: string): void {
    this.#working.delete(key);
    if (this.#dirty.has(key)) this.#push(key);
  }

  stop(): void {
    this.#stopped = true;
    for (const { cancel } of this.#later.values()) cancel();
    this.#later.clear();
    for (const wake of this.#idle.splice(0)) wake(true);
  }

  #push(key: string): void {
    this.#ready.push(key);
    this.#idle.shift()?.(false);
  }
}
