import type { ReconcileContext } from "../../api/client/controller.ts";
import type { PodObject } from "../../api/generated/types.ts";
import { Pod } from "../../api/kinds/index.ts";
import { refOf } from "../../api/machinery/object.ts";
import { rfc3339 } from "../../base/time.ts";
import { unlessGone } from "../workload/ownership.ts";
import type { ClusterState } from "./cluster-state.ts";
import type { Victims } from "./place.ts";

/**
 * Pods for which others were sent away, with the node that they wait for. Lost at a restart without harm: the pod is then
 * placed where there is room, or makes room again.
 */
export class Nominations {
  readonly #byUid = new Map<string, { readonly pod: PodObject; readonly nodeName: string }>();

  nodeOf({ metadata }: PodObject): string | undefined {
    return this.#byUid.get(metadata.uid!)?.nodeName;
  }

  /** Placed, or gone. */
  delete(uid: string): void {
    this.#byUid.delete(uid);
  }

  /** Counts the pods that room was made for, unless the one at hand is more important. Returns how to take that back. */
  reserve(pod: PodObject, state: ClusterState): () => void {
    const held = [...this.#byUid.values()].filter(
      (other) =>
        other.pod.metadata.uid !== pod.metadata.uid && (other.pod.spec.priority ?? 0) >= (pod.spec.priority ?? 0),
    );
    for (const other of held) state.assume(other.pod, other.nodeName);
    return () => {
      for (const other of held) state.removePod(other.pod);
    };
  }

  /** Sends the victims away; the pod takes their place when they are gone. */
  async makeRoom(
    pod: PodObject,
    { nodeName, victims }: Victims,
    context: Pick<ReconcileContext, "cache" | "client" | "clock" | "events">,
  ): Promise<void> {
    const { cache, client } = context;
    this.#byUid.set(pod.metadata.uid!, { pod, nodeName });
    const body = { status: { nominatedNodeName: nodeName } };
    await unlessGone(client.patch(Pod, refOf(pod), { type: "merge", subresource: "status", body }));
    const message = `Preempted by pod ${pod.metadata.uid} on node ${nodeName}`;
    for (const victim of victims) {
      const live = cache.get(Pod, refOf(victim));
      if (live && live.metadata.uid === victim.metadata.uid) await sendAway(live, message, context);
    }
  }
}

async function sendAway(
  pod: PodObject,
  message: string,
  { client, clock, events }: Pick<ReconcileContext, "client" | "clock" | "events">,
): Promise<void> {
  if (pod.metadata.deletionTimestamp !== undefined) return;
  const disrupted = {
    type: "DisruptionTarget",
    status: "True",
    reason: "PreemptionByScheduler",
    message: "default-scheduler: preempting to accommodate a higher priority pod",
    lastTransitionTime: rfc3339(clock.now()),
  };
  const body = { status: { conditions: [disrupted] } };
  await unlessGone(client.patch(Pod, refOf(pod), { type: "strategic", subresource: "status", body }));
  await unlessGone(client.delete(Pod, refOf(pod), { uid: pod.metadata.uid! }));
  await events.event(pod, { type: "Normal", reason: "Preempted", message });
}
