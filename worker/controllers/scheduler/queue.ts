import type { PodObject } from "../../api/generated/types.ts";

/** Back-off of a pod that could not be placed: doubling from the first to the last. k8s.io/kubernetes scheduler queue */
const FIRST_BACKOFF_MS = 1_000;
const LAST_BACKOFF_MS = 10_000;
/** An unschedulable pod is tried again after this long even if nothing happened. */
const LONGEST_WAIT_MS = 5 * 60_000;

interface Waiting {
  readonly pod: PodObject;
  readonly sinceMs: number;
  readonly order: number;
  readonly attempts: number;
  readonly notBeforeMs: number;
}

/**
 * Pods without a node: those to try now, by priority and then age, and those that found no node and wait for the cluster to
 * change. Lost at a restart without harm: every pod without a node is then tried anew.
 */
export class SchedulingQueue {
  readonly #waiting = new Map<string, Waiting>();
  /** From `#next` on, the next one first, unless somebody came who is not the last. */
  #active: Waiting[] = [];
  #next = 0;
  #sorted = true;
  readonly #unschedulable = new Map<string, Waiting>();
  readonly #backingOff = new Map<string, Waiting>();
  #order = 0;

  /** A new pod, or a new state of a waiting one. */
  offer(pod: PodObject, nowMs: number): void {
    const uid = pod.metadata.uid!;
    const known = this.#waiting.get(uid);
    if (!known) {
      this.#activate({ pod, sinceMs: nowMs, order: this.#order++, attempts: 0, notBeforeMs: nowMs });
      return;
    }
    const changed = known.pod.spec !== pod.spec || known.pod.metadata.labels !== pod.metadata.labels;
    const fresh = { ...known, pod };
    this.#waiting.set(uid, fresh);
    if (this.#unschedulable.has(uid)) {
      this.#unschedulable.set(uid, fresh);
      if (changed && known.pod.metadata.generation !== pod.metadata.generation) this.#release(fresh, nowMs);
    } else if (this.#backingOff.has(uid)) {
      this.#backingOff.set(uid, fresh);
    }
  }

  /** Placed, gone or not ours. */
  remove(uid: string): void {
    this.#waiting.delete(uid);
    this.#unschedulable.delete(uid);
    this.#backingOff.delete(uid);
  }

  /** The next pod to try; it stays known until it is removed or refused. */
  next(nowMs: number): PodObject | undefined {
    this.#wakeDue(nowMs);
    if (!this.#sorted) {
      this.#active = this.#active.slice(this.#next).sort(nextFirst);
      this.#next = 0;
      this.#sorted = true;
    }
    while (this.#next < this.#active.length) {
      const { pod } = this.#active[this.#next++]!;
      const current = this.#waiting.get(pod.metadata.uid!);
      if (current) return current.pod;
    }
    this.#active = [];
    this.#next = 0;
    return undefined;
  }

  /** No node fits now: the pod waits for a change. Answers how often it was tried. */
  refused(uid: string, nowMs: number): number {
    const known = this.#waiting.get(uid);
    if (!known) return 0;
    const attempts = known.attempts + 1;
    const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), LAST_BACKOFF_MS);
    const waiting = { ...known, attempts, sinceMs: nowMs, notBeforeMs: nowMs + backoffMs };
    this.#waiting.set(uid, waiting);
    this.#unschedulable.set(uid, waiting);
    return attempts;
  }

  /** Something went wrong that has nothing to do with the nodes: try again after the back-off. */
  failed(uid: string, nowMs: number): void {
    this.refused(uid, nowMs);
    const waiting = this.#unschedulable.get(uid);
    if (waiting) this.#release(waiting, nowMs);
  }

  /** The cluster changed so that what did not fit may fit now. */
  reconsider(nowMs: number): void {
    for (const waiting of this.#unschedulable.values()) this.#release(waiting, nowMs);
  }

  /** When to look again although nothing happens; undefined when nothing waits for time. */
  nextDueMs(): number | undefined {
    let due: number | undefined;
    for (const { notBeforeMs } of this.#backingOff.values()) due = Math.min(due ?? notBeforeMs, notBeforeMs);
    for (const { sinceMs } of this.#unschedulable.values()) {
      due = Math.min(due ?? Number.POSITIVE_INFINITY, sinceMs + LONGEST_WAIT_MS);
    }
    return due;
  }

  #release(waiting: Waiting, nowMs: number): void {
    this.#unschedulable.delete(waiting.pod.metadata.uid!);
    if (waiting.notBeforeMs > nowMs) this.#backingOff.set(waiting.pod.metadata.uid!, waiting);
    else this.#activate(waiting);
  }

  #activate(waiting: Waiting): void {
    this.#waiting.set(waiting.pod.metadata.uid!, waiting);
    const last = this.#active.at(-1);
    this.#active.push(waiting);
    if (last && nextFirst(last, waiting) > 0) this.#sorted = false;
  }

  #wakeDue(nowMs: number): void {
    for (const [uid, waiting] of this.#backingOff) {
      if (waiting.notBeforeMs > nowMs) continue;
      this.#backingOff.delete(uid);
      this.#activate(waiting);
    }
    for (const [uid, waiting] of this.#unschedulable) {
      if (waiting.sinceMs + LONGEST_WAIT_MS > nowMs) continue;
      this.#unschedulable.delete(uid);
      this.#activate(waiting);
    }
  }
}

const priorityOf = ({ pod }: Waiting): number => pod.spec.priority ?? 0;

/** Higher priority, then longer waiting. */
const nextFirst = (a: Waiting, b: Waiting): number =>
  priorityOf(b) - priorityOf(a) || a.sinceMs - b.sinceMs || a.order - b.order;
