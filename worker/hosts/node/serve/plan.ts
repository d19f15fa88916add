import type { NodeObject, ServiceObject } from "../../../api/generated/types.ts";
import type { SocketAddress } from "../../../base/net.ts";

/** A real socket that there should be, and where in the simulated network what comes there goes. */
export interface PlannedDoor {
  readonly at: SocketAddress;
  readonly transport: "TCP" | "UDP";
  /** Whose it is: "default/web". */
  readonly service: string;
  readonly dns: boolean;
  /** What it stands for: a load balancer whose address is one of the simulated network. */
  readonly standsFor?: SocketAddress;
  /** Where it may go: one address, or the same port of several nodes. */
  readonly to: readonly SocketAddress[];
}

export interface PlanParts {
  readonly services: readonly ServiceObject[];
  readonly nodes: readonly NodeObject[];
  /** The real address that stands for a node. */
  readonly nodeAddress: (node: string) => string;
  /** The real address that stands for a load balancer's; itself, where it is one. */
  readonly balancerAddress: (ip: string) => string;
  /** Whether this address of a load balancer is only a real one: what comes there goes to node ports. */
  readonly onlyReal: (ip: string) => boolean;
  /** The names of nodes with endpoints of a Service that are ready. */
  readonly nodesWithEndpoints: (service: ServiceObject) => ReadonlySet<string>;
}

/** Every socket for the node ports and load balancers of a cluster. */
export function planDoors(parts: PlanParts): readonly PlannedDoor[] {
  return parts.services.flatMap((service) => [...nodePortDoors(service, parts), ...balancerDoors(service, parts)]);
}

const nameOf = ({ metadata }: ServiceObject): string => `${metadata.namespace}/${metadata.name}`;

type Port = NonNullable<ServiceObject["spec"]["ports"]>[number];

const transportOf = ({ protocol }: Port): "TCP" | "UDP" | undefined =>
  protocol === undefined || protocol === "TCP" ? "TCP" : protocol === "UDP" ? "UDP" : undefined;

/** DNS goes through the simulated network as records, and must be known. */
const isDns = ({ port, targetPort, name }: Port): boolean =>
  port === 53 || targetPort === 53 || /^dns(-|$)/.test(String(targetPort ?? name));

function* nodePortDoors(service: ServiceObject, { nodes, nodeAddress }: PlanParts): Generator<PlannedDoor> {
  for (const port of service.spec.ports ?? []) {
    const transport = transportOf(port);
    if (!port.nodePort || !transport) continue;
    for (const node of nodes) {
      const ip = addressOf(node);
      if (!ip) continue;
      yield {
        at: { ip: nodeAddress(node.metadata.name), port: port.nodePort },
        transport,
        service: nameOf(service),
        dns: isDns(port),
        to: [{ ip, port: port.nodePort }],
      };
    }
  }
}

function* balancerDoors(service: ServiceObject, parts: PlanParts): Generator<PlannedDoor> {
  for (const { ip } of service.status?.loadBalancer?.ingress ?? []) {
    if (!ip) continue;
    for (const port of service.spec.ports ?? []) {
      const transport = transportOf(port);
      if (!transport) continue;
      const door = {
        at: { ip: parts.balancerAddress(ip), port: port.port },
        transport,
        service: nameOf(service),
        dns: isDns(port),
      };
      const simulated = { ip, port: port.port };
      if (parts.onlyReal(ip)) yield { ...door, to: nodePorts(service, port, parts) };
      else yield { ...door, standsFor: simulated, to: [simulated] };
    }
  }
}

/** The node ports that a load balancer sends to; with externalTrafficPolicy Local those of nodes that have endpoints. */
function nodePorts(service: ServiceObject, port: Port, { nodes, nodesWithEndpoints }: PlanParts): SocketAddress[] {
  const local = service.spec.externalTrafficPolicy === "Local" ? nodesWithEndpoints(service) : undefined;
  return nodes.flatMap((node) => {
    const ip = addressOf(node);
    const takes = ip !== undefined && port.nodePort && (!local || local.has(node.metadata.name));
    return takes ? [{ ip, port: port.nodePort! }] : [];
  });
}

const addressOf = ({ status }: NodeObject): string | undefined =>
  status?.addresses?.find(({ type }) => type === "InternalIP")?.address;
