/**
 * Autoscalers keep as many replicas as their metrics ask for.
 *
 * In:   HorizontalPodAutoscalers, the scale of their target, its pods, the metrics APIs.
 * Out:  the scale; the autoscaler's status and conditions; events.
 * Never: measures anything, nor touches a pod.
 *
 * @module
 */
import { type Controller, defineController, type ReconcileContext } from "../../api/client/controller.ts";
import type { HorizontalPodAutoscalerObject } from "../../api/generated/types.ts";
import { HorizontalPodAutoscaler } from "../../api/kinds/index.ts";
import { keyOf, type ObjectRef } from "../../api/machinery/object.ts";
import type { Memory } from "./history.ts";
import { Round } from "./round.ts";

/** --horizontal-pod-autoscaler-sync-period */
const SYNC_MS = 15_000;

export function horizontalPodAutoscalerController(): Controller<HorizontalPodAutoscalerObject> {
  const known = new Map<string, Memory>();
  return defineController<HorizontalPodAutoscalerObject>({
    name: "horizontal-pod-autoscaler-controller",
    for: HorizontalPodAutoscaler,
    watches: [],
    async reconcile(ref, autoscaler, context) {
      const key = keyOf({ metadata: ref });
      if (!autoscaler) {
        known.delete(key);
        return undefined;
      }
      const nowMs = context.clock.now();
      // Every request waits a period, the first one too. k8s.io/kubernetes pkg/controller/podautoscaler FixedItemIntervalRateLimiter
      const memory = known.get(key) ?? { dueMs: nowMs + SYNC_MS };
      known.set(key, memory);
      if (nowMs < memory.dueMs) return { requeueAfterMs: memory.dueMs - nowMs };
      memory.dueMs = nowMs + SYNC_MS;
      await attempt(new Round(autoscaler, memory, others(known, ref), context), context);
      return { requeueAfterMs: memory.dueMs - nowMs };
    },
  });
}

/** The selectors that the autoscalers of a namespace go by. */
const others =
  (known: ReadonlyMap<string, Memory>, { namespace = "" }: ObjectRef) =>
  () =>
    [...known].flatMap(([key, { selector }]) => {
      const [within, name = ""] = key.split("/");
      return within === namespace && selector !== undefined ? [{ name, namespace, selector }] : [];
    });

/** What fails is tried again when the next period begins, not sooner. */
async function attempt(round: Round, { log }: ReconcileContext): Promise<void> {
  try {
    await round.run();
  } catch (error) {
    log(`"Unhandled Error" err=${JSON.stringify(error instanceof Error ? error.message : String(error))}`);
  }
}
