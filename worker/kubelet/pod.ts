import type { PodObject, Probe } from "../api/generated/types.ts";
import { Pod } from "../api/kinds/index.ts";
import { refOf } from "../api/machinery/object.ts";
import { StatusError } from "../api/machinery/status.ts";
import { deepEqual } from "../api/machinery/values.ts";
import type { NetHost } from "../network/topology.ts";
import { containerEvent } from "./containerEvents.ts";
import { containersOf, isFinished, type PlacedContainer, restartsAfter, startable } from "./containers.ts";
import { runHook } from "./hooks.ts";
import { ContainerLog, logTail } from "./logs.ts";
import { type NodeContext, shortVersion } from "./node.ts";
import type { PodAccess } from "./podAccess.ts";
import { podStages } from "./podStages.ts";
import { PodVolumes } from "./podVolumes.ts";
import { ask, countAnswer, type ProbeAnswer } from "./probe.ts";
import { type ContainerProcess, StartError } from "./process.ts";
import type { ContainerRecord, PodRecord, ProbeKind, ProbeRecord } from "./records.ts";
import { makeProcess, readTerminationMessage } from "./runtime.ts";
import { removeSandbox, restoreSandbox } from "./sandbox.ts";
import { nextRule } from "./stages.ts";
import { podStatus } from "./status.ts";
import { ContainerView } from "./view.ts";

const PROBES: readonly ProbeKind[] = ["startup", "readiness", "liveness"];

/** Containers always get this long between SIGTERM and SIGKILL. @see kuberuntime minimumGracePeriodInSeconds */
const LEAST_GRACE_MS = 2000;

/**
 * One pod on its node: keeps its record going through the stages, runs its containers, and reports its status. Nothing is
 * lost when it is thrown away: everything that must last is in the record.
 */
export class PodWorker implements PodAccess {
  readonly node: NodeContext;
  readonly record: PodRecord;
  readonly volumes: PodVolumes;
  readonly processes = new Map<string, ContainerProcess>();
  readonly logs = new Map<string, ContainerLog>();
  /** The pod as the API has it (for a static pod: its mirror), or as it last was. */
  pod: PodObject;
  host: NetHost | undefined;
  /** The API has no such pod any more. */
  gone = false;
  /** When it must be looked at again without anything having happened. */
  dueMs = Number.POSITIVE_INFINITY;
  readonly #prepared = new Map<string, ContainerProcess>();
  readonly #asking = new Set<ProbeRecord>();
  #statusDirty = true;
  #writing = false;
  #halted = false;

  constructor(node: NodeContext, pod: PodObject, record: PodRecord) {
    this.node = node;
    this.pod = pod;
    this.record = record;
    this.volumes = new PodVolumes(this);
  }

  get longName(): string {
    return `${this.record.name}_${this.record.namespace}(${this.record.uid})`;
  }

  /** Takes notice of the pod as the API has it now. */
  update(pod: PodObject): void {
    const before = this.pod;
    this.pod = pod;
    if (concerns(before, pod)) {
      this.#statusDirty = true;
      this.node.wake(this.record.uid);
    }
  }

  /** Something happened that the status may have to tell. */
  touch(): void {
    this.#statusDirty = true;
    this.node.wake(this.record.uid);
  }

  /** Looks at everything once and does what is due. */
  sync(): void {
    if (this.#halted) return;
    this.dueMs = Number.POSITIVE_INFINITY;
    for (const stage of podStages) {
      if (stage.when(this) && stage.run(this) === "wait") break;
    }
    if (this.#statusDirty && !this.gone) this.#report();
  }

  due(ms: number): void {
    if (ms < this.dueMs) this.dueMs = ms;
  }

  /** Every container that may go on, goes on. */
  advance(): void {
    for (const placed of startable(this.pod, this.record)) this.#advance(placed);
    for (const placed of containersOf(this.pod)) {
      const own = this.record.containers[placed.spec.name];
      if (own?.stage === "running") this.#probe(placed, own);
    }
  }

  #advance(placed: PlacedContainer): void {
    const { name } = placed.spec;
    const own = (this.record.containers[name] ??= newContainer(name, placed.role));
    const view = new ContainerView(this, placed, own);
    for (;;) {
      if (own.dueMs !== undefined && own.dueMs > this.node.clock.now()) {
        this.due(own.dueMs);
        return;
      }
      const rule = nextRule(own.stage, view);
      if (!rule) return;
      rule.enter(view);
      this.#statusDirty = true;
    }
  }

  prepare(placed: PlacedContainer, own: ContainerRecord): void {
    const log = new ContainerLog([]);
    // A new container has nothing of the one before.
    own.subPaths = undefined;
    own.layer = undefined;
    this.#prepared.set(placed.spec.name, makeProcess(this, placed, own, log));
  }

  start(placed: PlacedContainer, own: ContainerRecord): void {
    const { name } = placed.spec;
    const now = this.node.clock.now();
    if (own.exit) {
      own.lastExit = own.exit;
      own.restarts += 1;
      own.previousLog = own.log;
      own.exit = undefined;
    }
    const prepared = this.#prepared.get(name) ?? makeProcess(this, placed, own, new ContainerLog([]));
    this.#prepared.delete(name);
    own.log = prepared.spec.log.lines as ContainerRecord["log"];
    own.id = own.pendingId ?? own.id;
    own.startedMs = now;
    own.started = placed.spec.startupProbe === undefined;
    own.ready = own.started && placed.spec.readinessProbe === undefined;
    for (const kind of PROBES) if (own.probes[kind]) own.probes[kind] = undefined;
    own.memory = undefined;
    own.requests = undefined;
    own.meter = undefined;
    own.pull = undefined;
    try {
      this.#run(placed, own, prepared);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      this.#failedToStart(placed, own, error.message);
      return;
    }
    this.event("Normal", "Started", containerEvent("started", name, this.node.settings), placed.fieldPath);
    if (placed.spec.lifecycle?.postStart) {
      own.postStart = "running";
      own.dueMs = undefined;
      this.#postStart(placed, own, prepared);
    } else this.#running(placed, own);
  }

  #running(placed: PlacedContainer, own: ContainerRecord): void {
    own.stage = "running";
    own.waiting = undefined;
    own.dueMs = undefined;
    own.postStart = undefined;
    const now = this.node.clock.now();
    for (const kind of PROBES) {
      const probe = placed.spec[`${kind}Probe`];
      if (!probe) continue;
      const result = kind === "liveness" ? "success" : kind === "startup" ? "unknown" : "failure";
      const delayMs = (probe.initialDelaySeconds ?? 0) * 1000 + this.node.timings.firstProbeMs(this.node.chance);
      own.probes[kind] = { nextMs: now + delayMs, run: 0, result };
    }
    this.touch();
  }

  /** Starts the program again where a former life of the sandbox left it. */
  resume(): void {
    if (this.record.sandbox && !this.record.sandbox.released) this.host = restoreSandbox(this);
    this.volumes.restore();
    for (const placed of containersOf(this.pod)) {
      const own = this.record.containers[placed.spec.name];
      if (own?.stage !== "running" && own?.postStart !== "running") continue;
      const log = new ContainerLog(own.log);
      const process = makeProcess(this, placed, own, log);
      own.stage = "running";
      own.postStart = undefined;
      this.#run(placed, own, process);
    }
    this.#statusDirty = true;
  }

  #run(placed: PlacedContainer, own: ContainerRecord, process: ContainerProcess): void {
    const { name } = placed.spec;
    const done = process.start();
    this.processes.set(name, process);
    this.logs.set(name, process.spec.log);
    done.then(
      (code) => this.#ended(placed, own, process, code),
      (error: unknown) => {
        this.node.failed(error);
        this.#ended(placed, own, process, 2);
      },
    );
  }

  #ended(placed: PlacedContainer, own: ContainerRecord, process: ContainerProcess, code: number): void {
    if (this.processes.get(placed.spec.name) !== process || this.#halted) return;
    this.processes.delete(placed.spec.name);
    const now = this.node.clock.now();
    const message = readTerminationMessage(placed.spec, process, code === 0 ? "" : logTail(own));
    own.exit = {
      code,
      reason: code === 0 ? "Completed" : "Error",
      ...(message && { message }),
      startedMs: own.startedMs ?? now,
      finishedMs: now,
      id: own.id ?? "",
    };
    own.stage = "exited";
    own.started = false;
    own.ready = false;
    own.waiting = undefined;
    own.stopping = undefined;
    own.postStart = undefined;
    // The next look finds the end, and only the one after that starts it again.
    own.dueMs = now + this.node.timings.sandboxMs(this.node.chance);
    this.touch();
  }

  #failedToStart(placed: PlacedContainer, own: ContainerRecord, message: string): void {
    const now = this.node.clock.now();
    this.event("Warning", "Failed", `Error: ${message}`, placed.fieldPath);
    own.exit = { code: 128, reason: "StartError", message, startedMs: 0, finishedMs: now, id: own.id ?? "" };
    own.started = false;
    own.ready = false;
    if (restartsAfter(this.pod, placed, 128)) {
      own.stage = "failedToCreate";
      own.waiting = { reason: "RunContainerError", message };
    } else {
      own.stage = "exited";
      own.waiting = undefined;
    }
    own.dueMs = now + this.node.timings.retryMs;
    this.touch();
  }

  #postStart(placed: PlacedContainer, own: ContainerRecord, process: ContainerProcess): void {
    runHook(placed.spec.lifecycle!.postStart!, this.#hookContext(placed, process)).then(
      (problem) => {
        if (own.postStart !== "running" || this.processes.get(placed.spec.name) !== process) return;
        own.postStart = "done";
        if (problem === undefined) return this.#running(placed, own);
        this.event("Warning", "FailedPostStartHook", "PostStartHook failed", placed.fieldPath);
        own.waiting = { reason: "PostStartHookError", message: problem };
        this.stop(placed, own, { message: "FailedPostStartHook", graceMs: this.graceMs() });
        this.node.wake(this.record.uid);
      },
      (error: unknown) => this.node.failed(error),
    );
  }

  #hookContext(placed: PlacedContainer, process: ContainerProcess) {
    return { container: placed.spec, process, ip: this.ip, node: this.node, longName: this.longName };
  }

  get ip(): string {
    return this.pod.spec.hostNetwork ? this.node.settings.ip : (this.record.sandbox?.ip ?? "");
  }

  graceMs(): number {
    const { deletionGracePeriodSeconds: asked } = this.pod.metadata;
    return (asked ?? this.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  }

  /** Begins to stop a container: hook, SIGTERM, and after the grace SIGKILL. */
  stop(
    placed: PlacedContainer,
    own: ContainerRecord,
    { message, graceMs }: { message: string; graceMs: number },
  ): void {
    const process = this.processes.get(placed.spec.name);
    if (!process || own.stopping) return;
    this.event("Normal", "Killing", message, placed.fieldPath);
    const killMs = this.node.clock.now() + Math.max(graceMs, LEAST_GRACE_MS);
    own.stopping = { killMs, signalled: false };
    const hook = placed.spec.lifecycle?.preStop;
    const signal = () => {
      if (own.stopping && this.processes.get(placed.spec.name) === process) {
        own.stopping.signalled = true;
        process.signal("SIGTERM");
      }
    };
    if (!hook || graceMs === 0) signal();
    else {
      runHook(hook, this.#hookContext(placed, process)).then(
        (problem) => {
          if (problem !== undefined) {
            this.event("Warning", "FailedPreStopHook", "PreStopHook failed", placed.fieldPath);
          }
          signal();
        },
        (error: unknown) => this.node.failed(error),
      );
    }
    this.due(killMs);
  }

  /** SIGKILL for those whose grace is over. */
  enforceGrace(): void {
    const now = this.node.clock.now();
    for (const [name, process] of this.processes) {
      const { stopping } = this.record.containers[name] ?? {};
      if (!stopping) continue;
      if (stopping.killMs <= now) process.kill();
      else this.due(stopping.killMs);
    }
  }

  #probe(placed: PlacedContainer, own: ContainerRecord): void {
    const process = this.processes.get(placed.spec.name);
    if (!process || own.stopping) return;
    for (const kind of PROBES) {
      const probe = placed.spec[`${kind}Probe`];
      const state = own.probes[kind];
      if (!probe || !state || state.onHold || this.#asking.has(state)) continue;
      if (kind === "startup" ? own.started : !own.started) continue;
      if (this.pod.metadata.deletionTimestamp && kind !== "readiness") continue;
      const now = this.node.clock.now();
      if (state.nextMs <= now) {
        state.nextMs = now + (probe.periodSeconds ?? 10) * 1000;
        this.#ask(probe, state, { kind, placed, own, process });
      }
      this.due(state.nextMs);
    }
  }

  #ask(probe: Probe, state: ProbeRecord, asked: Asked): void {
    const { placed, process } = asked;
    this.#asking.add(state);
    ask(probe, {
      container: placed.spec,
      ip: this.ip,
      net: this.node.host.access("kubelet"),
      process,
      clock: this.node.clock,
      version: shortVersion(this.node.settings),
    })
      .then((answer) => this.#answered(answer, probe, state, asked))
      .catch((error: unknown) => this.node.failed(error))
      .finally(() => {
        this.#asking.delete(state);
        this.node.wake(this.record.uid);
      });
  }

  #answered(answer: ProbeAnswer, probe: Probe, state: ProbeRecord, { kind, placed, own, process }: Asked): void {
    if (this.processes.get(placed.spec.name) !== process || own.stage !== "running") return;
    const title = `${kind[0]!.toUpperCase()}${kind.slice(1)}`;
    const tell = (reason: string, words: string) => this.event("Warning", reason, words, placed.fieldPath);
    if (answer.result === "error") {
      tell("Unhealthy", `${title} probe errored and resulted in unknown state: ${answer.message}`);
      return;
    }
    if (answer.result === "warning") tell("ProbeWarning", `${title} probe warning: ${answer.message}`);
    if (answer.result === "failure") tell("Unhealthy", `${title} probe failed: ${answer.message}`);
    const before = state.result;
    const result = countAnswer(state, probe, answer.result === "failure" ? "failure" : "success");
    if (result !== before || kind === "startup") this.#probed(placed, own, kind);
  }

  #probed(placed: PlacedContainer, own: ContainerRecord, kind: ProbeKind): void {
    const state = own.probes[kind]!;
    const { name } = placed.spec;
    if (kind === "readiness") own.ready = state.result === "success";
    else if (state.result === "failure") {
      state.onHold = true;
      state.run = 0;
      const again = restartsAfter(this.pod, placed, 137) ? ", will be restarted" : "";
      const kindOfContainer = placed.role === "sidecar" ? "Init container" : "Container";
      const message = `${kindOfContainer} ${name} failed ${kind} probe${again}`;
      const probe = placed.spec[`${kind}Probe`];
      const seconds = probe?.terminationGracePeriodSeconds;
      this.stop(placed, own, { message, graceMs: seconds === undefined ? this.graceMs() : seconds * 1000 });
    } else if (kind === "startup" && state.result === "success") {
      state.onHold = true;
      own.started = true;
      own.ready = placed.spec.readinessProbe === undefined;
      const now = this.node.clock.now();
      // Readiness is asked at once when a container has started; others keep their rhythm.
      if (own.probes.readiness) own.probes.readiness.nextMs = now;
    }
    this.touch();
  }

  event(type: "Normal" | "Warning", reason: string, message: string, fieldPath?: string): void {
    this.node.events
      .event(this.pod, { type, reason, message, ...(fieldPath && { fieldPath }) })
      .catch((error: unknown) => {
        // Nobody can write about what is gone.
        if (!(error instanceof StatusError)) this.node.failed(error);
      });
  }

  /** Whether every container that ran has ended. */
  get quiet(): boolean {
    return this.processes.size === 0;
  }
  get finished(): boolean {
    return isFinished(this.pod, this.record);
  }

  /** Lets go of address and wires; what the containers wrote stays readable. */
  release(): void {
    const { sandbox } = this.record;
    if (!sandbox || sandbox.released) return;
    sandbox.released = true;
    removeSandbox(this);
    this.host = undefined;
    this.#statusDirty = true;
  }

  /** The last word to the API: the object may go. */
  removeFromApi(): void {
    if (this.gone || this.#writing) return;
    this.#writing = true;
    const { uid } = this.pod.metadata;
    this.#writeStatus()
      .then(() => this.node.client.delete(Pod, refOf(this.pod), { gracePeriodSeconds: 0, ...(uid && { uid }) }))
      .catch((error: unknown) => this.#excuse(error))
      .finally(() => {
        this.#writing = false;
      });
  }

  /** Stops everything at once without a word: the node lost power, or the sandbox is thrown away. */
  halt(): void {
    this.#halted = true;
    for (const process of this.processes.values()) process.kill();
    for (const log of this.logs.values()) log.close();
  }

  #report(): void {
    if (this.#writing) return;
    this.#writing = true;
    this.#writeStatus()
      .catch((error: unknown) => this.#excuse(error))
      .finally(() => {
        this.#writing = false;
        if (this.#statusDirty && !this.gone) this.node.wake(this.record.uid);
      });
  }

  async #writeStatus(): Promise<void> {
    // All that happens in the same breath goes into one write.
    await undefined;
    while (this.#statusDirty) {
      this.#statusDirty = false;
      const latest = this.node.cache.get(Pod, refOf(this.pod));
      if (!latest || latest.metadata.uid !== this.pod.metadata.uid) return;
      this.pod = latest;
      const { settings: node, clock } = this.node;
      const status = podStatus(latest, this.record, { node, nowMs: clock.now() });
      if (deepEqual(latest.status, status)) continue;
      try {
        await this.node.client.replaceStatus(Pod, { ...latest, status });
      } catch (error) {
        if (!(error instanceof StatusError) || !error.is("Conflict")) throw error;
        this.#statusDirty = true;
      }
    }
  }

  #excuse(error: unknown): void {
    if (error instanceof StatusError && (error.is("NotFound") || error.is("Conflict"))) return;
    this.node.failed(error);
  }
}

/** A probe that is under way, and of whom. */
interface Asked {
  readonly kind: ProbeKind;
  readonly placed: PlacedContainer;
  readonly own: ContainerRecord;
  readonly process: ContainerProcess;
}

function newContainer(name: string, role: ContainerRecord["role"]): ContainerRecord {
  return { name, role, stage: "waiting", restarts: 0, started: false, ready: false, probes: {}, log: [] };
}

/** Whether a change is one that the kubelet must do something about; its own writes are not. */
function concerns(before: PodObject, after: PodObject): boolean {
  const { metadata: old } = before;
  const { metadata: now } = after;
  return (
    before.spec !== after.spec ||
    old.deletionTimestamp !== now.deletionTimestamp ||
    old.deletionGracePeriodSeconds !== now.deletionGracePeriodSeconds ||
    old.generation !== now.generation ||
    old.annotations !== now.annotations ||
    gatesChanged(before, after)
  );
}

/** Whether a condition that a readiness gate waits for has changed. */
function gatesChanged(before: PodObject, after: PodObject): boolean {
  const gates = after.spec.readinessGates;
  if (!gates || before.status === after.status) return false;
  const read = (pod: PodObject, type: string) => pod.status?.conditions?.find((one) => one.type === type)?.status;
  return gates.some(({ conditionType }) => read(before, conditionType) !== read(after, conditionType));
}
