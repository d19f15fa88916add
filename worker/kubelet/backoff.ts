import type { ContainerRecord, PullFailure } from "./records.ts";

const INITIAL_MS = 10_000;
const MAX_MS = 300_000;
/** A container that has run so long since the last raise begins anew. @see client-go flowcontrol Backoff hasExpired */
const FORGIVEN_AFTER_MS = 2 * MAX_MS;

/** How long a container that has ended must still wait; 0 when it may start, which raises its back-off. */
export function crashWait(own: ContainerRecord, endedMs: number, nowMs: number): number {
  const { backOff } = own;
  if (!backOff || endedMs - backOff.raisedMs > FORGIVEN_AFTER_MS) return 0;
  return Math.max(0, endedMs + backOff.delayMs - nowMs);
}

/** @see k8s.io/kubernetes pkg/kubelet/kuberuntime doBackOff */
export function raiseCrashBackOff(own: ContainerRecord, endedMs: number, nowMs: number): void {
  const { backOff } = own;
  const fresh = !backOff || endedMs - backOff.raisedMs > FORGIVEN_AFTER_MS;
  own.backOff = { delayMs: fresh ? INITIAL_MS : Math.min(backOff.delayMs * 2, MAX_MS), raisedMs: nowMs };
}

/** The wait after a failed pull: 10 s, doubled with each failure, at most 5 minutes. */
export function nextPullDelay(before: PullFailure | undefined, nowMs: number): number {
  if (!before || nowMs - before.failedMs > FORGIVEN_AFTER_MS) return INITIAL_MS;
  return Math.min(before.delayMs * 2, MAX_MS);
}

/** Mounting is tried again after 0.5 s, doubled up to 2 min 2 s. @see pkg/volume/util exponentialbackoff */
export function nextMountDelay(before: number | undefined): number {
  return before === undefined ? 500 : Math.min(before * 2, 122_000);
}
