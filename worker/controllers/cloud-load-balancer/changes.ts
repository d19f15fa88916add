import type { ServiceObject } from "../../api/generated/types.ts";

/** An event to write about a Service. */
export interface Note {
  readonly reason: string;
  readonly message: string;
}

export const FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

/** Services with a class are another controller's. */
export const wantsLoadBalancer = ({ spec }: ServiceObject): boolean =>
  spec.type === "LoadBalancer" && spec.loadBalancerClass === undefined;

/** Holds the finalizer but is going, or is no LoadBalancer any more. */
export function needsCleanup({ metadata, spec }: ServiceObject): boolean {
  const held = metadata.finalizers?.includes(FINALIZER) === true;
  return held && (metadata.deletionTimestamp !== undefined || spec.type !== "LoadBalancer");
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const list = (values: readonly string[] | undefined): string => `[${(values ?? []).join(" ")}]`;

/**
 * Whether a change of a Service concerns its load balancer, and the events that tell of it.
 *
 * @see k8s.io/cloud-provider controllers/service needsUpdate
 */
export function changes(
  old: ServiceObject,
  now: ServiceObject,
): { readonly update: boolean; readonly notes: readonly Note[] } {
  const told = (reason: string, message: string) => ({ update: true, notes: [{ reason, message }] });
  if (!wantsLoadBalancer(old) && !wantsLoadBalancer(now)) return { update: false, notes: [] };
  if (wantsLoadBalancer(old) !== wantsLoadBalancer(now)) return told("Type", `${old.spec.type} -> ${now.spec.type}`);
  const [before, after] = [old.spec, now.spec];
  if (!same(before.loadBalancerSourceRanges, after.loadBalancerSourceRanges)) {
    return told(
      "LoadBalancerSourceRanges",
      `${list(before.loadBalancerSourceRanges)} -> ${list(after.loadBalancerSourceRanges)}`,
    );
  }
  const quiet =
    !same(before.ports, after.ports) ||
    before.sessionAffinity !== after.sessionAffinity ||
    !same(before.sessionAffinityConfig, after.sessionAffinityConfig);
  if (quiet) return { update: true, notes: [] };
  if ((before.loadBalancerIP ?? "") !== (after.loadBalancerIP ?? "")) {
    return told("LoadbalancerIP", `${before.loadBalancerIP ?? ""} -> ${after.loadBalancerIP ?? ""}`);
  }
  const [ipsBefore, ipsAfter] = [before.externalIPs ?? [], after.externalIPs ?? []];
  if (ipsBefore.length !== ipsAfter.length)
    return told("ExternalIP", `Count: ${ipsBefore.length} -> ${ipsAfter.length}`);
  const added = ipsAfter.find((ip, at) => ip !== ipsBefore[at]);
  if (added !== undefined) return told("ExternalIP", `Added: ${added}`);
  if (!same(old.metadata.annotations, now.metadata.annotations)) return { update: true, notes: [] };
  if (old.metadata.uid !== now.metadata.uid) return told("UID", `${old.metadata.uid} -> ${now.metadata.uid}`);
  if (before.externalTrafficPolicy !== after.externalTrafficPolicy) {
    return told("ExternalTrafficPolicy", `${before.externalTrafficPolicy} -> ${after.externalTrafficPolicy}`);
  }
  if ((before.healthCheckNodePort ?? 0) !== (after.healthCheckNodePort ?? 0)) {
    return told("HealthCheckNodePort", `${before.healthCheckNodePort ?? 0} -> ${after.healthCheckNodePort ?? 0}`);
  }
  return { update: false, notes: [] };
}
