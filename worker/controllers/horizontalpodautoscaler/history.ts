import type { HorizontalPodAutoscalerBehavior, HPAScalingRules } from "../../api/generated/types.ts";

/**
 * What an autoscaler remembers of the last minutes: what was recommended, and what was done. As on a real cluster it is forgotten when
 * the process ends.
 */
export interface History {
  recommendations: { readonly replicas: number; readonly ms: number }[];
  up: ScaleEvent[];
  down: ScaleEvent[];
}

interface ScaleEvent {
  readonly change: number;
  readonly ms: number;
}

/** What the loop remembers of an autoscaler for as long as the process lives. */
export interface Memory {
  dueMs: number;
  history?: History;
  /** The selector of its target, once it has been looked at. */
  selector?: string;
}

export const newHistory = (replicas: number, nowMs: number): History => ({
  recommendations: [{ replicas, ms: nowMs }],
  up: [],
  down: [],
});

/** --horizontal-pod-autoscaler-downscale-stabilization */
export const DOWNSCALE_WINDOW_MS = 5 * 60_000;

/** A new recommendation takes the place of one that nobody asks for any more. */
function note(history: History, replicas: number, nowMs: number, isOld: (ms: number) => boolean): void {
  const recommendations = history.recommendations.filter(({ ms }) => !isOld(ms));
  history.recommendations = [...recommendations, { replicas, ms: nowMs }];
}

/** The highest recommendation of the window. k8s.io/kubernetes pkg/controller/podautoscaler stabilizeRecommendation */
export function highestRecent(history: History, replicas: number, nowMs: number): number {
  const cutoff = nowMs - DOWNSCALE_WINDOW_MS;
  const recent = history.recommendations.filter(({ ms }) => ms >= cutoff).map((one) => one.replicas);
  note(history, replicas, nowMs, (ms) => ms < cutoff);
  return Math.max(replicas, ...recent);
}

/** Between the lowest of one window and the highest of the other. stabilizeRecommendationWithBehaviors */
export function stabilized(
  history: History,
  { current, desired, nowMs }: { readonly current: number; readonly desired: number; readonly nowMs: number },
  { upSeconds, downSeconds }: { readonly upSeconds: number; readonly downSeconds: number },
): number {
  const upCutoff = nowMs - upSeconds * 1000;
  const downCutoff = nowMs - downSeconds * 1000;
  const since = (cutoff: number) =>
    history.recommendations.filter(({ ms }) => ms > cutoff).map(({ replicas }) => replicas);
  const least = Math.min(desired, ...since(upCutoff));
  const most = Math.max(desired, ...since(downCutoff));
  note(history, desired, nowMs, (ms) => ms < upCutoff && ms < downCutoff);
  return Math.min(Math.max(current, least), most);
}

/** Notes that the target was scaled. storeScaleEvent */
export function noteScaling(
  history: History,
  behavior: HorizontalPodAutoscalerBehavior | undefined,
  { from, to, nowMs }: { readonly from: number; readonly to: number; readonly nowMs: number },
): void {
  if (!behavior) return;
  const way = to > from ? "up" : "down";
  const rules = to > from ? behavior.scaleUp : behavior.scaleDown;
  const longestMs = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds * 1000));
  const kept = history[way].filter(({ ms }) => ms >= nowMs - longestMs);
  history[way] = [...kept, { change: Math.abs(to - from), ms: nowMs }];
}

const changedIn = (events: readonly ScaleEvent[], periodSeconds: number, nowMs: number): number =>
  events.filter(({ ms }) => ms > nowMs - periodSeconds * 1000).reduce((sum, { change }) => sum + change, 0);

/**
 * How far the policies let a target go in one direction.
 *
 * @see k8s.io/kubernetes pkg/controller/podautoscaler calculateScaleUpLimitWithScalingRules, calculateScaleDownLimitWithBehaviors
 */
export function policyLimit(
  way: "up" | "down",
  rules: HPAScalingRules,
  { current, history, nowMs }: { readonly current: number; readonly history: History; readonly nowMs: number },
): number {
  const { selectPolicy, policies = [] } = rules;
  if (selectPolicy === "Disabled") return current;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const before =
      current - changedIn(history.up, periodSeconds, nowMs) + changedIn(history.down, periodSeconds, nowMs);
    if (way === "up") return type === "Pods" ? before + value : Math.ceil(before * (1 + value / 100));
    return type === "Pods" ? before - value : Math.trunc(before * (1 - value / 100));
  });
  const furthest = (selectPolicy === "Min") === (way === "down");
  return furthest ? Math.max(...limits) : Math.min(...limits);
}
