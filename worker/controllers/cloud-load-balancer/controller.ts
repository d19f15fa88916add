import type { NodeObject, ServiceObject } from "../../api/generated/types.ts";
import {
  type Controller,
  type ControllerDeps,
  defineController,
  keyOf,
  type ObjectRef,
  on,
  type ReconcileContext,
  type Requeue,
  refOf,
  runController,
} from "../../api/index.ts";
import { Node, Service } from "../../api/kinds/index.ts";
import type { NetAccess } from "../../base/net.ts";
import { parseIp, parseRange, rangeHas } from "../../network/index.ts";
import type { NetHost, Topology } from "../../network/topology.ts";
import { type CloudNetwork, type Frontend, isInternal, planFrontend } from "./azure.ts";
import { Balancer, type BalancerDeps } from "./balancer.ts";
import { changes, FINALIZER, needsCleanup, wantsLoadBalancer } from "./changes.ts";
import { backendNodes } from "./nodes.ts";

export interface CloudOptions {
  readonly cloud: CloudNetwork;
  readonly topology: Topology;
  hostOf(node: string): NetHost | undefined;
  /** Services as they were some time before; what changed since is told as if the controller had seen it. */
  readonly before?: readonly ServiceObject[];
}

/** How long the cloud takes, milliseconds: from, and how much more by chance. */
const CREATE = [5_000, 10_000] as const;
const UPDATE = [2_000, 2_000] as const;
const DELETE = [3_000, 3_000] as const;
const REFUSE = [800, 700] as const;
/** The service controller's own back-off, slower than a loop's usual one. */
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 300_000;
const PROBE_MS = 5_000;
/** The address that Azure's probes come from. */
const PROBER = "168.63.129.16";

/**
 * The service controller with Azure behind it: gives LoadBalancer Services an address after a while, keeps their frontends
 * on the wires, asks nodes for their health. Services that have an address when it starts keep it without a word.
 * Resolves when the signal aborts.
 */
export async function runCloudLoadBalancer(
  options: CloudOptions,
  deps: ControllerDeps,
  signal: AbortSignal,
): Promise<void> {
  const { topology, hostOf } = options;
  const chance = deps.random.stream("cloud-load-balancer");
  const balancerDeps: BalancerDeps = { topology, hostOf, prober: proberOf(options), chance };
  const azure = new Azure(options.cloud, balancerDeps, deps, signal);
  for (const service of options.before ?? []) azure.remember(service);
  for (const service of deps.cache.list(Service)) azure.adopt(service);
  const probing = azure.keepProbing(signal);
  await runController(azure.controller(), deps, signal);
  await probing;
}

/** Azure's probes come from one address in every virtual network. */
function proberOf({ topology, cloud }: CloudOptions): NetAccess {
  const there = topology.hosts().find(({ spec }) => spec.interfaces.some(({ ip }) => ip === PROBER));
  const segment = cloud.subnets[0]?.segment;
  const host =
    there ??
    topology.addHost({
      id: "azure/probes",
      name: "azure",
      interfaces: [{ name: "eth0", ip: PROBER, prefix: 32, ...(segment ? { segment } : {}) }],
      about: { kind: "Machine", name: PROBER },
    });
  return host.access("health-probe");
}

class Azure {
  readonly #cloud: CloudNetwork;
  readonly #deps: BalancerDeps;
  readonly #loop: ControllerDeps;
  readonly #signal: AbortSignal;
  readonly #balancers = new Map<string, Balancer>();
  /** Addresses promised to Services whose load balancer is being made. */
  readonly #promised = new Map<string, string>();
  /** The Service as it was last brought in line: what `changes` compares with. */
  readonly #known = new Map<string, ServiceObject>();
  /** How often in a row the cloud refused, and when it is asked again. */
  readonly #failures = new Map<string, { readonly times: number; readonly againMs: number }>();

  constructor(cloud: CloudNetwork, deps: BalancerDeps, loop: ControllerDeps, signal: AbortSignal) {
    this.#cloud = cloud;
    this.#deps = deps;
    this.#loop = loop;
    this.#signal = signal;
  }

  controller(): Controller<ServiceObject> {
    return defineController({
      name: "service",
      for: Service,
      watches: [
        on(Node, (node: NodeObject, cache, old) =>
          old && isBackend(node) === isBackend(old) ? [] : cache.list(Service).filter(wantsLoadBalancer).map(keyOf),
        ),
      ],
      reconcile: (ref, service, context) => this.#reconcile(ref, service, context),
    });
  }

  /** A Service without a load balancer, as it was when there was nothing to do for it. */
  remember(service: ServiceObject): void {
    const now = this.#loop.cache.get(Service, refOf(service));
    if (now?.metadata.uid !== service.metadata.uid || wantsLoadBalancer(service) || needsCleanup(service)) return;
    this.#known.set(keyOf(service), service);
  }

  /** Puts a load balancer that exists already back on the wires. */
  adopt(service: ServiceObject): void {
    const ip = service.status?.loadBalancer?.ingress?.[0]?.ip;
    if (!ip || !service.metadata.finalizers?.includes(FINALIZER)) return;
    const internal = isInternal(service);
    const subnet = this.#cloud.subnets.find(({ cidr }) => rangeHas(parseRange(cidr), parseIp(ip) ?? -1));
    const segment = internal && subnet ? subnet.segment : this.#cloud.publicSegment;
    const balancer = this.#place(service, { ip, segment, internal });
    this.#known.set(keyOf(service), service);
    balancer.trust();
  }

  async keepProbing(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#loop.clock.sleep(PROBE_MS, signal).catch(() => {});
      if (!signal.aborted) for (const balancer of this.#balancers.values()) void balancer.probe();
    }
  }

  async #reconcile(
    ref: ObjectRef,
    service: ServiceObject | undefined,
    context: ReconcileContext,
  ): Promise<Requeue | undefined> {
    const key = `${ref.namespace}/${ref.name}`;
    if (!service) {
      this.#forget(key);
      return undefined;
    }
    const known = this.#known.get(key);
    const change = known ? changes(known, service) : { update: wantsLoadBalancer(service), notes: [] };
    for (const note of change.notes) await context.events.event(service, { type: "Normal", ...note });
    if (needsCleanup(service)) return this.#clean(key, service, context);
    if (!wantsLoadBalancer(service)) {
      this.#known.set(key, service);
      return undefined;
    }
    if (change.update) return this.#ensure(key, service, context);
    const retry = this.#failures.get(key);
    const early = (retry?.againMs ?? 0) - context.clock.now();
    if (retry) return early > 0 ? { requeueAfterMs: early } : this.#ensure(key, service, context);
    await this.#refreshNodes(key, service, context);
    return undefined;
  }

  async #ensure(key: string, service: ServiceObject, context: ReconcileContext): Promise<Requeue | undefined> {
    const { events, clock } = context;
    await events.event(service, { type: "Normal", reason: "EnsuringLoadBalancer", message: "Ensuring load balancer" });
    this.#known.set(key, service);
    await addFinalizer(service, context);
    if (this.#nodes().length === 0) {
      const message = "There are no available nodes for LoadBalancer";
      await events.event(service, { type: "Warning", reason: "UnAvailableLoadBalancer", message });
    }
    const plan = planFrontend(service, this.#cloud, this.#taken(key), (count) => this.#deps.chance.below(count));
    if ("error" in plan) {
      await clock.sleep(this.#within(REFUSE), this.#signal);
      const message = `Error syncing load balancer: failed to ensure load balancer: ${plan.error}`;
      await events.event(service, { type: "Warning", reason: "SyncLoadBalancerFailed", message });
      return { requeueAfterMs: this.#nextRetry(key) };
    }
    this.#failures.delete(key);
    this.#promised.set(key, plan.ip);
    const there = this.#balancers.get(key);
    const stays = there && there.frontend.ip === plan.ip && there.frontend.internal === plan.internal;
    await clock.sleep(this.#within(stays ? UPDATE : CREATE), this.#signal);
    const current = context.cache.get(Service, {
      namespace: service.metadata.namespace ?? "",
      name: service.metadata.name,
    });
    if (!current || needsCleanup(current) || !wantsLoadBalancer(current)) {
      this.#promised.delete(key);
      return current ? this.#clean(key, current, context) : undefined;
    }
    const balancer = stays ? there : this.#place(current, plan);
    balancer.set(current, this.#nodes());
    this.#promised.delete(key);
    await balancer.probe();
    await events.event(current, { type: "Normal", reason: "EnsuredLoadBalancer", message: "Ensured load balancer" });
    await writeStatus(current, plan.ip, context);
    return undefined;
  }

  async #clean(key: string, service: ServiceObject, context: ReconcileContext): Promise<undefined> {
    const { events, clock, client } = context;
    if (this.#balancers.has(key)) {
      await events.event(service, {
        type: "Normal",
        reason: "DeletingLoadBalancer",
        message: "Deleting load balancer",
      });
      await clock.sleep(this.#within(DELETE), this.#signal);
    }
    this.#forget(key);
    const { namespace = "", name, finalizers = [], deletionTimestamp } = service.metadata;
    if (deletionTimestamp === undefined) this.#known.set(key, service);
    const rest = finalizers.filter((one) => one !== FINALIZER);
    const ref = { namespace, name };
    if (deletionTimestamp === undefined && service.status?.loadBalancer?.ingress)
      await writeStatus(service, undefined, context);
    await client.patch(Service, ref, {
      type: "merge",
      body: { metadata: { finalizers: rest.length > 0 ? rest : null } },
    });
    await events.event(service, { type: "Normal", reason: "DeletedLoadBalancer", message: "Deleted load balancer" });
    return undefined;
  }

  /** Follows the set of nodes. */
  async #refreshNodes(key: string, service: ServiceObject, { events }: ReconcileContext): Promise<void> {
    const balancer = this.#balancers.get(key);
    const nodes = this.#nodes();
    if (!balancer || balancer.nodeNames.join() === nodes.map(({ metadata }) => metadata.name).join()) return;
    balancer.set(service, nodes);
    if (nodes.length === 0) {
      const message = "There are no available nodes for LoadBalancer";
      await events.event(service, { type: "Warning", reason: "UnAvailableLoadBalancer", message });
    } else {
      const message = "Updated load balancer with new hosts";
      await events.event(service, { type: "Normal", reason: "UpdatedLoadBalancer", message });
    }
    void balancer.probe();
  }

  #place(service: ServiceObject, frontend: Frontend): Balancer {
    const key = keyOf(service);
    this.#balancers.get(key)?.remove();
    const balancer = new Balancer(service, frontend, this.#deps);
    balancer.set(service, this.#nodes());
    this.#balancers.set(key, balancer);
    return balancer;
  }

  #forget(key: string): void {
    this.#balancers.get(key)?.remove();
    this.#balancers.delete(key);
    this.#promised.delete(key);
    this.#known.delete(key);
    this.#failures.delete(key);
  }

  #nodes(): readonly NodeObject[] {
    return backendNodes(this.#loop.cache.list(Node));
  }

  /** Addresses that a Service cannot have: of hosts on the wires, and promised to others. */
  #taken(key: string): ReadonlySet<string> {
    const own = this.#balancers.get(key)?.frontend.ip;
    const onWires = this.#deps.topology.hosts().flatMap(({ spec }) => spec.interfaces.map(({ ip }) => ip));
    const promised = [...this.#promised].flatMap(([other, ip]) => (other === key ? [] : [ip]));
    return new Set([...onWires.filter((ip) => ip !== own), ...promised]);
  }

  #nextRetry(key: string): number {
    const times = this.#failures.get(key)?.times ?? 0;
    const wait = Math.min(FIRST_RETRY_MS * 2 ** times, LAST_RETRY_MS);
    this.#failures.set(key, { times: times + 1, againMs: this.#loop.clock.now() + wait });
    return wait;
  }

  #within([from, more]: readonly [number, number]): number {
    return from + this.#deps.chance.below(more);
  }
}

const isBackend = (node: NodeObject): boolean => backendNodes([node]).length > 0;

async function addFinalizer({ metadata }: ServiceObject, { client }: ReconcileContext): Promise<void> {
  const { namespace = "", name, finalizers = [] } = metadata;
  if (finalizers.includes(FINALIZER)) return;
  await client.patch(
    Service,
    { namespace, name },
    { type: "merge", body: { metadata: { finalizers: [...finalizers, FINALIZER] } } },
  );
}

async function writeStatus(
  { metadata, status }: ServiceObject,
  ip: string | undefined,
  { client }: ReconcileContext,
): Promise<void> {
  const now = status?.loadBalancer?.ingress;
  if (now?.length === 1 && now[0]?.ip === ip) return;
  const ingress = ip ? [{ ip, ipMode: "VIP" }] : null;
  const { namespace = "", name } = metadata;
  const body = { status: { loadBalancer: { ingress } } };
  await client.patch(Service, { namespace, name }, { type: "merge", body, subresource: "status" });
}
