import { nextMountDelay } from "./backoff.ts";
import { containersOf } from "./containers.ts";
import type { PodAccess } from "./podAccess.ts";
import { makeSandbox } from "./sandbox.ts";
import { unsupportedFields } from "./unsupported.ts";
import { MountError } from "./volumes.ts";

/** One stage of a pod's life: when it concerns the pod, and whether the stages after it must wait. */
export interface PodStage {
  readonly name: string;
  when(pod: PodAccess): boolean;
  run(pod: PodAccess): "wait" | "next";
}

/** A pod's life as a table, looked through from the top each time something has happened. */
export const podStages: readonly PodStage[] = [
  {
    name: "past its deadline",
    when: ({ pod, record }) => pod.spec.activeDeadlineSeconds !== undefined && !record.verdict,
    run(pod) {
      const since = pod.pod.status?.startTime ? Date.parse(pod.pod.status.startTime) : pod.record.seenMs;
      const deadlineMs = since + pod.pod.spec.activeDeadlineSeconds! * 1000;
      if (pod.finished) return "next";
      if (pod.node.clock.now() < deadlineMs) {
        pod.due(deadlineMs);
        return "next";
      }
      const message = "Pod was active on the node longer than the specified deadline";
      pod.record.verdict = { reason: "DeadlineExceeded", message };
      pod.event("Normal", "DeadlineExceeded", message);
      pod.touch();
      return "next";
    },
  },
  {
    name: "to be stopped",
    when: (pod) => pod.gone || isDeleted(pod) || pod.record.verdict !== undefined || (pod.finished && !pod.quiet),
    run(pod) {
      stopContainers(pod);
      if (!pod.quiet) return "wait";
      pod.release();
      if (pod.gone) pod.node.forget(pod.record.uid);
      else if (isDeleted(pod)) pod.removeFromApi();
      return "wait";
    },
  },
  {
    name: "finished",
    when: (pod) => pod.finished,
    run(pod) {
      pod.release();
      return "wait";
    },
  },
  {
    name: "tell what is not done here",
    when: ({ record }) => !record.told,
    run(pod) {
      pod.record.told = true;
      const fields = unsupportedFields(pod.pod, pod.node.hostFiles);
      if (fields.length > 0) {
        const list = fields.join(", ");
        pod.event("Warning", "NotEmulated", `These fields have no effect in this sandbox: ${list}`);
      }
      return "next";
    },
  },
  {
    name: "mount volumes",
    when: () => true,
    run(pod) {
      const { record } = pod;
      const now = pod.node.clock.now();
      if (record.mountFailure && record.mountFailure.nextMs > now) {
        pod.due(record.mountFailure.nextMs);
        return "wait";
      }
      try {
        pod.volumes.mountAll();
        record.mountFailure = undefined;
        return "next";
      } catch (error) {
        if (!(error instanceof MountError)) throw error;
        const delayMs = nextMountDelay(record.mountFailure?.delayMs);
        record.mountFailure = { message: error.message, nextMs: now + delayMs, delayMs };
        pod.event("Warning", "FailedMount", error.message);
        pod.due(now + delayMs);
        return "wait";
      }
    },
  },
  {
    name: "make the sandbox",
    when: ({ record }) => record.sandbox === undefined,
    run: makeSandbox,
  },
  {
    name: "run containers",
    when: () => true,
    run(pod) {
      pod.advance();
      pod.enforceGrace();
      pod.volumes.refresh();
      return "next";
    },
  },
];

const isDeleted = ({ pod }: PodAccess): boolean => pod.metadata.deletionTimestamp !== undefined;

/** Main containers first, all at once; sidecars after them, the last one first. */
function stopContainers(pod: PodAccess): void {
  const now = pod.node.clock.now();
  const { record } = pod;
  const graceMs = pod.graceMs();
  record.ending ??= { sinceMs: now, graceMs };
  if (graceMs < record.ending.graceMs) record.ending.graceMs = graceMs;
  const left = Math.max(0, record.ending.sinceMs + record.ending.graceMs - now);
  const all = containersOf(pod.pod);
  const running = all.filter(({ spec }) => {
    const stage = record.containers[spec.name];
    return stage?.stage === "running" || stage?.postStart === "running";
  });
  const mains = running.filter(({ role }) => role !== "sidecar");
  const next = mains.length > 0 ? mains : running.slice(-1);
  for (const placed of next) {
    const own = record.containers[placed.spec.name]!;
    const killMs = now + left;
    if (own.stopping && own.stopping.killMs > killMs + 2000) own.stopping.killMs = killMs;
    pod.stop(placed, own, { message: `Stopping container ${placed.spec.name}`, graceMs: left });
  }
  pod.enforceGrace();
}
