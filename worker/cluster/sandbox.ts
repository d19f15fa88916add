import { builtInSchemas } from "../api/generated/index.ts";
import type { PodObject } from "../api/generated/types.ts";
import { type ApiServer, createApiServer, type ReflectorOptions } from "../api/index.ts";
import { DaemonSet, Deployment, Node, servedKinds } from "../api/kinds/index.ts";
import { type HostTime, SandboxClock, type Speed } from "../base/clock.ts";
import { SeededRandom } from "../base/random.ts";
import type { Trace } from "../base/trace.ts";
import { chartSites } from "../charts/index.ts";
import { filtersFor, KINDNET, NETWORK_POLICIES, routesFor } from "../controllers/kindnet/index.ts";
import { KUBE_PROXY, rulesFor } from "../controllers/kube-proxy/index.ts";
import { imageCatalogue } from "../images/index.ts";
import { catalogue, type FilesByUrl, Internet, internetProgram } from "../internet/index.ts";
import { createKubelet, Disks, type Kubelet, type NodeTimings, type PodApi } from "../kubelet/index.ts";
import { createNetwork } from "../network/index.ts";
import type { Topology } from "../network/topology.ts";
import { type Profile, profileNamed } from "../profiles/index.ts";
import type { SandboxOptions } from "../session.ts";
import { createAddOns } from "./addons.ts";
import { type AroundApi, startControlPlane } from "./controlPlane.ts";
import { InternetWires } from "./internet.ts";
import { kubeconfig } from "./kubeconfig.ts";
import { nodeProxy } from "./nodeProxy.ts";
import { nodeSettings } from "./nodes.ts";
import { clusterPki, newPki, nodeFiles, type Pki, type PkiPrimes } from "./pki.ts";
import { createPlaces, type Places, type PlaceTools } from "./places.ts";
import { accountIdentity, birthPolicy, nodeIdentity, podIdentity } from "./policy.ts";
import type { SandboxTree } from "./tree.ts";
import { layWires, nodeId } from "./wires.ts";

export interface SandboxParts {
  readonly options: SandboxOptions;
  readonly host: HostTime;
  /** Cluster time at the start, milliseconds since the epoch; a restored sandbox goes on where it was. */
  readonly startMs: number;
  /** How fast cluster time passes once the nodes are ready. */
  readonly speed: Speed;
  readonly timings?: NodeTimings;
  /** Replaces the profile's nodes: benchmarks want many. */
  readonly profile?: Profile;
  readonly saved?: SandboxTree;
  /** Pages of the internet besides the catalogue's, by URL. */
  readonly internet?: FilesByUrl;
  readonly tools?: PlaceTools;
  /** Keys of its own for the cluster's certificates: what listens on real sockets must not share its keys with anybody. */
  readonly primes?: PkiPrimes;
  /** Stands between the API server and all who ask over the network: a host that lets time pass only while somebody waits. */
  readonly aroundApi?: AroundApi;
}

/** How long a fresh cluster may take until its nodes are ready, in cluster time. */
const BOOT_LIMIT_MS = 300_000;

/**
 * One sandbox: the laptop, the internet around it, a cluster; built anew or from what was saved. Nothing in it outlives `stop`.
 */
export class Sandbox {
  readonly options: SandboxOptions;
  readonly profile: Profile;
  readonly clock: SandboxClock;
  readonly random: SeededRandom;
  readonly topology: Topology;
  readonly internet: Internet;
  readonly server: ApiServer;
  readonly kubelets: ReadonlyMap<string, Kubelet>;
  readonly places: Places;
  /** Hears of every traced request. */
  onTrace: (trace: Trace) => void = () => {};
  readonly #life = new AbortController();
  readonly #speed: Speed;
  readonly #saved: SandboxTree | undefined;
  readonly #internetWires: InternetWires;
  readonly #pki: Pki;
  readonly #aroundApi: AroundApi | undefined;
  readonly #disks: Disks;
  #lastTrace: Trace | undefined;

  constructor(parts: SandboxParts) {
    const { options, saved } = parts;
    this.options = options;
    this.#speed = parts.speed;
    this.#saved = saved;
    this.#aroundApi = parts.aroundApi;
    this.profile = parts.profile ?? profileNamed(options.profile);
    const { profile } = this;
    this.clock = new SandboxClock(saved?.nowMs ?? parts.startMs, parts.host, "max");
    this.random = new SeededRandom(saved?.random ?? options.seed);
    const { clock, random } = this;
    this.#pki = clusterPki(profile, saved?.pki ?? newPki(random.stream("pki"), clock.now(), parts.primes));
    this.topology = createNetwork({
      clock,
      random,
      interpreters: { [KUBE_PROXY]: rulesFor, [KINDNET]: routesFor, [NETWORK_POLICIES]: filtersFor },
      vouched: this.#pki.vouched,
      ...(saved ? { saved: saved.network } : {}),
    });
    this.internet = new Internet({
      sites: [...catalogue, ...chartSites],
      clock,
      random,
      files: saved?.internet ?? parts.internet ?? {},
      ...(saved?.sites ? { disks: saved.sites } : {}),
    });
    layWires(this.topology, profile, this.internet);
    this.#internetWires = new InternetWires(this.topology, this.internet, profile, this.clock);
    const kubelets = new Map<string, Kubelet>();
    this.kubelets = kubelets;
    this.server = createApiServer({
      kinds: servedKinds,
      schemas: builtInSchemas,
      clock,
      random,
      serviceCidr: profile.serviceCidr,
      version: profile.kubernetes.version,
      policy: birthPolicy(profile),
      nodeProxy: nodeProxy((name) => kubelets.get(name)),
      configMaps: async () => {
        const { bornConfigMaps } = await import("../profiles/born/configMaps.ts");
        const { authority, state } = this.#pki;
        return bornConfigMaps({ profile, authorityPem: authority.chainPem, madeMs: state.madeMs });
      },
      ...(saved ? { saved: saved.api } : {}),
    });
    const traces = { record: (trace: Trace) => this.#record(trace), last: () => this.#lastTrace };
    this.#disks = new Disks(() => clock.now(), saved?.disks);
    const firstControlPlane = profile.nodes[0]!.name;
    for (const node of profile.nodes) {
      const client = this.server.client(nodeIdentity(node.name), "own");
      const record = saved?.nodes[node.name];
      kubelets.set(
        node.name,
        createKubelet({
          node: nodeSettings(node, profile),
          client,
          cache: this.server.cache,
          events: this.server.recorder(client, { component: "kubelet", host: node.name }),
          topology: this.topology,
          host: this.topology.host(nodeId(node.name))!,
          images: imageCatalogue,
          clock,
          random,
          traces,
          podApi: (pod, reflectors) => this.#podApi(pod, reflectors),
          token: (pod, request) => this.#token(pod, request),
          disks: this.#disks,
          hostFiles: nodeFiles(profile, this.#pki, node.name),
          standIn: options.standIn ?? false,
          ...(profile.controlPlane.kind === "pods" && node.name === firstControlPlane
            ? { staticPods: profile.staticPods }
            : {}),
          ...(parts.timings ? { timings: parts.timings } : {}),
          ...(record ? { records: record } : {}),
        }),
      );
    }
    this.places = createPlaces({
      profile,
      pki: this.#pki,
      topology: this.topology,
      clock,
      random,
      traces,
      saved: saved?.places ?? {},
      tools: {
        ...parts.tools,
        programs: new Map([["internet", internetProgram(this.internet)], ...(parts.tools?.programs ?? [])]),
      },
    });
  }

  /** Starts the cluster, and lets it boot as fast as the machine can. Resolves when every node is ready. */
  async start(): Promise<void> {
    const { clock } = this;
    await clock.drive(this.#boot());
    clock.setSpeed(this.#speed);
  }

  async #boot(): Promise<void> {
    const { server, profile, clock, random, topology } = this;
    const { signal } = this.#life;
    if (!this.#saved) await createAddOns(server, profile);
    if (server.authorization?.changed) await server.authorization.evaluator();
    const aroundApi = this.#aroundApi;
    const parts = { server, profile, pki: this.#pki, clock, random, topology, signal };
    await startControlPlane({ ...parts, ...(aroundApi ? { aroundApi } : {}) });
    for (const kubelet of this.kubelets.values()) await kubelet.start();
    if (this.#saved) return;
    const started = clock.now();
    while (!this.#ready()) {
      if (clock.now() - started > BOOT_LIMIT_MS) throw new Error("the nodes do not become ready");
      await clock.sleep(250, signal);
    }
  }

  /** Every node is Ready, and every add-on's pods are. */
  #ready(): boolean {
    const nodes = this.server.cache.list(Node);
    const ready = nodes.filter((node) =>
      node.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
    );
    return ready.length === this.profile.nodes.length && addOnsReady(this.server);
  }

  /** Replaces what a lesson brings to the internet: content by "example.com/path/file.yaml". */
  provideInternet(files: FilesByUrl): void {
    this.internet.provide(files);
    this.#internetWires.follow();
  }

  stop(): void {
    this.#life.abort();
    this.clock.stop();
    for (const kubelet of this.kubelets.values()) kubelet.stop();
    for (const host of this.topology.hosts()) if (!host.spec.parent) host.remove();
  }

  /** The administrator's kubeconfig for an API server that is found here; the certificate is for the name, where one is given. */
  kubeconfig(server: string, serverName?: string): string {
    return kubeconfig(this.profile, server, this.#pki, serverName);
  }

  get lastTrace(): Trace | undefined {
    return this.#lastTrace;
  }

  /** Everything, as plain data. */
  save(terminals: Readonly<Record<string, unknown>> = {}): SandboxTree {
    const disks = this.#disks.save();
    const sites = this.internet.disks();
    const nodes = Object.fromEntries([...this.kubelets].map(([name, kubelet]) => [name, kubelet.save()]));
    return {
      options: this.options,
      nowMs: this.clock.now(),
      random: this.random.save(),
      pki: this.#pki.state,
      api: this.server.save(),
      network: this.topology.save(),
      ...(Object.keys(this.internet.files).length > 0 ? { internet: this.internet.files } : {}),
      ...(Object.keys(sites).length > 0 ? { sites } : {}),
      nodes,
      ...(Object.keys(disks).length > 0 ? { disks } : {}),
      places: this.places.save(),
      terminals,
    };
  }

  #podApi(pod: PodObject, reflectors?: ReflectorOptions): PodApi {
    const { server } = this;
    const { namespace = "default" } = pod.metadata;
    const { identity, own } = podIdentity(pod, this.profile);
    return {
      client: server.client(identity, own),
      cache: reflectors ? server.cacheOf(identity, own, reflectors) : server.cache,
      account: (name: string) => server.client(accountIdentity(namespace, name), own),
    };
  }

  /** What the kubelet asks the API for when it mounts a pod's projected token. */
  #token(
    { metadata, spec }: PodObject,
    { audience, expirationSeconds }: { readonly audience?: string; readonly expirationSeconds: number },
  ): () => string {
    const { namespace = "default", name, uid = "" } = metadata;
    const account = { namespace, name: spec.serviceAccountName ?? "default" };
    const boundObjectRef = { kind: "Pod", name, uid };
    return this.server.verbs.tokenOf(account, {
      spec: { expirationSeconds, boundObjectRef, ...(audience ? { audiences: [audience] } : {}) },
    });
  }

  #record(trace: Trace): void {
    this.#lastTrace = trace;
    this.onTrace(trace);
  }
}

/** Every Deployment and DaemonSet of kube-system has all the pods that it wants. */
function addOnsReady({ cache }: ApiServer): boolean {
  const query = { namespace: "kube-system" };
  return (
    cache.list(Deployment, query).every(({ spec, status }) => status?.readyReplicas === spec.replicas) &&
    cache
      .list(DaemonSet, query)
      .every(
        ({ status }) =>
          status !== undefined && status.numberReady === status.desiredNumberScheduled && status.numberReady > 0,
      )
  );
}
