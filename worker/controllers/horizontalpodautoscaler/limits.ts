import type { HorizontalPodAutoscalerObject, HPAScalingRules } from "../../api/generated/types.ts";
import { DOWNSCALE_WINDOW_MS, type History, highestRecent, policyLimit, stabilized } from "./history.ts";

/** What a recommendation becomes, and what is said about it. */
export interface Normalized {
  readonly replicas: number;
  /** AbleToScale, which is true in any case. */
  readonly able: Words;
  /** ScalingLimited */
  readonly limited: Words & { readonly is: boolean };
}

interface Words {
  readonly reason: string;
  readonly message: string;
}

interface Recommendation {
  readonly current: number;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  readonly history: History;
  readonly nowMs: number;
}

const words = (reason: string, message: string): Words => ({ reason, message });
const READY = words("ReadyForNewScale", "recommended size matches current size");
const WITHIN = words("DesiredWithinRange", "the desired count is within the acceptable range");
const TOO_MANY = words("TooManyReplicas", "the desired replica count is more than the maximum replica count");
const TOO_FEW = words("TooFewReplicas", "the desired replica count is less than the minimum replica count");
const UP_RATE = words("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate");
const DOWN_RATE = words("ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate");
const DOWN_STABLE = words(
  "ScaleDownStabilized",
  "recent recommendations were higher than current one, applying the highest recent recommendation",
);
const UP_STABLE = words(
  "ScaleUpStabilized",
  "recent recommendations were lower than current one, applying the lowest recent recommendation",
);

/**
 * Holds a recommendation to the window, the rates and the bounds of its autoscaler.
 *
 * @see k8s.io/kubernetes pkg/controller/podautoscaler normalizeDesiredReplicas, normalizeDesiredReplicasWithBehaviors
 */
export function normalize({ spec }: HorizontalPodAutoscalerObject, asked: Recommendation): Normalized {
  const { scaleUp, scaleDown } = spec.behavior ?? {};
  const ruled = spec.behavior !== undefined;
  const stable = ruled
    ? stabilized(asked.history, asked, {
        upSeconds: scaleUp?.stabilizationWindowSeconds ?? 0,
        downSeconds: scaleDown?.stabilizationWindowSeconds ?? DOWNSCALE_WINDOW_MS / 1000,
      })
    : highestRecent(asked.history, asked.desired, asked.nowMs);
  const able = stable === asked.desired ? READY : ruled && asked.desired >= asked.current ? UP_STABLE : DOWN_STABLE;
  const { replicas, why } = ruled
    ? byRules({ ...asked, desired: stable }, scaleUp ?? {}, scaleDown ?? {})
    : byDefault({ ...asked, desired: stable });
  return { replicas, able, limited: { ...why, is: replicas !== stable } };
}

interface Bounded {
  readonly replicas: number;
  readonly why: Words;
}

/** Without a behavior: at most twice as many, or four. convertDesiredReplicasWithRules */
function byDefault({ current, desired, min, max }: Recommendation): Bounded {
  const rate = Math.max(2 * current, 4);
  if (desired < min) return { replicas: min, why: TOO_FEW };
  if (desired > Math.min(max, rate))
    return max > rate ? { replicas: rate, why: UP_RATE } : { replicas: max, why: TOO_MANY };
  return { replicas: desired, why: WITHIN };
}

/** convertDesiredReplicasWithBehaviorRate */
function byRules(
  { current, desired, min, max, history, nowMs }: Recommendation,
  scaleUp: HPAScalingRules,
  scaleDown: HPAScalingRules,
): Bounded {
  const past = { current, history, nowMs };
  if (desired > current) {
    const rate = Math.max(policyLimit("up", scaleUp, past), current);
    const most = Math.min(max, rate);
    if (desired > most) return { replicas: most, why: max > rate ? UP_RATE : TOO_MANY };
  } else if (desired < current) {
    const rate = Math.min(policyLimit("down", scaleDown, past), current);
    const least = Math.max(min, rate);
    if (desired < least) return { replicas: least, why: min < rate ? DOWN_RATE : TOO_FEW };
  }
  return { replicas: desired, why: WITHIN };
}
