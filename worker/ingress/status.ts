import type { IngressLoadBalancerIngress, IngressObject, ServiceObject } from "../api/generated/types.ts";

/**
 * What a controller writes into `status.loadBalancer.ingress`.
 *
 * @see kubernetes/ingress-nginx internal/ingress/status runningAddresses
 */
export function publishedAddresses(from: {
  /** --publish-status-address, comma separated. */
  readonly addresses: string;
  readonly service?: ServiceObject | undefined;
  /** Addresses of the nodes that run ready controller pods: where there is neither. */
  readonly nodeAddresses: readonly string[];
}): readonly IngressLoadBalancerIngress[] {
  if (from.addresses !== "") return from.addresses.split(",").map((one) => entry(one.trim()));
  if (!from.service) return [...new Set(from.nodeAddresses)].toSorted().map(entry);
  const { spec, status } = from.service;
  switch (spec.type) {
    case "ExternalName":
      return [{ hostname: spec.externalName ?? "" }];
    case "ClusterIP":
      return [{ ip: spec.clusterIP ?? "" }];
    case "NodePort":
      return spec.externalIPs?.length ? spec.externalIPs.map((ip) => ({ ip })) : [{ ip: spec.clusterIP ?? "" }];
    default:
      return [
        ...(status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) =>
          ip ? { ip } : { hostname: hostname ?? "" },
        ),
        ...(spec.externalIPs ?? []).map((ip) => ({ ip })),
      ].toSorted((a, b) => textOf(a).localeCompare(textOf(b)));
  }
}

const entry = (address: string): IngressLoadBalancerIngress =>
  /^[\d.]+$|:/.test(address) ? { ip: address } : { hostname: address };

const textOf = ({ ip, hostname }: IngressLoadBalancerIngress): string => ip ?? hostname ?? "";

/** Whether an Ingress shows other addresses than it should. */
export function statusDiffers(ingress: IngressObject, addresses: readonly IngressLoadBalancerIngress[]): boolean {
  const shown = (ingress.status?.loadBalancer?.ingress ?? []).map(textOf);
  return shown.length !== addresses.length || shown.some((one, at) => one !== textOf(addresses[at]!));
}
