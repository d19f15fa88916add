import { describe, expect, test } from "vitest";
import type { NodeObject, ServiceObject } from "../../../../../worker/api/generated/types.ts";
import { planDoors } from "../../../../../worker/hosts/node/serve/plan.ts";
import { AddressRange } from "../../../../../worker/hosts/node/serve/range.ts";

const node = (name: string, ip: string): NodeObject =>
  ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: {},
    status: { addresses: [{ type: "InternalIP", address: ip }] },
  }) as NodeObject;

const service = (spec: object, ip?: string): ServiceObject =>
  ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default" },
    spec,
    ...(ip ? { status: { loadBalancer: { ingress: [{ ip }] } } } : {}),
  }) as ServiceObject;

/** What is planned for one Service in a cluster with two nodes, of which the second has endpoints: "real transport → simulated". */
function planned(one: ServiceObject): readonly string[] {
  const real: Record<string, string> = { n1: "127.0.63.1", n2: "127.0.63.2" };
  return planDoors({
    services: [one],
    nodes: [node("n1", "10.0.0.1"), node("n2", "10.0.0.2")],
    nodeAddress: (name) => real[name]!,
    balancerAddress: (ip) => (ip.startsWith("127.") ? ip : "127.0.64.1"),
    onlyReal: (ip) => ip.startsWith("127."),
    nodesWithEndpoints: () => new Set(["n2"]),
  }).map(({ at, transport, dns, to }) => {
    const targets = to.map(({ ip, port }) => `${ip}:${port}`).join(" ");
    return `${at.ip}:${at.port} ${transport}${dns ? " dns" : ""} → ${targets}`;
  });
}

test.each([
  { says: "a cluster IP is no address outside", spec: { ports: [{ port: 80 }] }, doors: [] },
  {
    says: "a node port is one on each node",
    spec: { type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] },
    doors: ["127.0.63.1:30080 TCP → 10.0.0.1:30080", "127.0.63.2:30080 TCP → 10.0.0.2:30080"],
  },
  {
    says: "port 53 speaks DNS",
    spec: { type: "NodePort", ports: [{ port: 53, protocol: "UDP", nodePort: 30053 }] },
    doors: ["127.0.63.1:30053 UDP dns → 10.0.0.1:30053", "127.0.63.2:30053 UDP dns → 10.0.0.2:30053"],
  },
  {
    says: "SCTP has no socket",
    spec: { type: "NodePort", ports: [{ port: 9, protocol: "SCTP", nodePort: 30009 }] },
    doors: [],
  },
  {
    says: "a load balancer in the simulated network is reached where it is",
    spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
    ip: "20.1.2.3",
    doors: ["127.0.64.1:80 TCP → 20.1.2.3:80"],
  },
  {
    says: "one that is only real sends to all nodes",
    spec: { type: "LoadBalancer", ports: [{ port: 80, nodePort: 31000 }] },
    ip: "127.0.64.9",
    doors: [
      "127.0.63.1:31000 TCP → 10.0.0.1:31000",
      "127.0.63.2:31000 TCP → 10.0.0.2:31000",
      "127.0.64.9:80 TCP → 10.0.0.1:31000 10.0.0.2:31000",
    ],
  },
  {
    says: "with externalTrafficPolicy Local it sends to nodes that have endpoints",
    spec: { type: "LoadBalancer", externalTrafficPolicy: "Local", ports: [{ port: 80, nodePort: 31000 }] },
    ip: "127.0.64.9",
    doors: [
      "127.0.63.1:31000 TCP → 10.0.0.1:31000",
      "127.0.63.2:31000 TCP → 10.0.0.2:31000",
      "127.0.64.9:80 TCP → 10.0.0.2:31000",
    ],
  },
])("$says", ({ spec, ip, doors }) => {
  expect(planned(service(spec, ip))).toEqual(doors);
});

describe("a range of addresses", () => {
  test("gives each owner its own, the same every time, and again what was given back", () => {
    const range = new AddressRange("127.0.64.0/30");
    expect([range.take("a"), range.take("b"), range.take("a"), range.take("c")]).toEqual([
      "127.0.64.1",
      "127.0.64.2",
      "127.0.64.1",
      undefined,
    ]);
    range.giveBack("a");
    expect(range.take("c")).toBe("127.0.64.1");
  });

  test("does not give what somebody keeps", () => {
    const range = new AddressRange("127.0.64.0/29");
    range.keep("x", "127.0.64.1");
    expect(range.take("a")).toBe("127.0.64.2");
  });

  test.each([
    { address: "127.0.64.0", inside: true },
    { address: "127.0.64.255", inside: true },
    { address: "127.0.65.0", inside: false },
    { address: "127.0.63.255", inside: false },
  ])("$address is inside: $inside", ({ address, inside }) => {
    expect(new AddressRange("127.0.64.7/24").has(address)).toBe(inside);
  });

  test.each(["10.0.0.0/24", "127.0.64.0", "127.0.64.0/31", "127.0.64.0/7", "127.0.300.0/24", "x"])(
    "%s is refused",
    (cidr) => {
      expect(() => new AddressRange(cidr)).toThrow("no range of loopback addresses");
    },
  );
});
