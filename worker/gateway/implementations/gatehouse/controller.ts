import type { Cache, Client } from "../../../api/client/client.ts";
import { WorkQueue } from "../../../api/client/workQueue.ts";
import {
  CustomResourceDefinition,
  Deployment,
  EndpointSlice,
  Namespace,
  Node,
  Secret,
  Service,
} from "../../../api/kinds/index.ts";
import type { Kind } from "../../../api/machinery/kind.ts";
import type { KubeObject } from "../../../api/machinery/object.ts";
import { StatusError } from "../../../api/machinery/status.ts";
import { deepEqual, timestamp } from "../../../api/machinery/values.ts";
import type { Clock } from "../../../base/clock.ts";
import { compileGateway } from "../../compile/index.ts";
import { buildGraph, type GatewayNode, type Graph } from "../../graph/index.ts";
import { GATEWAY_GROUP, Gateway, GatewayClass, HTTPRoute, ReferenceGrant } from "../../kinds/index.ts";
import { gatewayClassStatus, gatewayStatus, routeParents, tellsFeatures } from "../../status/index.ts";
import type { Configurations } from "./configurations.ts";
import { deployedState } from "./deployed.ts";
import { gatehouse } from "./description.ts";
import { MANAGED_BY, MANAGER, resourceName } from "./names.ts";
import { type ProxyOptions, proxyDeployment } from "./proxyDeployment.ts";
import { proxyService, servedPorts, serviceType } from "./proxyService.ts";
import { missingKinds, snapshotOf, type TrackedSnapshot } from "./snapshot.ts";

/** What the controller lives in. */
export interface GatehouseParts {
  readonly client: Client;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly proxy: ProxyOptions;
  readonly configurations: Configurations;
  log(level: "INFO" | "ERROR", message: string, about?: Readonly<Record<string, unknown>>): void;
  /** Whether the cluster has what it needs. */
  ready(is: boolean): void;
}

/** Changes that come together are worked on together. */
const GATHER_MS = 20;
const KEY = "cluster";

/** Kinds whose every change may matter, and those of which only what was asked for does. */
const ALWAYS = [GatewayClass, Gateway, HTTPRoute, ReferenceGrant] as unknown as readonly Kind[];
const WHEN_ASKED = [Service, EndpointSlice, Secret, Namespace] as unknown as readonly Kind[];
const OWN = [Deployment, Service] as unknown as readonly Kind[];
const BUNDLE = `.${GATEWAY_GROUP}`;

/**
 * The controller: on every change it looks at the whole, deploys proxies, hands them their configuration, and writes what has
 * changed of any status. It keeps nothing that the API does not: started anew it goes on where it was.
 */
export async function runGatehouse(parts: GatehouseParts, signal: AbortSignal): Promise<void> {
  const { cache, clock, log } = parts;
  if (signal.aborted) return;
  const queue = new WorkQueue(clock);
  const loop = new Reconciliation(parts);
  const stops = follow(cache, loop, () => queue.add(KEY));
  const stop = () => {
    queue.stop();
    for (const one of stops) one.abort();
  };
  signal.addEventListener("abort", stop, { once: true });
  const unseen = cache.synced?.([...ALWAYS, ...WHEN_ASKED]);
  if (unseen) await unseen;
  queue.add(KEY);
  for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
    await clock.sleep(GATHER_MS, signal).catch(() => {});
    if (signal.aborted) break;
    try {
      await loop.reconcile();
      queue.forget(key);
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof StatusError)) throw error;
      if (!error.is("Conflict") && !error.is("NotFound")) log("ERROR", "reconciler error", { error: error.message });
      queue.addFailed(key);
    }
    queue.done(key);
  }
}

/** A signal of its own for each kind: many listeners on one would look like a leak. */
function follow(cache: Cache, loop: Reconciliation, changed: () => void): readonly AbortController[] {
  const stops: AbortController[] = [];
  const watch = (kind: Kind, concerns: (object: KubeObject, old: KubeObject | undefined) => boolean) => {
    const stop = new AbortController();
    stops.push(stop);
    cache.follow(
      kind,
      ({ type, object, old }) => concerns(object, type === "MODIFIED" ? old : undefined) && changed(),
      stop.signal,
    );
  };
  for (const kind of ALWAYS) watch(kind, (object, old) => !old || isNewMeaning(object, old));
  for (const kind of WHEN_ASKED) watch(kind, (object) => loop.concerns(kind, object));
  for (const kind of OWN) watch(kind, ({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER);
  watch(CustomResourceDefinition as unknown as Kind, ({ metadata }) => metadata.name.endsWith(BUNDLE));
  return stops;
}

/** Not a new status only, which is mostly our own. */
function isNewMeaning({ metadata }: KubeObject, { metadata: old }: KubeObject): boolean {
  return metadata.generation !== old.generation || metadata.deletionTimestamp !== old.deletionTimestamp;
}

class Reconciliation {
  readonly #parts: GatehouseParts;
  #snapshot: TrackedSnapshot | undefined;
  #missing: string | undefined;
  #failure: StatusError | undefined;
  /** By Gateway: why its Deployment or Service was not taken. */
  readonly #refused = new Map<string, string>();

  constructor(parts: GatehouseParts) {
    this.#parts = parts;
  }

  /** Whether the graph depended on this object. */
  concerns(kind: Kind, object: KubeObject): boolean {
    return this.#snapshot?.asked(kind, object) ?? true;
  }

  async reconcile(): Promise<void> {
    const { cache, configurations } = this.#parts;
    if (!this.#kindsAreThere()) return;
    const snapshot = snapshotOf(cache);
    this.#snapshot = snapshot;
    const graph = buildGraph(snapshot, gatehouse);
    configurations.keepOnly(new Set(graph.gateways.keys()));
    for (const [key, gateway] of graph.gateways) {
      if (configurations.set(key, compileGateway(gateway, graph, snapshot))) {
        this.#parts.log("INFO", "configuration updated", { gateway: key, routes: graph.routesOf(gateway).length });
      }
    }
    this.#refused.clear();
    for (const [key, gateway] of graph.gateways) {
      await this.#attempt(
        () => this.#deploy(gateway),
        ({ message }) => this.#refused.set(key, message),
      );
    }
    await this.#writeClasses(graph, snapshot);
    await this.#writeGateways(graph);
    await this.#writeRoutes(graph, snapshot);
    const failed = this.#failure;
    this.#failure = undefined;
    if (failed) throw failed;
  }

  /** What the server refuses of one object must not keep the others from what is theirs; all of it is tried again later. */
  async #attempt(work: () => Promise<unknown>, refused: (error: StatusError) => void = () => {}): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      refused(error);
      if (!this.#failure || this.#failure.is("Conflict")) this.#failure = error;
    }
  }

  #kindsAreThere(): boolean {
    const { cache, log, ready } = this.#parts;
    const missing = missingKinds(cache).join(", ");
    ready(missing === "");
    if (missing !== "" && missing !== this.#missing) {
      log("ERROR", "the Gateway API CRDs are not installed, waiting for them", {
        missing,
        install:
          "kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml",
      });
    }
    if (missing === "" && this.#missing) log("INFO", "the Gateway API CRDs are there");
    this.#missing = missing;
    return missing === "";
  }

  /** Creates what is missing, and writes what is not as it should be. A Gateway that serves nothing gets nothing new. */
  async #deploy(gateway: GatewayNode): Promise<void> {
    const { client, cache, proxy, log } = this.#parts;
    const { metadata } = gateway.object;
    if (metadata.deletionTimestamp || gateway.accepted.status !== "True" || servedPorts(gateway).length === 0) return;
    const ref = { namespace: metadata.namespace ?? "", name: resourceName(gateway.object) };
    const about = { gateway: `${ref.namespace}/${metadata.name}`, name: ref.name };
    const service = cache.get(Service, ref);
    const wantedService = proxyService(gateway, service);
    if (!service) {
      await client.create(Service, wantedService);
      log("INFO", "created Service", about);
    } else if (!deepEqual(service, wantedService)) await client.replace(Service, wantedService);
    const deployment = cache.get(Deployment, ref);
    const wantedDeployment = proxyDeployment(gateway.object, deployment, proxy);
    if (!deployment) {
      await client.create(Deployment, wantedDeployment);
      log("INFO", "created Deployment", about);
    } else if (!deepEqual(deployment, wantedDeployment)) await client.replace(Deployment, wantedDeployment);
  }

  async #writeClasses(graph: Graph, { bundleVersion, channel }: TrackedSnapshot): Promise<void> {
    const { client } = this.#parts;
    const used = new Set([...graph.gateways.values()].map(({ class: one }) => one));
    for (const node of graph.classes.values()) {
      const status = gatewayClassStatus(node, graph.implementation, {
        now: this.#now(),
        tellsFeatures: tellsFeatures(bundleVersion, channel),
      });
      await this.#attempt(async () => {
        let { object } = node;
        const finalizers = finalizersOf(object.metadata.finalizers ?? [], used.has(node));
        if (!deepEqual(finalizers, object.metadata.finalizers ?? [])) {
          object = await client.replace(GatewayClass, { ...object, metadata: { ...object.metadata, finalizers } });
        }
        if (!deepEqual(status, object.status)) await client.replaceStatus(GatewayClass, { ...object, status });
      });
    }
  }

  async #writeGateways(graph: Graph): Promise<void> {
    const { client, cache } = this.#parts;
    for (const [key, node] of graph.gateways) {
      const { object } = node;
      const ref = { namespace: object.metadata.namespace ?? "", name: resourceName(object) };
      const state = deployedState(node, {
        deployment: cache.get(Deployment, ref),
        service: cache.get(Service, ref),
        nodes: serviceType(object) === "NodePort" ? cache.list(Node) : [],
        refusal: this.#refused.get(key),
      });
      const status = gatewayStatus(node, graph, state, this.#now());
      if (deepEqual(status, object.status)) continue;
      await this.#attempt(() => client.replaceStatus(Gateway, { ...object, status }));
    }
  }

  async #writeRoutes(graph: Graph, { httpRoutes }: TrackedSnapshot): Promise<void> {
    const { client } = this.#parts;
    const { controllerName } = graph.implementation;
    const nodes = new Map(graph.routes.map((node) => [node.object, node]));
    for (const object of httpRoutes) {
      const node = nodes.get(object);
      const existing = object.status?.parents ?? [];
      if (!node && !existing.some((parent) => parent.controllerName === controllerName)) continue;
      const parents = routeParents(object, node, { controllerName, now: this.#now() });
      if (deepEqual(parents, existing)) continue;
      await this.#attempt(() => client.replaceStatus(HTTPRoute, { ...object, status: { parents } }));
    }
  }

  #now(): string {
    return timestamp(this.#parts.clock.now());
  }
}

/** A class stays while a Gateway uses it. https://gateway-api.sigs.k8s.io/reference/spec/#gatewayclass */
const IN_USE = "gateway-exists-finalizer.gateway.networking.k8s.io";

function finalizersOf(finalizers: readonly string[], used: boolean): readonly string[] {
  if (used) return finalizers.includes(IN_USE) ? finalizers : [...finalizers, IN_USE];
  return finalizers.filter((one) => one !== IN_USE);
}
