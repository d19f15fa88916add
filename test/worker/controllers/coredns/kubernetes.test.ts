import { describe, expect, test } from "vitest";
import type { EndpointSliceObject, ServiceObject } from "../../../../worker/api/generated/types.ts";
import type { DnsType } from "../../../../worker/base/net.ts";
import type { ClusterView } from "../../../../worker/controllers/coredns/index.ts";
import { answerFromCluster, type KubernetesZones } from "../../../../worker/controllers/coredns/kubernetes.ts";
import { service, slice } from "../services.ts";

const zones: KubernetesZones = {
  zones: ["cluster.local", "in-addr.arpa"],
  pods: "insecure",
  fallthrough: ["in-addr.arpa"],
  ttl: 30,
};
const named = (name: string, namespace = "default") => ({ metadata: { name, namespace } });
const services: readonly ServiceObject[] = [
  service({
    ports: [
      { name: "http", port: 80, protocol: "TCP" },
      { name: "dns", port: 53, protocol: "UDP" },
    ],
  }),
  service({ clusterIP: "None" }, named("db")),
  service({ clusterIP: "None" }, named("empty")),
  service({ type: "ExternalName", externalName: "example.com", clusterIP: "" }, named("away")),
  service({ clusterIP: "10.96.0.99" }, named("shop", "store")),
];
const slices: readonly EndpointSliceObject[] = [
  slice(
    [
      { name: "db-0", ip: "10.244.1.7", node: "a", hostname: "db-0" },
      { name: "db-1", ip: "10.244.2.7", node: "b" },
      { name: "db-2", ip: "10.244.2.8", node: "b", ready: false },
    ],
    [{ name: "mysql", port: 3306, protocol: "TCP" }],
    "db",
  ),
  slice([{ name: "x", ip: "10.244.2.9", node: "b", ready: false }], undefined, "empty"),
];
const view: ClusterView = {
  hasNamespace: (name) => name === "default" || name === "store",
  service: (namespace, name) =>
    services.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
  servicesNamed: (name) => services.filter(({ metadata }) => metadata.name === name),
  servicesAt: (ip) => services.filter(({ spec }) => spec.clusterIP === ip),
  slices: (_, name) => slices.filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === name),
  slicesAt: (ip) => slices.filter(({ endpoints }) => endpoints?.some(({ addresses }) => addresses.includes(ip))),
  hasPod: () => false,
};
const ask = (name: string, type: DnsType = "A") => answerFromCluster({ dns: "query", name, type }, zones, view);

describe("kubernetes DNS specification 1.1.0", () => {
  test.each([
    { says: "a Service's cluster IP", name: "web.default.svc.cluster.local", data: ["10.96.0.80"] },
    { says: "whatever the case, with the final dot", name: "WEB.Default.svc.cluster.local.", data: ["10.96.0.80"] },
    { says: "no IPv6: empty", name: "web.default.svc.cluster.local", type: "AAAA", data: [] },
    {
      says: "a headless Service's ready endpoints",
      name: "db.default.svc.cluster.local",
      data: ["10.244.1.7", "10.244.2.7"],
    },
    { says: "an endpoint by its hostname", name: "db-0.db.default.svc.cluster.local", data: ["10.244.1.7"] },
    {
      says: "an endpoint by its dashed address",
      name: "10-244-2-7.db.default.svc.cluster.local",
      data: ["10.244.2.7"],
    },
    {
      says: "a named port of a Service",
      name: "_http._tcp.web.default.svc.cluster.local",
      type: "SRV",
      data: ["0 100 80 web.default.svc.cluster.local."],
    },
    {
      says: "all ports of a Service",
      name: "web.default.svc.cluster.local",
      type: "SRV",
      data: ["0 50 80 web.default.svc.cluster.local.", "0 50 53 web.default.svc.cluster.local."],
    },
    {
      says: "a named port of a headless Service, an endpoint each",
      name: "_mysql._tcp.db.default.svc.cluster.local",
      type: "SRV",
      data: ["0 50 3306 db-0.db.default.svc.cluster.local.", "0 50 3306 10-244-2-7.db.default.svc.cluster.local."],
    },
    { says: "an ExternalName's alias", name: "away.default.svc.cluster.local", data: ["example.com."] },
    { says: "a pod by the address in its name", name: "10-244-9-9.default.pod.cluster.local", data: ["10.244.9.9"] },
    {
      says: "a cluster IP's name",
      name: "80.0.96.10.in-addr.arpa",
      type: "PTR",
      data: ["web.default.svc.cluster.local."],
    },
    {
      says: "an endpoint's name",
      name: "7.1.244.10.in-addr.arpa",
      type: "PTR",
      data: ["db-0.db.default.svc.cluster.local."],
    },
    { says: "the version", name: "dns-version.cluster.local", type: "TXT", data: ['"1.1.0"'] },
    { says: "the name server", name: "cluster.local", type: "NS", data: ["ns.dns.cluster.local."] },
    { says: "a namespace alone: empty", name: "default.svc.cluster.local", data: [] },
    { says: "the branch alone: empty", name: "svc.cluster.local", data: [] },
  ] as { says: string; name: string; type?: DnsType; data: string[] }[])("$says", ({ name, type, data }) => {
    const answer = ask(name, type);
    expect(answer?.code).toBe("NOERROR");
    expect(answer?.answers.map((record) => record.data)).toEqual(data);
    if (data.length === 0)
      expect(answer?.authority[0]?.data).toMatch(
        /^ns\.dns\.cluster\.local\. hostmaster\.cluster\.local\. \d+ 7200 1800 86400 30$/,
      );
  });

  test.each([
    { says: "no such Service", name: "nope.default.svc.cluster.local" },
    { says: "no such namespace", name: "web.nowhere.svc.cluster.local" },
    { says: "neither svc nor pod", name: "web.default.cluster.local" },
    { says: "a port that the Service lacks", name: "_smtp._tcp.web.default.svc.cluster.local" },
    { says: "a headless Service without ready endpoints", name: "empty.default.svc.cluster.local" },
    { says: "an endpoint that is not ready", name: "10-244-2-8.db.default.svc.cluster.local" },
    { says: "a pod name that is no address", name: "web-0.default.pod.cluster.local" },
    { says: "a name with too many parts", name: "a.b.c.web.default.svc.cluster.local" },
  ])("NXDOMAIN for $says", ({ name }) => {
    expect(ask(name)).toMatchObject({
      code: "NXDOMAIN",
      answers: [],
      authority: [{ type: "SOA" }],
      authoritative: true,
    });
  });

  test("names outside its zones are the next plugin's, and unknown addresses fall through", () => {
    expect(ask("example.com")).toBeUndefined();
    expect(ask("1.1.1.1.in-addr.arpa", "PTR")).toBeUndefined();
  });
});

describe("the answer says who decided", () => {
  test("the Service", () => {
    expect(ask("web.default.svc.cluster.local")?.hop).toEqual({
      kind: "resolver",
      says: "Service default/web has 10.96.0.80",
      object: { kind: "Service", namespace: "default", name: "web" },
    });
  });
  test("or a Service of the same name elsewhere", () => {
    expect(ask("shop.default.svc.cluster.local")?.hop).toMatchObject({
      says: "there is no Service shop in namespace default",
      nearMisses: [
        { object: { namespace: "store", name: "shop" }, because: "is in namespace store: ask for shop.store" },
      ],
    });
  });
  test("or the pods that are not ready behind a headless one", () => {
    expect(ask("empty.default.svc.cluster.local")?.hop).toMatchObject({
      says: "Service default/empty is headless and has no ready endpoint, so its name does not exist",
      nearMisses: [{ object: { kind: "Pod", name: "x" }, because: "is not ready" }],
    });
  });
});
