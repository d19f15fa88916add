import type { ServiceObject, ServicePort } from "../../../api/generated/types.ts";
import { type GatewayNode, notServedBecause } from "../../graph/index.ts";
import type { GatewayObject } from "../../kinds/index.ts";
import { GATEWAY_NAME, gatewayLabel, labelsOf, ownerOf, resourceName } from "./names.ts";

/** spec.infrastructure.annotations that say how a Gateway is to be reached. */
export const SERVICE_TYPE = "gatehouse.dev/service-type";
/** "80=30080,443=30443" */
export const NODE_PORTS = "gatehouse.dev/node-ports";

const TYPES = new Set(["LoadBalancer", "NodePort", "ClusterIP"]);

/** Ports of listeners that are served, each once. */
export function servedPorts({ listeners }: GatewayNode): readonly number[] {
  const served = listeners.filter((listener) => notServedBecause(listener) === undefined);
  return [...new Set(served.map(({ spec }) => spec.port))];
}

/** The Service in front of a Gateway's proxies: node ports, addresses and whatever others have set stay as they are. */
export function proxyService(node: GatewayNode, existing: ServiceObject | undefined): ServiceObject {
  const gateway = node.object;
  const { namespace = "" } = gateway.metadata;
  const annotations = gateway.spec.infrastructure?.annotations;
  const loadBalancerIP = gateway.spec.addresses?.find(({ value }) => value)?.value;
  const { loadBalancerIP: _, ...spec } = existing?.spec ?? {};
  return {
    ...existing,
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      ...existing?.metadata,
      name: resourceName(gateway),
      namespace,
      labels: { ...existing?.metadata.labels, ...labelsOf(gateway) },
      ...(annotations && { annotations: { ...existing?.metadata.annotations, ...annotations } }),
      ownerReferences: [ownerOf(gateway)],
    },
    spec: {
      ...spec,
      type: serviceType(gateway),
      selector: { [GATEWAY_NAME]: gatewayLabel(gateway) },
      ports: servedPorts(node).map((port) => servicePort(port, existing, gateway)),
      ...(loadBalancerIP && { loadBalancerIP }),
    },
  };
}

export function serviceType({ spec }: GatewayObject): string {
  const asked = spec.infrastructure?.annotations?.[SERVICE_TYPE] ?? "";
  return TYPES.has(asked) ? asked : "LoadBalancer";
}

function servicePort(port: number, existing: ServiceObject | undefined, gateway: GatewayObject): ServicePort {
  const old = existing?.spec.ports?.find((one) => one.port === port);
  const asked = serviceType(gateway) === "ClusterIP" ? undefined : askedNodePort(port, gateway);
  return {
    ...old,
    name: `port-${port}`,
    port,
    protocol: "TCP",
    targetPort: port,
    ...(asked !== undefined && { nodePort: asked }),
  };
}

function askedNodePort(port: number, { spec }: GatewayObject): number | undefined {
  for (const pair of (spec.infrastructure?.annotations?.[NODE_PORTS] ?? "").split(",")) {
    const [own, nodePort] = pair.split("=").map(Number);
    if (own === port && nodePort) return nodePort;
  }
  return undefined;
}
