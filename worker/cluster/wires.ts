import type { Internet } from "../internet/index.ts";
import { createNameServer } from "../network/index.ts";
import type { NetHost, Topology, Verdict } from "../network/topology.ts";
import type { Profile } from "../profiles/index.ts";

/** Host ids of a sandbox. */
export const LAPTOP = "laptop";
export const machineId = (name: string): string => `machine/${name}`;
/** The laptop's loopback port that leads to the API server of a cluster whose control plane runs in pods. */
export const API_PORT_ON_LAPTOP = 40123;
export const nodeId = (name: string): string => `node/${name}`;

/** Hangs everything that is there before any pod on the wires: laptop, machines, nodes, name servers, the provider's control plane. */
export function layWires(topology: Topology, profile: Profile, internet: Internet): void {
  for (const segment of profile.segments) topology.addSegment(segment);
  const { laptop } = profile;
  const laptopHost = topology.addHost({
    id: LAPTOP,
    name: laptop.hostname,
    interfaces: laptop.interfaces,
    about: { kind: "Machine", name: laptop.hostname },
    ...(laptop.natAddress ? { natAddress: laptop.natAddress } : {}),
  });
  for (const machine of profile.machines) {
    topology.addHost({
      id: machineId(machine.name),
      name: machine.hostname,
      interfaces: machine.interfaces,
      about: { kind: "Machine", name: machine.hostname },
    });
  }
  for (const node of profile.nodes) {
    topology.addHost({
      id: nodeId(node.name),
      name: node.name,
      interfaces: [
        { name: node.interfaceName, ip: node.ip, prefix: node.prefix, segment: node.segment, gateway: node.gateway },
      ],
      about: { kind: "Node", name: node.name },
      // In a provider's network the provider routes pod ranges; on kind the pods of kindnet do, node by node.
      routes:
        profile.controlPlane.kind === "managed"
          ? profile.nodes.filter((other) => other !== node).map((other) => ({ cidr: other.podCidr, via: other.ip }))
          : [],
    });
  }
  mapPorts(laptopHost, profile);
  addNameServers(topology, profile, internet);
}

/** Ports of the laptop that the container runtime maps into a node's container. */
function mapPorts(laptop: NetHost, profile: Profile): void {
  const apiPort = { port: API_PORT_ON_LAPTOP, node: profile.nodes[0]!.name, nodePort: 6443 };
  const inPods = profile.controlPlane.kind === "pods";
  for (const { port, node, nodePort } of [...profile.laptop.portMappings, ...(inPods ? [apiPort] : [])]) {
    const target = profile.nodes.find((one) => one.name === node);
    if (!target) continue;
    const about = { kind: "Machine", name: profile.laptop.hostname, field: `port ${port}` };
    const verdict: Verdict = {
      number: 0,
      to: { ip: target.ip, port: nodePort },
      masquerade: true,
      hop: {
        kind: "router",
        says: `the container runtime maps port ${port} of the laptop to port ${nodePort} of ${node}`,
        object: about,
      },
    };
    laptop.setRule(`port-mapping/${port}`, {
      match: { ip: "local", port, transport: "TCP" },
      about,
      decide: () => verdict,
    });
  }
}

/** The resolvers of laptop and machines: the internet's names and the profile's own. */
function addNameServers(topology: Topology, profile: Profile, internet: Internet): void {
  const addresses = new Map<string, string>();
  const open = profile.segments[0]!.name;
  addresses.set(profile.laptop.nameServer, open);
  for (const machine of profile.machines) {
    addresses.set(machine.nameServer, machine.interfaces[0]!.segment ?? open);
  }
  for (const [ip, segment] of addresses) {
    const host = topology.addHost({
      id: `nameserver/${ip}`,
      name: `dns-${ip}`,
      interfaces: [{ name: "eth0", ip, prefix: 32, segment }],
      about: { kind: "NameServer", name: ip },
    });
    const own = Object.entries(profile.dns).map(([name, data]) => ({
      origin: name,
      records: [{ name, type: "A" as const, ttl: 60, data }],
    }));
    host.access("named").listen(
      { port: 53, transport: "UDP", process: "named" },
      createNameServer(
        () => [...own, ...internet.zones],
        (name) => internet.unknownName(name, ip),
      ),
    );
  }
}
