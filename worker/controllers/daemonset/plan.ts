import type { DaemonSetObject, NodeObject, PodObject } from "../../api/generated/types.ts";
import { countOf } from "../workload/percent.ts";
import { isAvailable, isTerminating } from "../workload/pods.ts";
import { nodeOf, placementOn } from "./nodes.ts";

export const REVISION_HASH = "controller-revision-hash";

/** Pods of a DaemonSet by the node they are on or meant for. */
export type PodsByNode = ReadonlyMap<string, readonly PodObject[]>;

export function podsByNode(pods: readonly PodObject[]): PodsByNode {
  const byNode = new Map<string, PodObject[]>();
  for (const pod of pods) {
    const node = nodeOf(pod.spec);
    if (node === undefined) continue;
    const there = byNode.get(node);
    if (there) there.push(pod);
    else byNode.set(node, [pod]);
  }
  return byNode;
}

/** What a round does: nodes that get a pod, pods that go, and pods that ended and are replaced. */
export interface DaemonPlan {
  readonly create: readonly string[];
  readonly remove: readonly PodObject[];
  readonly ended: readonly PodObject[];
}

const oldestFirst = (a: PodObject, b: PodObject): number =>
  (a.metadata.creationTimestamp ?? "").localeCompare(b.metadata.creationTimestamp ?? "") ||
  a.metadata.name.localeCompare(b.metadata.name);

/**
 * One pod on every node that is to have one, none elsewhere; of several the oldest stays.
 * k8s.io/kubernetes pkg/controller/daemon podsShouldBeOnNode
 */
export function planDaemons(set: DaemonSetObject, nodes: readonly NodeObject[], byNode: PodsByNode): DaemonPlan {
  const create: string[] = [];
  const remove: PodObject[] = [];
  const ended: PodObject[] = [];
  const known = new Set<string>();
  for (const node of nodes) {
    const { name } = node.metadata;
    known.add(name);
    const { run, stay } = placementOn(set, node);
    const pods = byNode.get(name) ?? [];
    if (!stay) {
      remove.push(...pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined));
      continue;
    }
    if (run && pods.length === 0) create.push(name);
    const running: PodObject[] = [];
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp !== undefined) continue;
      if (pod.status?.phase === "Failed" || pod.status?.phase === "Succeeded") ended.push(pod);
      else running.push(pod);
    }
    remove.push(...running.sort(oldestFirst).slice(1));
  }
  // Pods that wait for a node which is no more.
  for (const [name, pods] of byNode) {
    if (!known.has(name))
      remove.push(...pods.filter(({ spec, metadata }) => !spec.nodeName && !metadata.deletionTimestamp));
  }
  return { create, remove, ended };
}

/**
 * The pods of older revisions that a rolling update may remove now: those that do not serve at once, of the others as many
 * as maxUnavailable leaves room for. The next round makes their successors.
 *
 * @see https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/
 */
export function podsToReplace(
  set: DaemonSetObject,
  nodes: readonly NodeObject[],
  byNode: PodsByNode,
  { hash, nowMs }: { readonly hash: string; readonly nowMs: number },
): readonly PodObject[] {
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const wanted = nodes.filter((node) => placementOn(set, node).run);
  const { maxUnavailable = 1 } = set.spec.updateStrategy?.rollingUpdate ?? {};
  const allowed = Math.max(1, countOf(maxUnavailable, wanted.length, "up"));
  let unavailable = 0;
  const useless: PodObject[] = [];
  const serving: PodObject[] = [];
  for (const node of wanted) {
    const pods = (byNode.get(node.metadata.name) ?? []).filter((pod) => !isTerminating(pod));
    const current = pods.find((pod) => pod.metadata.labels?.[REVISION_HASH] === hash);
    const old = pods.find((pod) => pod.metadata.labels?.[REVISION_HASH] !== hash);
    if (current || !old) {
      if (!current || !isAvailable(current, minReadySeconds, nowMs)) unavailable += 1;
    } else if (isAvailable(old, minReadySeconds, nowMs)) {
      serving.push(old);
    } else {
      unavailable += 1;
      useless.push(old);
    }
  }
  return [...useless, ...serving.slice(0, Math.max(0, allowed - unavailable))];
}
