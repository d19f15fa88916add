import { describe, expect, test } from "vitest";
import type { DeploymentObject, ServiceObject } from "../../../worker/api/generated/types.ts";
import { deployedState } from "../../../worker/gateway/implementations/gatehouse/deployed.ts";
import { proxyDeployment } from "../../../worker/gateway/implementations/gatehouse/proxyDeployment.ts";
import { proxyService } from "../../../worker/gateway/implementations/gatehouse/proxyService.ts";
import type { GatewayNode, GatewayObject } from "../../../worker/gateway/index.ts";
import { gateway, graphOf, http, https } from "./cluster.ts";

const nodeOf = (object: GatewayObject): GatewayNode => graphOf({ gateways: [object] }).gateways.get("infra/gw")!;
const plain = gateway([http()]);
const options = { image: "proxy:1", controller: "controller:18000" };
const deployment = (availableReplicas: number): DeploymentObject => ({
  ...proxyDeployment(plain, undefined, options),
  status: { availableReplicas },
});
const service = (ips: readonly string[], more: Partial<ServiceObject["spec"]> = {}): ServiceObject => {
  const made = proxyService(nodeOf(plain), undefined);
  return {
    ...made,
    spec: { ...made.spec, clusterIP: "10.96.0.9", ...more },
    status: { loadBalancer: { ingress: ips.map((ip) => ({ ip })) } },
  };
};
const worker = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "worker" },
  spec: {},
  status: {
    addresses: [
      { type: "Hostname", address: "worker" },
      { type: "InternalIP", address: "172.18.0.3" },
    ],
  },
};

describe("how far a Gateway has come", () => {
  const asking = gateway([http()], { addresses: [{ type: "IPAddress", value: "10.0.0.9" }] });
  test.each([
    { says: "nothing is there yet", object: plain, programmed: "Pending", pending: true },
    {
      says: "no proxy is ready",
      object: plain,
      deployment: deployment(0),
      service: service(["1.2.3.4"]),
      programmed: "NoResources",
      pending: true,
      addresses: ["1.2.3.4"],
    },
    {
      says: "no address yet",
      object: plain,
      deployment: deployment(1),
      service: service([]),
      programmed: "AddressNotAssigned",
    },
    {
      says: "an address",
      object: plain,
      deployment: deployment(1),
      service: service(["1.2.3.4"]),
      programmed: "Programmed",
      addresses: ["1.2.3.4"],
    },
    {
      says: "the address that was asked for",
      object: asking,
      deployment: deployment(1),
      service: service(["10.0.0.9"]),
      programmed: "Programmed",
      addresses: ["10.0.0.9"],
    },
    {
      says: "another address than was asked for",
      object: asking,
      deployment: deployment(1),
      service: service(["1.2.3.4"]),
      programmed: "AddressNotUsable",
      addresses: ["1.2.3.4"],
    },
    {
      says: "none where one was asked for",
      object: asking,
      deployment: deployment(1),
      service: service([]),
      programmed: "AddressNotAssigned",
    },
    {
      says: "a cluster IP",
      object: plain,
      deployment: deployment(1),
      service: service([], { type: "ClusterIP" }),
      programmed: "Programmed",
      addresses: ["10.96.0.9"],
    },
    {
      says: "nodes",
      object: plain,
      deployment: deployment(1),
      service: service([], { type: "NodePort" }),
      programmed: "Programmed",
      addresses: ["172.18.0.3"],
    },
    {
      says: "not one listener that can be served",
      object: gateway([https({ tls: { certificateRefs: [{ name: "none" }] } })]),
      deployment: deployment(1),
      service: service(["1.2.3.4"]),
      programmed: "Invalid",
      addresses: ["1.2.3.4"],
    },
  ])("$says: $programmed", ({ object, deployment: pods, service: front, programmed, pending, addresses }) => {
    const state = deployedState(nodeOf(object), { deployment: pods, service: front, nodes: [worker] });
    expect(state.programmed.reason).toBe(programmed);
    expect(state.pending !== undefined).toBe(pending ?? false);
    expect(state.addresses.map(({ value }) => value)).toEqual(addresses ?? []);
  });
});

describe("the Service", () => {
  const ports = (object: GatewayObject, existing?: ServiceObject) => proxyService(nodeOf(object), existing).spec.ports;

  test("has a port for each port of a listener that is served, once", () => {
    const listeners = [
      http({ hostname: "a.b" }),
      http({ name: "b", hostname: "b.b" }),
      https(),
      http({ name: "tcp", port: 99, protocol: "TCP" }),
    ];
    expect(ports(gateway(listeners))?.map(({ port, targetPort }) => [port, targetPort])).toEqual([
      [80, 80],
      [443, 443],
    ]);
  });

  test("keeps node ports and whatever others have set", () => {
    const before = proxyService(nodeOf(plain), undefined);
    const existing: ServiceObject = {
      ...before,
      metadata: { ...before.metadata, annotations: { "example.com/mine": "yes" } },
      spec: {
        ...before.spec,
        externalTrafficPolicy: "Local",
        ports: [{ ...before.spec.ports![0]!, nodePort: 31_000 }],
      },
    };
    const next = proxyService(nodeOf(plain), existing);
    expect(next).toEqual(existing);
  });

  test.each([
    { says: "LoadBalancer is the default", annotations: undefined, type: "LoadBalancer", nodePort: undefined },
    {
      says: "a type by annotation, with a node port",
      annotations: { "gatehouse.dev/service-type": "NodePort", "gatehouse.dev/node-ports": "443=30443,80=30080" },
      type: "NodePort",
      nodePort: 30_080,
    },
    {
      says: "no node port with a cluster IP only",
      annotations: { "gatehouse.dev/service-type": "ClusterIP", "gatehouse.dev/node-ports": "80=30080" },
      type: "ClusterIP",
      nodePort: undefined,
    },
    {
      says: "a type that there is not",
      annotations: { "gatehouse.dev/service-type": "Magic" },
      type: "LoadBalancer",
      nodePort: undefined,
    },
  ])("$says", ({ annotations, type, nodePort }) => {
    const object = gateway(
      [http()],
      annotations && { infrastructure: { annotations: { ...annotations } as Record<string, string> } },
    );
    const { spec } = proxyService(nodeOf(object), undefined);
    expect([spec.type, spec.ports?.[0]?.nodePort]).toEqual([type, nodePort]);
  });

  test("asks for the address that the Gateway asks for", () => {
    const object = gateway([http()], { addresses: [{ type: "IPAddress", value: "10.0.0.9" }] });
    expect(proxyService(nodeOf(object), undefined).spec.loadBalancerIP).toBe("10.0.0.9");
  });
});

describe("the Deployment", () => {
  test("is owned by the Gateway, carries its infrastructure's labels, and finds its pods by the Gateway's name", () => {
    const infrastructure = { labels: { team: "edge" }, annotations: { note: "x" } };
    const { metadata, spec } = proxyDeployment(gateway([http()], { infrastructure }), undefined, options);
    expect(metadata.ownerReferences).toMatchObject([{ kind: "Gateway", name: "gw", controller: true }]);
    expect(metadata.name).toBe("gw-gatehouse");
    expect(spec.selector.matchLabels).toEqual({ "gateway.networking.k8s.io/gateway-name": "gw" });
    expect(spec.template.metadata).toMatchObject({ labels: { team: "edge" }, annotations: { note: "x" } });
  });

  test("leaves the number of replicas and what else was set alone, and takes a new image", () => {
    const made = proxyDeployment(plain, undefined, options);
    const scaled = { ...made, spec: { ...made.spec, replicas: 3 } };
    expect(proxyDeployment(plain, scaled, options)).toEqual(scaled);
    const { spec } = proxyDeployment(plain, scaled, { ...options, image: "proxy:2" });
    expect([spec.replicas, spec.template.spec?.containers[0]?.image]).toEqual([3, "proxy:2"]);
  });
});
