import { type DoorContext, DoorError, type DoorTarget, type NodeDoor } from "./door.ts";
import { ContainerLog } from "./logs.ts";
import type { PodWorker } from "./pod.ts";
import { type ExecStreams, StartError } from "./process.ts";
import { readLog } from "./readLog.ts";
import type { LogLine } from "./records.ts";

/** The door of a node whose code is here; see `NodeDoor`. */
export function nodeDoor({ find, clock, reachable }: DoorContext): NodeDoor {
  const podOf = ({ namespace, pod }: Omit<DoorTarget, "container">): PodWorker => {
    const worker = reachable() ? find(namespace, pod) : undefined;
    if (!worker) throw new DoorError(404, `pod "${pod}" not found in namespace "${namespace}" on its node`);
    return worker;
  };
  const processOf = (target: DoorTarget) => {
    const worker = podOf(target);
    const process = worker.processes.get(target.container);
    if (!process) throw new DoorError(404, `container not found ("${target.container}")`);
    return process;
  };

  return {
    async *logs(target, options, signal) {
      const log = logOf(podOf(target), target, options.previous === true);
      yield* readLog(log, options, { nowMs: clock.now(), ...(signal && { signal }) });
    },

    async exec(target, command, streams) {
      try {
        return await processOf(target).exec(command, streams);
      } catch (error) {
        if (!(error instanceof StartError)) throw error;
        const message = `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${execId(command)}": ${error.message}`;
        throw new DoorError(500, message);
      }
    },

    async attach(target, streams) {
      const process = processOf(target);
      const stop = process.watch(streams);
      const { stdinWriter } = process.spec;
      const { stdin, onResize } = streams;
      const { terminal } = process;
      if (terminal && streams.size) terminal.resize(streams.size);
      if (terminal) onResize?.((size) => terminal.resize(size));
      if (stdin && stdinWriter) {
        pump(stdin, stdinWriter).catch(() => {});
      }
      const left = new Promise<undefined>((resolve) => {
        if (streams.signal?.aborted) resolve(undefined);
        streams.signal?.addEventListener("abort", () => resolve(undefined), { once: true });
      });
      try {
        return await Promise.race([process.ended, left]);
      } finally {
        stop();
      }
    },

    async portForward(target, port) {
      const worker = podOf(target);
      const host = worker.pod.spec.hostNetwork ? worker.node.host : worker.host;
      if (!host) throw new DoorError(404, `pod "${target.pod}" has no network`);
      // Inside the pod's own namespace, so that what listens on its loopback answers too.
      return host.access("port-forward").connect({ ip: "127.0.0.1", port });
    },
  };
}

async function pump(
  from: NonNullable<ExecStreams["stdin"]>,
  to: { write(chunk: Uint8Array): Promise<void>; close(): void },
) {
  for await (const chunk of from) await to.write(chunk);
  to.close();
}

function execId(command: readonly string[]): string {
  let id = "";
  for (let part = 0; id.length < 64; part++) {
    let hash = 0x811c9dc5 ^ part;
    for (const char of command.join(" ")) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
    id += (hash >>> 0).toString(16).padStart(8, "0");
  }
  return id;
}

/**
 * Which log is meant, or why there is none.
 * @see k8s.io/kubernetes pkg/kubelet kubelet_pods.go validateContainerLogStatus
 */
function logOf(worker: PodWorker, { container, pod }: DoorTarget, previous: boolean): ContainerLog {
  const own = worker.record.containers[container];
  const fail = (message: string) => new DoorError(400, message);
  if (!own) {
    const waiting = waitingReason(worker, container);
    if (waiting === undefined) throw fail(`container "${container}" in pod "${pod}" is not available`);
    throw fail(`container "${container}" in pod "${pod}" is waiting to start: ${waiting}`);
  }
  if (previous) {
    const lines = own.stage === "running" || own.stage === "exited" ? own.previousLog : own.exit ? own.log : undefined;
    const exists = own.stage === "running" || own.stage === "exited" ? own.lastExit : own.exit;
    if (!exists || !lines) throw fail(`previous terminated container "${container}" in pod "${pod}" not found`);
    return closedLog(lines);
  }
  const live = worker.logs.get(container);
  if (own.stage === "running" || own.postStart === "running") return live ?? closedLog(own.log);
  if (own.exit) return closedLog(own.log);
  switch (own.stage) {
    case "pullFailed":
      throw fail(`container "${container}" in pod "${pod}" is waiting to start: image can't be pulled`);
    case "pullBackOff":
      throw fail(`container "${container}" in pod "${pod}" is waiting to start: trying and failing to pull image`);
    default: {
      const reason = own.waiting?.reason ?? waitingReason(worker, container) ?? "ContainerCreating";
      throw fail(`container "${container}" in pod "${pod}" is waiting to start: ${reason}`);
    }
  }
}

function waitingReason({ pod }: PodWorker, container: string): string | undefined {
  const { initContainers = [], containers } = pod.spec;
  if (![...initContainers, ...containers].some(({ name }) => name === container)) return undefined;
  return initContainers.length > 0 ? "PodInitializing" : "ContainerCreating";
}

function closedLog(lines: readonly LogLine[]): ContainerLog {
  const log = new ContainerLog([...lines]);
  log.closed = true;
  return log;
}
