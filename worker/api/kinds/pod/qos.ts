import type { PodSpec } from "../../generated/types.ts";
import { joined } from "../../machinery/values.ts";

export type QosClass = "Guaranteed" | "Burstable" | "BestEffort";

const COUNTED = ["cpu", "memory"] as const;
const isZero = (quantity: string) => quantity.startsWith("-") || !/[1-9]/.test(quantity.replace(/[eE][+-]?\d+$/, ""));

/**
 * The quality-of-service class of a pod: Guaranteed when every container has limits for cpu and memory and requests no
 * less, BestEffort when none asks for anything, else Burstable.
 *
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
 */
export function qosClassOf(spec: Pick<PodSpec, "containers" | "initContainers" | "resources">): QosClass {
  const claims = spec.resources
    ? [spec.resources]
    : joined(spec.containers ?? [], spec.initContainers ?? []).map(({ resources }) => resources);
  const set = (list: Readonly<Record<string, string>> | undefined) =>
    COUNTED.filter((name) => list?.[name] !== undefined && !isZero(String(list[name])));
  if (claims.every((claim) => set(claim?.requests).length === 0 && set(claim?.limits).length === 0))
    return "BestEffort";
  const guaranteed = claims.every(
    (claim) =>
      set(claim?.limits).length === COUNTED.length &&
      COUNTED.every((name) => claim?.requests?.[name] === undefined || claim.requests[name] === claim.limits?.[name]),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}
