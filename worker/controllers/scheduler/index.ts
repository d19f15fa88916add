/**
 * The scheduler: gives each pod without a node the node that suits it best.
 *
 * In:   nodes, pods, and for spreading the services and ReplicaSets that select them.
 * Out:  bindings; Scheduled and FailedScheduling events; the PodScheduled condition of pods that fit nowhere; pods of lower
 *       priority deleted to make room.
 * Never: moves a pod that has a node.
 *
 * @module
 */

import type { Change } from "../../api/client/client.ts";
import type { ReconcileContext } from "../../api/client/controller.ts";
import type { LabelSelector, NodeObject, PodObject } from "../../api/generated/types.ts";
import { Namespace, Node, Pod, ReplicaSet, Service } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { refOf } from "../../api/machinery/object.ts";
import { StatusError } from "../../api/machinery/status.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { rfc3339 } from "../../base/time.ts";
import { serviceSelects } from "../endpoints/members.ts";
import { controllerOf } from "../workload/ownership.ts";
import { isFinished, podCondition } from "../workload/pods.ts";
import type { NamespaceLabels } from "./affinity-terms.ts";
import type { ClaimBinding } from "./claims.ts";
import { ClusterState } from "./cluster-state.ts";
import { Nominations } from "./nominations.ts";
import { place } from "./place.ts";
import { SchedulingQueue } from "./queue.ts";

const DEFAULT_SCHEDULER = "default-scheduler";

/** What the scheduler lives in; `events` should speak as "default-scheduler". */
type SchedulerContext = Omit<ReconcileContext, "signal">;

/** Places pods until the signal aborts. */
export async function runScheduler(context: SchedulerContext, signal: AbortSignal): Promise<void> {
  const { cache, clock } = context;
  const namespaces: NamespaceLabels = () =>
    cache.list(Namespace).map(({ metadata }) => [metadata.name, metadata.labels]);
  const state = new ClusterState(namespaces);
  const queue = new SchedulingQueue();
  const nominated = new Nominations();
  const claims: Scheduler["claims"] = {};
  const bell = new Bell();
  signal.addEventListener("abort", () => bell.ring(), { once: true });

  cache.follow(
    Node,
    ({ type, object, old }) => {
      if (type === "DELETED") state.removeNode(object.metadata.name);
      else state.setNode(object);
      if (type === "MODIFIED" && !nodeMatters(old, object)) return;
      queue.reconsider(clock.now());
      bell.ring();
    },
    signal,
  );
  cache.follow(
    Pod,
    (change) => {
      if (change.type === "DELETED") {
        nominated.delete(change.object.metadata.uid!);
        claims.code?.forget(change.object.metadata.uid!);
      }
      if (notePod(change, state, queue, clock.now())) bell.ring();
    },
    signal,
  );
  const unseen = cache.synced?.([Node, Pod] as unknown as readonly Kind[]);
  if (unseen) await unseen;
  await placeAll({ context, state, queue, namespaces, nominated, claims, bell, signal });
}

/** Says whether there may be something to place now. */
function notePod({ type, object: pod }: Change<PodObject>, state: ClusterState, queue: SchedulingQueue, nowMs: number) {
  const uid = pod.metadata.uid!;
  if (type === "DELETED") {
    queue.remove(uid);
    if (state.removePod(pod)) queue.reconsider(nowMs);
    return true;
  }
  if (pod.spec.nodeName) {
    queue.remove(uid);
    if (!state.setPod(pod)) return false;
    queue.reconsider(nowMs);
    return true;
  }
  if (!isOurs(pod)) {
    queue.remove(uid);
    return false;
  }
  queue.offer(pod, nowMs);
  return true;
}

/** Waits for a scheduler: this one by name, not on its way out, not gated. */
function isOurs(pod: PodObject): boolean {
  return (
    (pod.spec.schedulerName ?? DEFAULT_SCHEDULER) === DEFAULT_SCHEDULER &&
    pod.metadata.deletionTimestamp === undefined &&
    !isFinished(pod) &&
    (pod.spec.schedulingGates ?? []).length === 0
  );
}

/** Whether a node changed in something that could make room: a heartbeat does not. */
function nodeMatters(old: NodeObject | undefined, node: NodeObject): boolean {
  return (
    !old ||
    !deepEqual(old.spec, node.spec) ||
    !deepEqual(old.metadata.labels, node.metadata.labels) ||
    !deepEqual(old.status?.allocatable, node.status?.allocatable)
  );
}

interface Scheduler {
  readonly context: SchedulerContext;
  readonly state: ClusterState;
  readonly queue: SchedulingQueue;
  readonly namespaces: NamespaceLabels;
  /** Pods for which others were sent away, until they are placed. */
  readonly nominated: Nominations;
  /** Pods with claims: fetched with the first. */
  readonly claims: { code?: ClaimBinding };
  readonly bell: Bell;
  readonly signal: AbortSignal;
}

async function placeAll(scheduler: Scheduler): Promise<void> {
  const { context, queue, bell, signal, claims } = scheduler;
  const { clock } = context;
  while (!signal.aborted) {
    for (const { pod, nodeName } of claims.code?.takeBound() ?? []) await bindTo(scheduler, pod, nodeName);
    const pod = queue.next(clock.now());
    if (pod) {
      await placeOne(scheduler, pod);
      const breath = clock.breathe();
      if (breath) await breath;
      continue;
    }
    const dueMs = queue.nextDueMs();
    const cancel = dueMs === undefined ? () => {} : clock.after(dueMs - clock.now(), () => bell.ring());
    await bell.heard();
    cancel();
  }
}

async function placeOne(scheduler: Scheduler, pod: PodObject): Promise<void> {
  const { context, state, queue, namespaces, nominated } = scheduler;
  const { clock, random } = context;
  const uid = pod.metadata.uid!;
  const memberOf = () => selectorsOf(pod, context);
  const binding = usesClaims(pod) ? await claimBinding(scheduler) : undefined;
  const claims = binding?.demandsOf(pod);
  const release = nominated.reserve(pod, state);
  const placement = place({
    pod,
    state,
    namespaces,
    memberOf,
    chance: random.stream("scheduler"),
    nominatedTo: nominated.nodeOf(pod),
    claims,
  });
  release();
  if ("unschedulable" in placement) {
    const attempts = queue.refused(uid, clock.now());
    // What a former life of the scheduler has said already is not said again when nothing has changed.
    const said = attempts === 1 && podCondition(pod, "PodScheduled")?.message === placement.unschedulable;
    if (!said) await tellUnschedulable(pod, placement.unschedulable, context);
    if (placement.preemption) await nominated.makeRoom(pod, placement.preemption, context);
    return;
  }
  const { nodeName } = placement;
  nominated.delete(uid);
  state.assume(pod, nodeName);
  // Claims that waited for the choice of a node are bound before the pod is.
  if (await binding?.begin(pod, nodeName)) {
    queue.remove(uid);
    return;
  }
  await bindTo(scheduler, pod, nodeName);
}

const usesClaims = ({ spec }: PodObject): boolean =>
  spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined) ?? false;

async function claimBinding({ claims, context, queue, bell, signal }: Scheduler): Promise<ClaimBinding> {
  if (!claims.code) {
    const { ClaimBinding } = await context.clock.hold(import("./claims.ts"));
    claims.code ??= new ClaimBinding(context, signal, () => {
      queue.reconsider(context.clock.now());
      bell.ring();
    });
  }
  return claims.code;
}

async function bindTo({ context, state, queue }: Scheduler, pod: PodObject, nodeName: string): Promise<void> {
  const { client, clock, events } = context;
  const uid = pod.metadata.uid!;
  try {
    await client.bind(refOf(pod), nodeName);
  } catch (error) {
    state.removePod(pod);
    if (!(error instanceof StatusError)) throw error;
    if (error.is("NotFound") || error.is("Conflict")) queue.remove(uid);
    else queue.failed(uid, clock.now());
    context.log(`"Error scheduling pod; retrying" err="${error.message}" pod="${nameOf(pod)}"`);
    return;
  }
  queue.remove(uid);
  const message = `Successfully assigned ${nameOf(pod)} to ${nodeName}`;
  await events.event(pod, { type: "Normal", reason: "Scheduled", message });
}

async function tellUnschedulable(pod: PodObject, message: string, { client, clock, events, log }: SchedulerContext) {
  log(`"Unable to schedule pod; no fit; waiting" pod="${nameOf(pod)}" err="${message}"`);
  await events.event(pod, { type: "Warning", reason: "FailedScheduling", message });
  const old = podCondition(pod, "PodScheduled");
  if (old?.status === "False" && old.reason === "Unschedulable" && old.message === message) return;
  const now = rfc3339(clock.now());
  const since = old?.status === "False" ? (old.lastTransitionTime ?? now) : now;
  const condition = {
    type: "PodScheduled",
    status: "False",
    reason: "Unschedulable",
    message,
    lastProbeTime: null,
    lastTransitionTime: since,
  };
  try {
    await client.patch(Pod, refOf(pod), {
      type: "strategic",
      subresource: "status",
      body: { status: { conditions: [condition] } },
    });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
  }
}

/** The selectors of the services and of the set that a pod belongs to. k8s.io/kubernetes scheduler helper DefaultSelector */
function selectorsOf(pod: PodObject, { cache }: SchedulerContext): readonly LabelSelector[] {
  const namespace = pod.metadata.namespace!;
  const services = cache
    .list(Service, { namespace })
    .filter((service) => serviceSelects(service, pod.metadata.labels))
    .map(({ spec }): LabelSelector => ({ matchLabels: spec.selector! }));
  const owner = controllerOf(pod);
  const set = owner?.kind === "ReplicaSet" ? cache.get(ReplicaSet, { namespace, name: owner.name }) : undefined;
  return set ? [...services, set.spec.selector] : services;
}

const nameOf = ({ metadata }: PodObject): string => `${metadata.namespace}/${metadata.name}`;

/** Rung when there may be work; a ring that nobody hears is kept. */
class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  async heard(): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#rung = false;
    this.#wake = undefined;
  }
}
