import type { NodeObject, PodObject } from "../../api/generated/types.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { CarriedTerms, type NamespaceLabels } from "./affinity-terms.ts";
import { NodeInfo } from "./node-info.ts";
import { PodCensus } from "./pod-census.ts";

interface Placed {
  readonly pod: PodObject;
  readonly nodeName: string;
}

/**
 * What the scheduler knows of the cluster: nodes with what their pods take, and counts of pods, all kept up change by
 * change. It can be built anew at any time from what the API holds.
 */
export class ClusterState {
  readonly #nodes = new Map<string, NodeInfo>();
  readonly #placed = new Map<string, Placed>();
  readonly census = new PodCensus(() => this.#placed.values());
  readonly carried: CarriedTerms;

  constructor(namespaces: NamespaceLabels) {
    this.carried = new CarriedTerms(namespaces);
  }

  nodes(): Iterable<NodeInfo> {
    return this.#nodes.values();
  }
  get nodeCount(): number {
    return this.#nodes.size;
  }
  node(name: string): NodeInfo | undefined {
    return this.#nodes.get(name);
  }

  setNode(node: NodeObject): void {
    const info = this.#nodes.get(node.metadata.name);
    if (info) {
      info.setNode(node);
      return;
    }
    const fresh = new NodeInfo(node);
    this.#nodes.set(node.metadata.name, fresh);
    for (const { pod, nodeName } of this.#placed.values()) if (nodeName === node.metadata.name) fresh.add(pod);
  }

  removeNode(name: string): void {
    this.#nodes.delete(name);
  }

  /** A placed pod as it is now; one that has ended takes nothing any more. Says whether room was given up. */
  setPod(pod: PodObject): boolean {
    const phase = pod.status?.phase;
    if (phase === "Succeeded" || phase === "Failed" || !pod.spec.nodeName) return this.removePod(pod);
    const known = this.#placed.get(pod.metadata.uid!);
    if (!known) {
      this.#place(pod, pod.spec.nodeName);
      return false;
    }
    const alike =
      known.nodeName === pod.spec.nodeName &&
      known.pod.metadata.generation === pod.metadata.generation &&
      known.pod.metadata.deletionTimestamp === pod.metadata.deletionTimestamp &&
      deepEqual(known.pod.metadata.labels, pod.metadata.labels);
    if (alike) return false;
    this.removePod(known.pod);
    this.#place(pod, pod.spec.nodeName);
    // A pod that is told to go gives nothing up before it is gone.
    return known.pod.metadata.deletionTimestamp === pod.metadata.deletionTimestamp;
  }

  removePod(pod: PodObject): boolean {
    const known = this.#placed.get(pod.metadata.uid!);
    if (!known) return false;
    this.#placed.delete(pod.metadata.uid!);
    this.#nodes.get(known.nodeName)?.remove(known.pod);
    this.census.remove(known.pod, known.nodeName);
    this.carried.remove(known.pod, known.nodeName);
    return true;
  }

  /** Counts a pod on the node it is about to be bound to. */
  assume(pod: PodObject, nodeName: string): void {
    this.#place(pod, nodeName);
  }

  #place(pod: PodObject, nodeName: string): void {
    this.#placed.set(pod.metadata.uid!, { pod, nodeName });
    this.#nodes.get(nodeName)?.add(pod);
    this.census.add(pod, nodeName);
    this.carried.add(pod, nodeName);
  }
}
