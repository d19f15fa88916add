import type { ApiServer, Client } from "../api/index.ts";
import { builtInKinds, EndpointSlice, Endpoints, Node } from "../api/kinds/index.ts";
import type { Clock } from "../base/clock.ts";
import type { HttpRequest, HttpResponse } from "../base/http.ts";
import type { Random } from "../base/random.ts";
import { runControllerManager, runScheduler } from "../controllers/index.ts";
import type { Topology } from "../network/topology.ts";
import type { Profile } from "../profiles/index.ts";
import { runCloud } from "./cloud.ts";
import type { OutboundParts } from "./outbound.ts";
import type { Pki } from "./pki.ts";
import { accountIdentity, componentIdentity } from "./policy.ts";
import { nodeId } from "./wires.ts";

export interface ControlPlaneParts {
  readonly server: ApiServer;
  readonly profile: Profile;
  readonly pki: Pki;
  readonly clock: Clock;
  readonly random: Random;
  readonly topology: Topology;
  readonly signal: AbortSignal;
  /** Stands between listener and API server; see `SandboxParts.aroundApi`. */
  readonly aroundApi?: AroundApi;
}

/** Told of each request to the API server, and asked for its answer. */
export type AroundApi = (
  request: HttpRequest,
  answer: (request: HttpRequest) => Promise<HttpResponse>,
) => Promise<HttpResponse>;

/** Where the API server listens: its own address, not the Service's. */
export function apiAddress({ controlPlane, nodes }: Profile): { readonly ip: string; readonly port: number } {
  return controlPlane.kind === "managed" ? { ip: controlPlane.ip, port: 443 } : { ip: nodes[0]!.ip, port: 6443 };
}

/**
 * Opens the API server's door on the wires; and where a provider manages the control plane, runs the loops that on other clusters run
 * as pods.
 */
export async function startControlPlane(parts: ControlPlaneParts): Promise<void> {
  const { server, profile, pki, topology } = parts;
  const { ip, port } = apiAddress(profile);
  if (profile.controlPlane.kind === "managed") {
    topology.addHost({
      id: "api-server",
      name: profile.controlPlane.host,
      interfaces: [{ name: "eth0", ip, prefix: 32, segment: profile.segments[0]!.name }],
      about: { kind: "ControlPlane", name: profile.controlPlane.host },
    });
  }
  const host = topology.host(profile.controlPlane.kind === "managed" ? "api-server" : nodeId(profile.nodes[0]!.name))!;
  host.access("kube-apiserver").listen(
    { port, process: "kube-apiserver" },
    {
      http: (request, { tls }) => {
        const { client } = tls ?? {};
        const { subject, chainPem, trouble } = client ?? {};
        const who = subject ? (trouble ? "stranger" : { ...subject, chainPem: chainPem! }) : "nobody";
        const answer = (asked: HttpRequest) => server.handle(asked, who);
        return parts.aroundApi ? parts.aroundApi(request, answer) : answer(request);
      },
      tls: {
        certificate: () => pki.apiServer,
        alpn: ["h2", "http/1.1"],
        library: "go",
        clients: () => ({ trust: pki.authority.chainPem, mode: "ask" }),
      },
    },
  );
  connectOutbound(parts);
  await publishApiEndpoints(server, { ip, port });
  if (profile.controlPlane.kind === "managed") runManagedLoops(parts);
}

/**
 * How the API server reaches webhooks. On a node it goes by the node's own rules for Services; a managed one, outside, goes through a
 * tunnel that ends on a node (konnectivity), to endpoints.
 */
function connectOutbound({ server, profile, clock, random, topology }: ControlPlaneParts): void {
  const managed = profile.controlPlane.kind === "managed";
  const isReady = (name: string) =>
    server.cache
      .get(Node, { name })
      ?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
  const { name: first } = profile.nodes[0]!;
  const from = () => (managed ? (profile.nodes.find(({ name }) => isReady(name))?.name ?? first) : first);
  const outbound: OutboundParts = {
    cache: server.cache,
    clock,
    random,
    net: () => topology.host(nodeId(from()))?.access("kube-apiserver"),
    routing: managed ? "endpoint" : "clusterIP",
    nameServer: profile.machines[0]?.nameServer ?? profile.laptop.nameServer,
  };
  const caller = async () => (await clock.hold(import("./outbound.ts"))).outboundCaller(outbound);
  server.connectOutbound({
    send: async (call) => (await caller()).send(call),
    pass: async (call) => (await caller()).pass(call),
  });
}

/** The API server keeps the endpoints of its own Service itself. */
async function publishApiEndpoints(server: ApiServer, { ip, port }: { ip: string; port: number }): Promise<void> {
  const client = server.client({ user: "system:apiserver", groups: ["system:masters"] });
  const metadata = { name: "kubernetes", namespace: "default" };
  if (!(await client.tryGet(Endpoints, metadata))) {
    await client.create(Endpoints, {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { ...metadata, labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } },
      subsets: [{ addresses: [{ ip }], ports: [{ name: "https", port, protocol: "TCP" }] }],
    });
  }
  if (await client.tryGet(EndpointSlice, metadata)) return;
  await client.create(EndpointSlice, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { ...metadata, labels: { "kubernetes.io/service-name": "kubernetes" } },
    addressType: "IPv4",
    endpoints: [{ addresses: [ip], conditions: { ready: true } }],
    ports: [{ name: "https", port, protocol: "TCP" }],
  });
}

function runManagedLoops(parts: ControlPlaneParts): void {
  const { server, profile, topology, clock, random, signal } = parts;
  const as = (component: string): Client => server.client(componentIdentity(component), "own");
  const log = () => {};
  const shared = { cache: server.cache, clock, random, log };
  const manager = as("kube-controller-manager");
  const account = (name: string) => server.client(accountIdentity("kube-system", name), "own");
  const recorder = (component: string, client: Client) => server.recorder(client, { component });
  void runControllerManager(
    {
      kinds: builtInKinds,
      rootCa: parts.pki.authority.chainPem,
      signing: { certificatePem: parts.pki.authority.chainPem, keyPem: parts.pki.authority.keyPem },
    },
    { ...shared, client: manager, account, recorder },
    signal,
  );
  const scheduler = as("kube-scheduler");
  const events = server.recorder(scheduler, { component: "default-scheduler" });
  void runScheduler({ ...shared, client: scheduler, events }, signal);
  const { cloud } = profile;
  if (!cloud) return;
  const client = server.client({ user: "cloud-controller-manager", groups: ["system:authenticated"] }, "own");
  const hostOf = (node: string) => topology.host(nodeId(node));
  const deps = { ...shared, client, events: server.recorder(client, { component: "service-controller" }) };
  void runCloud({ cloud, topology, hostOf }, deps, signal);
}
