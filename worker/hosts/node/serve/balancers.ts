import type { ServiceObject } from "../../../api/generated/types.ts";
import { Service } from "../../../api/kinds/index.ts";
import type { Sandbox } from "../../../cluster/index.ts";
import type { AddressRange } from "./range.ts";

const uidOf = ({ metadata }: ServiceObject): string => metadata.uid ?? "";

/** A cluster-external load balancer's part: what it says when it has an address for a Service. ipMode Proxy: connections end at it. */
const statusFor = (ip: string) => ({ loadBalancer: { ingress: [{ ip, ipMode: "Proxy" }] } });

/**
 * Hands out addresses of a range to Services of type LoadBalancer, as a load balancer outside of the cluster does (cloud-provider-kind).
 * A Service with another loadBalancerClass, or an address of somebody else's, is left alone.
 */
export function handOutAddresses({ server }: Sandbox, range: AddressRange, signal: AbortSignal): void {
  const client = server.client({ user: "system:cloud-controller-manager", groups: ["system:masters"] });
  const write = async (service: ServiceObject, loadBalancer: object) => {
    const { name, namespace = "default" } = service.metadata;
    const patch = { type: "merge", subresource: "status", body: { status: { loadBalancer } } } as const;
    // A Service that has gone meanwhile needs none.
    await client.patch(Service, { name, namespace }, patch).catch(() => {});
  };
  server.cache.follow(
    Service,
    ({ type, object }) => {
      const ours = object.status?.loadBalancer?.ingress?.find(({ ip }) => ip && range.has(ip))?.ip;
      const wants = object.spec.type === "LoadBalancer" && !object.spec.loadBalancerClass;
      if (type === "DELETED") return range.giveBack(uidOf(object));
      if (!wants) {
        range.giveBack(uidOf(object));
        if (ours) void write(object, { ingress: null });
        return;
      }
      if (ours) return range.keep(uidOf(object), ours);
      if ((object.status?.loadBalancer?.ingress ?? []).length > 0) return;
      const ip = range.take(uidOf(object));
      if (ip) void write(object, statusFor(ip).loadBalancer);
    },
    signal,
  );
}
