import { SandboxClock } from "../../../worker/base/clock.ts";
import type { HttpRequest } from "../../../worker/base/http.ts";
import { EMPTY_BODY, textResponse } from "../../../worker/base/http.ts";
import type { Acceptor } from "../../../worker/base/net.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import { createNetwork, type NetworkOptions } from "../../../worker/network/index.ts";
import type { HostSpec, Topology } from "../../../worker/network/topology.ts";
import { stillTime } from "../stillTime.ts";

export const START_MS = Date.UTC(2026, 0, 1);

export interface Lab {
  readonly clock: SandboxClock;
  readonly network: Topology;
  /** Cluster milliseconds that the work took, and its outcome. */
  timed<T>(work: Promise<T>): Promise<{ readonly took: number; readonly value: T }>;
  addPod(node: string, name: string, ip: string): ReturnType<Topology["addHost"]>;
}

const node = (name: string, ip: string, routes: HostSpec["routes"]): HostSpec => ({
  id: `node/${name}`,
  name,
  interfaces: [{ name: "eth0", ip, prefix: 16, gateway: "172.18.0.1", segment: "lan" }],
  ...(routes ? { routes } : {}),
  about: { kind: "Node", name },
});

/**
 * A laptop behind NAT and a web server on the internet; a private network with a VM and two nodes "a" (172.18.0.2) and
 * "b" (172.18.0.3), whose pods are 10.244.1.0/24 and 10.244.2.0/24.
 */
export function lab(
  options: Partial<NetworkOptions> & { readonly silent?: boolean; readonly unrouted?: boolean } = {},
): Lab {
  const clock = new SandboxClock(START_MS, stillTime);
  const network = createNetwork({ clock, random: new SeededRandom(1), ...options });
  network.addSegment({ name: "internet", cidr: "0.0.0.0/0" });
  network.addSegment({ name: "home", cidr: "192.168.1.0/24", uplink: "internet", natAddress: "198.51.100.7" });
  network.addSegment({
    name: "lan",
    cidr: "172.18.0.0/16",
    uplink: "internet",
    natAddress: "203.0.113.9",
    ...(options.silent ? { silent: true } : {}),
  });
  const host = (id: string, ip: string, prefix: number, segment: string) =>
    network.addHost({
      id,
      name: id,
      interfaces: [{ name: "eth0", ip, prefix, segment }],
      about: { kind: "Host", name: id },
    });
  host("laptop", "192.168.1.10", 24, "home");
  host("web", "93.184.216.34", 32, "internet");
  host("vm", "172.18.0.50", 16, "lan");
  const routes = (cidr: string, via: string) => (options.unrouted ? [] : [{ cidr, via }]);
  network.addHost(node("a", "172.18.0.2", routes("10.244.2.0/24", "172.18.0.3")));
  network.addHost(node("b", "172.18.0.3", routes("10.244.1.0/24", "172.18.0.2")));
  return {
    clock,
    network,
    async timed(work) {
      const before = clock.now();
      const value = await clock.drive(work);
      return { took: clock.now() - before, value };
    },
    addPod: (onNode, name, ip) =>
      network.addHost({
        id: `pod/${name}`,
        name,
        parent: `node/${onNode}`,
        interfaces: [{ name: "eth0", ip, prefix: 24 }],
        about: { kind: "Pod", namespace: "default", name, field: "status.podIP" },
      }),
  };
}

export const get = (path = "/", authority = "test"): HttpRequest => ({
  method: "GET",
  authority,
  path,
  headers: [],
  body: EMPTY_BODY,
  protocol: "HTTP/1.1",
});

/** Answers with the source address that it saw. */
export const echoSource: Acceptor = { http: (_, peer) => textResponse(200, peer.source.ip, "text/plain") };
