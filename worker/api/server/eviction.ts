import type { PodDisruptionBudgetObject, PodObject } from "../generated/types.ts";
import { badRequest, failure, forbiddenRequest } from "../machinery/failures.ts";
import type { Kind } from "../machinery/kind.ts";
import { fromLabelSelector, matches } from "../machinery/labels.ts";
import type { KubeObject, ObjectRef } from "../machinery/object.ts";
import type { StatusCause, StatusError } from "../machinery/status.ts";
import { timestamp } from "../machinery/values.ts";
import { resourceOf } from "./kindRegistry.ts";
import type { WriteRequest } from "./request.ts";
import type { Verbs } from "./verbs.ts";

type Status = NonNullable<PodDisruptionBudgetObject["status"]>;

/** So many pods may be on their way out before the loop that counts them has seen it. */
const MOST_DISRUPTED = 2000;

/**
 * What must be true before a pod is evicted, and what is noted then: its disruption budget allows it and has one less to give;
 * the pod says why it goes. Pods that do not serve are evicted without asking.
 *
 * @see k8s.io/kubernetes pkg/registry/core/pod/storage EvictionREST
 * @throws StatusError TooManyRequests when the budget has nothing to give, or has not been counted
 */
export function prepareEviction(verbs: Verbs, ref: ObjectRef, eviction: KubeObject, request: WriteRequest): void {
  if (eviction.metadata?.name !== ref.name) {
    throw badRequest("name in URL does not match name in Eviction object");
  }
  const { resources } = verbs;
  const pod = resources.get(verbs.pods, ref) as unknown as PodObject;
  const { phase } = pod.status ?? {};
  const serves = phase !== "Succeeded" && phase !== "Failed" && phase !== "Pending";
  if (serves && !pod.metadata.deletionTimestamp) spend(verbs, pod, request);
  if (request.dryRun) return;
  resources.rewrite(verbs.pods, withReason(pod, resources.clock.now()) as unknown as KubeObject, request);
}

function spend(verbs: Verbs, pod: PodObject, request: WriteRequest): void {
  const kind = verbs.kinds.byKind("policy/v1", "PodDisruptionBudget");
  const [budget, another] = kind ? budgetsOf(verbs, kind, pod) : [];
  if (!kind || !budget) return;
  if (another) {
    throw failure(
      500,
      undefined,
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  }
  if (!isReady(pod) && sparesUnready(budget)) return;
  const { clock } = verbs.resources;
  const spent = afterOneMore(budget, pod.metadata.name, clock.now());
  if (!request.dryRun) verbs.resources.rewrite(kind, { ...budget, status: spent } as unknown as KubeObject, request);
}

function budgetsOf({ resources }: Verbs, kind: Kind, pod: PodObject): readonly PodDisruptionBudgetObject[] {
  const all = resources.store.collection(resourceOf(kind)).all(pod.metadata.namespace);
  return (all as unknown as readonly PodDisruptionBudgetObject[]).filter(
    ({ spec }) => spec.selector && matches(fromLabelSelector(spec.selector), pod.metadata.labels),
  );
}

const isReady = ({ status }: PodObject) =>
  (status?.conditions ?? []).some(({ type, status: is }) => type === "Ready" && is === "True");

/** A pod that is not ready may go without a budget's leave: always, or while enough others are healthy. */
function sparesUnready({ spec, status }: PodDisruptionBudgetObject): boolean {
  if (spec.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

/** The budget's status with one disruption less to give. @throws StatusError TooManyRequests, Forbidden */
function afterOneMore({ metadata, status }: PodDisruptionBudgetObject, podName: string, nowMs: number): Status {
  const { name } = metadata;
  if (!status || (status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    throw overBudget(`The disruption budget ${name} is still being processed by the server.`, 10);
  }
  const { disruptionsAllowed = 0, disruptedPods = {} } = status;
  const resource = { group: "policy", plural: "poddisruptionbudget" };
  if (disruptionsAllowed < 0) throw forbiddenRequest(resource, name, "pdb disruptions allowed is negative");
  if (Object.keys(disruptedPods).length > MOST_DISRUPTED) {
    const words = "DisruptedPods map too big - too many evictions not confirmed by PDB controller";
    throw forbiddenRequest(resource, name, words);
  }
  if (disruptionsAllowed === 0) throw overBudget(whyNot(name, status));
  return {
    ...status,
    disruptionsAllowed: disruptionsAllowed - 1,
    ...(disruptionsAllowed === 1 ? { conditions: exhausted(status, nowMs) } : {}),
    disruptedPods: { ...disruptedPods, [podName]: timestamp(nowMs) },
  };
}

const ALLOWED = "DisruptionAllowed";

function whyNot(name: string, { conditions = [], currentHealthy = 0, desiredHealthy = 0 }: Status): string {
  const condition = conditions.find(({ type, status }) => type === ALLOWED && status === "False");
  const { reason, message } = condition ?? {};
  if (reason === "SyncFailed" && message) {
    return `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${message}`;
  }
  if (currentHealthy <= desiredHealthy) {
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  }
  const why = message ? ` (${reason}): ${message}` : "";
  return `The disruption budget ${name} does not allow evicting pods currently${why}`;
}

function exhausted({ conditions = [], observedGeneration }: Status, nowMs: number): Status["conditions"] {
  const condition = {
    type: ALLOWED,
    status: "False",
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    lastTransitionTime: timestamp(nowMs),
    reason: "InsufficientPods",
    message: "",
  };
  return [...conditions.filter(({ type }) => type !== ALLOWED), condition];
}

function overBudget(why: string, retryAfterSeconds?: number): StatusError {
  const cause: StatusCause = { reason: "DisruptionBudget", message: why };
  return failure(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [cause],
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  });
}

function withReason(pod: PodObject, nowMs: number): PodObject {
  const condition = {
    type: "DisruptionTarget",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: timestamp(nowMs),
    reason: "EvictionByEvictionAPI",
    message: "Eviction API: evicting",
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== condition.type);
  return { ...pod, status: { ...pod.status, conditions: [...others, condition] } } as unknown as PodObject;
}
