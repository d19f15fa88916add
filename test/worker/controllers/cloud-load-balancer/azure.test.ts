import { describe, expect, test } from "vitest";
import type { ServiceObject } from "../../../../worker/api/generated/types.ts";
import {
  type CloudNetwork,
  changes,
  planFrontend,
  probeFor,
} from "../../../../worker/controllers/cloud-load-balancer/index.ts";
import { service } from "../services.ts";

const cloud: CloudNetwork = {
  publicAddresses: ["20.0.0.1", "20.0.0.2"],
  publicSegment: "internet",
  virtualNetwork: "vnet",
  subnets: [
    { name: "nodes", cidr: "172.18.0.0/24", segment: "lan" },
    { name: "sub2", cidr: "172.18.1.128/29", segment: "lan" },
  ],
};
const PREFIX = "service.beta.kubernetes.io/azure-load-balancer-";
const asked = (
  annotations: Record<string, string>,
  spec: Partial<ServiceObject["spec"]> = {},
  ip?: string,
): ServiceObject =>
  service(
    { type: "LoadBalancer", ...spec },
    {
      metadata: {
        name: "web",
        namespace: "default",
        annotations: Object.fromEntries(Object.entries(annotations).map(([name, value]) => [PREFIX + name, value])),
      },
      status: { loadBalancer: ip ? { ingress: [{ ip }] } : {} },
    },
  );
const plan = (of: ServiceObject, taken: string[] = []) => planFrontend(of, cloud, new Set(taken), () => 0);

describe("the frontend that a Service gets", () => {
  const internal = { internal: "true" };
  const sub2 = { ...internal, "internal-subnet": "sub2" };
  test.each([
    { says: "public, one of the pool", of: asked({}), ip: "20.0.0.1", segment: "internet" },
    { says: "public, one that is free", of: asked({}), taken: ["20.0.0.1"], ip: "20.0.0.2", segment: "internet" },
    { says: "the public one it has", of: asked({}, {}, "20.0.0.2"), ip: "20.0.0.2", segment: "internet" },
    { says: "the public one it asks for", of: asked({ ipv4: "20.0.0.2" }), ip: "20.0.0.2", segment: "internet" },
    { says: "internal, the first that Azure does not reserve", of: asked(internal), ip: "172.18.0.4", segment: "lan" },
    { says: "internal, in the subnet it names", of: asked(sub2), ip: "172.18.1.132", segment: "lan" },
    { says: "internal, the next free", of: asked(sub2), taken: ["172.18.1.132"], ip: "172.18.1.133", segment: "lan" },
    {
      says: "internal, the address it asks for",
      of: asked({ ...sub2, ipv4: "172.18.1.134" }),
      ip: "172.18.1.134",
      segment: "lan",
    },
    {
      says: "internal, by the older field",
      of: asked(sub2, { loadBalancerIP: "172.18.1.133" }),
      ip: "172.18.1.133",
      segment: "lan",
    },
    { says: "a new one when it turns internal", of: asked(internal, {}, "20.0.0.1"), ip: "172.18.0.4", segment: "lan" },
  ])("$says", ({ of, taken, ip, segment }) => {
    expect(plan(of, taken)).toEqual({ ip, segment, internal: segment === "lan" });
  });

  test.each([
    {
      says: "a subnet that is not there",
      of: asked({ ...internal, "internal-subnet": "nope" }),
      error: "ensure(default/web): lb(kubernetes-internal) - failed to get subnet: vnet/nope",
    },
    {
      says: "an address outside the subnet",
      of: asked({ ...sub2, ipv4: "10.0.0.1" }),
      error: "PrivateIPAddressNotInSubnet",
    },
    {
      says: "an address that Azure reserves",
      of: asked({ ...sub2, ipv4: "172.18.1.129" }),
      error: "PrivateIPAddressInReservedRange",
    },
    {
      says: "an address in use",
      of: asked({ ...sub2, ipv4: "172.18.1.133" }),
      taken: ["172.18.1.133"],
      error: "PrivateIPAddressIsAllocated",
    },
    {
      says: "a full subnet",
      of: asked(sub2),
      taken: ["172.18.1.132", "172.18.1.133", "172.18.1.134"],
      error: "SubnetIsFull",
    },
    {
      says: "a public address that is not ours",
      of: asked({ ipv4: "20.9.9.9" }),
      error: "user supplied IP Address 20.9.9.9 was not found in resource group mc_rsg-aks",
    },
    {
      says: "no public address left",
      of: asked({}),
      taken: ["20.0.0.1", "20.0.0.2"],
      error: "PublicIPCountLimitReached",
    },
  ])("refuses $says", ({ of, taken, error }) => {
    expect(plan(of, taken)).toMatchObject({ error: expect.stringContaining(error) });
  });
});

describe("what concerns the load balancer", () => {
  const balancer = asked({});
  test.each([
    { says: "a change of type", from: service(), to: balancer, notes: ["Type: ClusterIP -> LoadBalancer"] },
    { says: "and back", from: balancer, to: service(), notes: ["Type: LoadBalancer -> ClusterIP"] },
    {
      says: "source ranges",
      from: balancer,
      to: asked({}, { loadBalancerSourceRanges: ["1.2.3.0/24"] }),
      notes: ["LoadBalancerSourceRanges: [] -> [1.2.3.0/24]"],
    },
    { says: "ports, without a word", from: balancer, to: asked({}, { ports: [{ port: 1 }] }), notes: [] },
    { says: "annotations, without a word", from: balancer, to: asked({ internal: "true" }), notes: [] },
    {
      says: "the wanted address",
      from: balancer,
      to: asked({}, { loadBalancerIP: "1.2.3.4" }),
      notes: ["LoadbalancerIP:  -> 1.2.3.4"],
    },
    {
      says: "the traffic policy",
      from: asked({}, { externalTrafficPolicy: "Cluster" }),
      to: asked({}, { externalTrafficPolicy: "Local" }),
      notes: ["ExternalTrafficPolicy: Cluster -> Local"],
    },
  ])("$says", ({ from, to, notes }) => {
    const change = changes(from, to);
    expect([change.update, change.notes.map(({ reason, message }) => `${reason}: ${message}`)]).toEqual([true, notes]);
  });
  test.each([
    { says: "a selector", from: balancer, to: asked({}, { selector: { app: "other" } }) },
    { says: "its own status", from: balancer, to: asked({}, {}, "20.0.0.1") },
    { says: "a Service that never had one", from: service(), to: service({ type: "NodePort" }) },
    { says: "a Service of another class", from: service(), to: asked({}, { loadBalancerClass: "example.com/lb" }) },
  ])("not $says", ({ from, to }) => {
    expect(changes(from, to)).toEqual({ update: false, notes: [] });
  });
});

describe("the health probe of a port", () => {
  const port = { port: 80, nodePort: 30080 };
  test.each([
    { says: "connects to the node port", of: asked({}), port, probe: "TCP 30080/" },
    {
      says: "asks / where the application is HTTP",
      of: asked({}),
      port: { ...port, appProtocol: "http" },
      probe: "HTTP 30080/",
    },
    {
      says: "asks the annotated path",
      of: asked({ "health-probe-request-path": "/healthz" }),
      port: { ...port, appProtocol: "https" },
      probe: "HTTPS 30080/healthz",
    },
    {
      says: "asks the health check node port with policy Local",
      of: asked({}, { externalTrafficPolicy: "Local", healthCheckNodePort: 32000 }),
      port,
      probe: "HTTP 32000/healthz",
    },
  ])("$says", ({ of, port: given, probe }) => {
    const { protocol, port: at, path } = probeFor(of, given);
    expect(`${protocol} ${at}${path}`).toBe(probe);
  });
});
