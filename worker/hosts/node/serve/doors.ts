import { EndpointSlice, Node, SERVICE_NAME_LABEL, Service } from "../../../api/kinds/index.ts";
import type { NetAccess, SocketAddress } from "../../../base/net.ts";
import type { Sandbox } from "../../../cluster/index.ts";
import { API_PORT_ON_LAPTOP, LAPTOP, machineId } from "../../../cluster/wires.ts";
import { handOutAddresses } from "./balancers.ts";
import { listenTcp } from "./listeners.ts";
import type { Pace } from "./pace.ts";
import { type PlannedDoor, planDoors } from "./plan.ts";
import { AddressRange } from "./range.ts";
import { ServiceDoors } from "./serviceDoors.ts";

export interface DoorOptions {
  /** A range of loopback addresses ("127.0.64.0/24") for Services of type LoadBalancer; absent: nobody gives them any. */
  readonly lbRange?: string;
  /** On the virtual clock: what lets time pass. */
  readonly pace?: Pace | undefined;
  /** Told of Services' sockets as they come and go, a line each. */
  readonly say?: (line: string) => void;
}

/** A sandbox's doors to real clients. */
export interface Doors {
  /** Where the API server is: "https://127.0.0.1:40123". */
  readonly url: string;
  /** The administrator's way in, as a kubeconfig. */
  readonly kubeconfig: string;
  /** Closes every door, and cuts whoever is in one. */
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
/** What stands for nodes, and for load balancers whose addresses are not this machine's. */
const NODES = "127.0.63.0/24";
const BALANCERS = "127.0.64.0/24";

/**
 * Opens the doors of a sandbox that runs: its API server, and from now on every node port and load balancer address.
 *
 * @throws RangeError when the range is none
 */
export async function openDoors(sandbox: Sandbox, options: DoorOptions = {}): Promise<Doors> {
  const { pace, lbRange, say = () => {} } = options;
  const { controlPlane, cloud } = sandbox.profile;
  const life = new AbortController();
  const ranges = { nodes: new AddressRange(NODES), balancers: new AddressRange(lbRange ?? BALANCERS) };
  const managed = controlPlane.kind === "managed";
  const to = managed ? { ip: controlPlane.ip, port: 443 } : { ip: LOOPBACK, port: API_PORT_ON_LAPTOP };
  const api = await listenForApi(() => netFor(sandbox, to.ip).meet!(to));
  if (lbRange !== undefined && !cloud) handOutAddresses(sandbox, ranges.balancers, life.signal);
  const doors = new ServiceDoors({
    plan: () => planFor(sandbox, ranges),
    netFor: (ip) => netFor(sandbox, ip),
    pace,
    say,
  });
  const { cache } = sandbox.server;
  const changed = () => doors.plan();
  cache.follow(Service, changed, life.signal);
  cache.follow(Node, changed, life.signal);
  cache.follow(EndpointSlice, changed, life.signal);
  const url = `https://${LOOPBACK}:${api.port}`;
  return {
    url,
    kubeconfig: sandbox.kubeconfig(url, managed ? controlPlane.host : undefined),
    close: async () => {
      life.abort();
      await Promise.all([api.close(), doors.close()]);
    },
  };
}

/** Where the sandbox's own kubeconfig has it, if that port is free. */
async function listenForApi(meet: Parameters<typeof listenTcp>[0]["meet"]) {
  try {
    return await listenTcp({ at: { ip: LOOPBACK, port: API_PORT_ON_LAPTOP }, meet });
  } catch {
    return await listenTcp({ at: { ip: LOOPBACK, port: 0 }, meet });
  }
}

/** From where a real client comes in: the laptop; a machine inside for addresses that only those inside reach. */
function netFor({ topology, profile }: Sandbox, ip: string): NetAccess {
  const [machine] = profile.machines;
  const inside = machine !== undefined && /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(ip);
  return topology.host(inside ? machineId(machine.name) : LAPTOP)!.access("curl");
}

function planFor(
  { server, profile }: Sandbox,
  { nodes, balancers }: { readonly nodes: AddressRange; readonly balancers: AddressRange },
): readonly PlannedDoor[] {
  const { cache } = server;
  const ready = (endpoint: { readonly conditions?: { readonly ready?: boolean } }) =>
    endpoint.conditions?.ready !== false;
  const planned = planDoors({
    services: cache.list(Service),
    nodes: cache.list(Node),
    nodeAddress: (node) => nodes.take(node) ?? LOOPBACK,
    balancerAddress: (ip) => (ip.startsWith("127.") ? ip : (balancers.take(ip) ?? LOOPBACK)),
    onlyReal: (ip) => ip.startsWith("127."),
    nodesWithEndpoints: ({ metadata }) => {
      const labels = { [SERVICE_NAME_LABEL]: metadata.name };
      const slices = cache.list(EndpointSlice, { namespace: metadata.namespace ?? "default", labels });
      return new Set(
        slices.flatMap(({ endpoints }) => (endpoints ?? []).filter(ready).map(({ nodeName = "" }) => nodeName)),
      );
    },
  });
  // What the container runtime maps from the laptop into a node is on this machine's own address too.
  const mapped = profile.laptop.portMappings.flatMap(({ port, nodePort }) =>
    planned
      .filter(({ at, to: [target] }) => at.port === nodePort && target?.port === nodePort)
      .slice(0, 1)
      .map((door) => ({ ...door, at: address(port), to: [address(port)] })),
  );
  return [...planned, ...mapped];
}

const address = (port: number): SocketAddress => ({ ip: LOOPBACK, port });
