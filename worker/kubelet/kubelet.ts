import type { Cache, Client, EventRecorder } from "../api/client/client.ts";
import type { ConfigMapObject, PodObject, SecretObject, ServiceObject } from "../api/generated/types.ts";
import { ConfigMap, Node, Pod, Secret, Service } from "../api/kinds/index.ts";
import { refOf } from "../api/machinery/object.ts";
import { StatusError } from "../api/machinery/status.ts";
import type { Clock } from "../base/clock.ts";
import { type Random, uuid } from "../base/random.ts";
import type { Trace } from "../base/trace.ts";
import type { NetHost, Topology } from "../network/topology.ts";
import { Disks } from "./disks.ts";
import type { NodeDoor } from "./door.ts";
import type { ImageCatalogue } from "./image.ts";
import { doorOf } from "./lateDoor.ts";
import { serveKubelet } from "./lateServer.ts";
import type { NodeContext, NodeSettings } from "./node.ts";
import { LEASE_MS, nextBeatMs, registerNode, renewLease, reportNode } from "./nodeStatus.ts";
import { PodWorker } from "./pod.ts";
import { copyPlain, type NodeRecord, newNodeRecord } from "./records.ts";
import { savePod } from "./save.ts";
import { MIRROR_ANNOTATION, mirror, type StaticPod, staticPod } from "./staticPods.ts";
import { type NodeTimings, realisticTimings } from "./timings.ts";

export interface KubeletOptions {
  readonly node: NodeSettings;
  readonly client: Client;
  readonly cache: Cache;
  /** Writes events as component kubelet on this node. */
  readonly events: EventRecorder;
  readonly topology: Topology;
  /** The node itself in the topology. */
  readonly host: NetHost;
  readonly images: ImageCatalogue;
  readonly clock: Clock;
  readonly random: Random;
  readonly timings?: NodeTimings;
  /** Manifests of the node's own folder: the control plane. */
  readonly staticPods?: readonly PodObject[];
  /** Files that the node has, by absolute path: what a hostPath volume finds below its path. */
  readonly hostFiles?: Readonly<Record<string, string>>;
  /** Directories that outlive pods; its own when absent. */
  readonly disks?: Disks;
  /** What a former life saved. */
  readonly records?: NodeRecord;
  /** Stand-ins for every image that has no program here. */
  readonly standIn?: boolean;
  readonly traces?: { record(trace: Trace): void; last(): Trace | undefined };
  /** The API as a pod's ServiceAccount. */
  readonly podApi?: NodeContext["podApi"];
  /** A token for a pod's ServiceAccount. */
  readonly token?: NodeContext["token"];
  /** Why pods cannot get a network yet; always ready when absent. */
  readonly networkProblem?: () => string | undefined;
  /** Hears of errors that nobody else would; thrown into the void when absent. */
  readonly onError?: (error: unknown) => void;
}

/** One node's agent. */
export interface Kubelet {
  readonly name: string;
  /** Registers the node, takes up its pods, and goes on until stopped. Resolves when the node is registered. */
  start(): Promise<void>;
  /** The agent stops; its containers run on unattended, and the node turns NotReady when its lease runs out. */
  stop(): void;
  /** The machine loses power: containers die, nothing answers. */
  powerOff(): void;
  /** The machine boots: containers are started again, and counted as restarts. */
  powerOn(): Promise<void>;
  /** Logs, exec, attach and port-forward of the node's pods. */
  readonly door: NodeDoor;
  /** Everything that must last, as plain data. */
  save(): NodeRecord;
}

export function createKubelet(options: KubeletOptions): Kubelet {
  return new NodeAgent(options);
}

class NodeAgent implements Kubelet {
  readonly #options: KubeletOptions;
  readonly #context: NodeContext;
  readonly #record: NodeRecord;
  readonly #workers = new Map<string, PodWorker>();
  readonly #static: readonly StaticPod[];
  #life: AbortController | undefined;
  /** Taken up again with its sandbox, in the middle of its life. */
  #goesOn: boolean;
  readonly #dirty = new Set<string>();
  #draining = false;
  #cancelTimer: (() => void) | undefined;
  #timerMs = Number.POSITIVE_INFINITY;
  readonly door: NodeDoor;

  constructor(options: KubeletOptions) {
    this.#options = options;
    const { node, clock, random, client, cache, events, images, topology, host, timings = realisticTimings } = options;
    const chance = random.stream(`kubelet/${node.name}`);
    this.#goesOn = options.records !== undefined;
    this.#record = options.records ? copyPlain(options.records) : newNodeRecord(uuid(chance), clock.now());
    let services: { list: readonly ServiceObject[]; atMs: number } | undefined;
    this.#context = {
      settings: node,
      record: this.#record,
      clock,
      random,
      chance,
      client,
      cache,
      events,
      images,
      topology,
      host,
      timings,
      standIn: options.standIn ?? false,
      ...(options.traces && { traces: options.traces }),
      objects: {
        configMap: (namespace, name): ConfigMapObject | undefined => cache.get(ConfigMap, { namespace, name }),
        secret: (namespace, name): SecretObject | undefined => cache.get(Secret, { namespace, name }),
        // Many pods start in the same breath; they see the same services.
        services: () => {
          if (services?.atMs !== clock.now()) services = { list: cache.list(Service), atMs: clock.now() };
          return services.list;
        },
      },
      podApi:
        options.podApi ??
        (() => {
          throw new Error("no API within reach of this pod");
        }),
      token: options.token ?? (() => () => ""),
      hostFiles: options.hostFiles ?? {},
      disks: options.disks ?? new Disks(() => clock.now()),
      networkProblem: options.networkProblem ?? (() => undefined),
      wake: (uid) => this.#wake(uid),
      forget: (uid) => this.#forget(uid),
      failed: (error) => this.#failed(error),
    };
    this.#static = (options.staticPods ?? []).map((manifest) => staticPod(manifest, this.#context));
    this.door = doorOf({
      find: (namespace, name) =>
        [...this.#workers.values()].find(
          ({ record, gone }) => !gone && record.namespace === namespace && record.name === name,
        ),
      clock,
      reachable: () => this.#life !== undefined && this.#record.power === "on",
    });
  }

  get name(): string {
    return this.#options.node.name;
  }

  async start(): Promise<void> {
    if (this.#life || this.#record.power === "off") return;
    const life = new AbortController();
    this.#life = life;
    const { cache, clock } = this.#context;
    const goesOn = this.#goesOn;
    this.#goesOn = false;
    await registerNode(this.#context, { goesOn });
    if (life.signal.aborted) return;
    for (const one of this.#static) await this.#takeUpStatic(one);
    if (life.signal.aborted) return;
    cache.follow(
      Pod,
      ({ type, object }) => {
        if (object.spec.nodeName === this.name) this.#noticed(type, object);
      },
      life.signal,
    );
    // What the API has forgotten while nobody looked.
    for (const worker of this.#workers.values()) {
      const there = cache.get(Pod, refOf(worker.pod));
      if (!there && !this.#isStatic(worker)) this.#vanished(worker);
      // Others may have changed a status meanwhile: the node controller calls pods of a silent node not ready.
      else worker.touch();
    }
    const firstBeatMs = goesOn ? nextBeatMs(this.#context) : 0;
    if (firstBeatMs === 0) await renewLease(this.#context);
    const beat = () => {
      if (life.signal.aborted) return;
      renewLease(this.#context).catch((error: unknown) => this.#failed(error));
      reportNode(this.#context).catch((error: unknown) => this.#failed(error));
      clock.after(LEASE_MS, beat);
    };
    clock.after(firstBeatMs || LEASE_MS, beat);
    this.#arm();
    const listening = serveKubelet(this.#context, () => this.#workers.values());
    life.signal.addEventListener("abort", () => listening.close(), { once: true });
  }

  stop(): void {
    this.#life?.abort();
    this.#life = undefined;
    this.#cancelTimer?.();
    this.#timerMs = Number.POSITIVE_INFINITY;
  }

  powerOff(): void {
    this.stop();
    this.#record.power = "off";
    this.#options.host.setConnected(false);
    for (const worker of this.#workers.values()) {
      worker.halt();
      worker.host?.remove();
      const now = this.#context.clock.now();
      for (const own of Object.values(worker.record.containers)) {
        if (own.stage !== "running") continue;
        own.exit = {
          code: 255,
          reason: "Unknown",
          startedMs: own.startedMs ?? now,
          finishedMs: now,
          id: own.id ?? "",
        };
        own.stage = "exited";
        own.started = false;
        own.ready = false;
        own.stopping = undefined;
      }
      // A new sandbox is made when the machine is back.
      delete worker.record.sandbox;
    }
    this.#workers.clear();
  }

  async powerOn(): Promise<void> {
    if (this.#record.power === "on") return;
    this.#record.power = "on";
    this.#record.bootId = uuid(this.#context.chance);
    this.#record.bootedMs = this.#context.clock.now();
    this.#record.pullerBusyUntilMs = 0;
    this.#options.host.setConnected(true);
    await this.start();
    const node = this.#context.cache.get(Node, { name: this.name });
    if (!node) return;
    const message = `Node ${this.name} has been rebooted, boot id: ${this.#record.bootId}`;
    await this.#context.events.event(node, { type: "Warning", reason: "Rebooted", message });
  }

  save(): NodeRecord {
    for (const worker of this.#workers.values()) savePod(worker);
    return copyPlain(this.#record);
  }

  async #takeUpStatic(one: StaticPod): Promise<void> {
    const { hash, pod } = one;
    await mirror(one, this.#context);
    const worker = this.#worker(hash, pod);
    const shown = this.#context.cache.get(Pod, refOf(pod));
    if (shown) worker.update(shown);
    this.#wake(hash);
  }

  #isStatic(worker: PodWorker): boolean {
    return this.#static.some(({ hash }) => hash === worker.record.uid);
  }

  /** The worker of a pod; made from its record where there is one. */
  #worker(uid: string, pod: PodObject): PodWorker {
    const known = this.#workers.get(uid);
    if (known) return known;
    const before = this.#record.pods[uid];
    const record = (this.#record.pods[uid] ??= {
      uid,
      namespace: pod.metadata.namespace ?? "default",
      name: pod.metadata.name,
      seenMs: this.#context.clock.now(),
      containers: {},
      volumes: {},
      pullFailures: {},
    });
    const worker = new PodWorker(this.#context, pod, record);
    this.#workers.set(uid, worker);
    if (before) worker.resume();
    return worker;
  }

  #noticed(type: "ADDED" | "MODIFIED" | "DELETED", pod: PodObject): void {
    const hash = pod.metadata.annotations?.[MIRROR_ANNOTATION];
    if (hash !== undefined) {
      this.#noticedMirror(type, pod, hash);
      return;
    }
    const uid = pod.metadata.uid ?? "";
    if (type === "DELETED") {
      const worker = this.#workers.get(uid);
      if (worker) this.#vanished(worker);
      return;
    }
    // A pod that has ended in a former life has nothing to run.
    const worker = this.#workers.get(uid);
    if (worker) worker.update(pod);
    else {
      this.#worker(uid, pod);
      this.#wake(uid);
    }
  }

  #noticedMirror(type: "ADDED" | "MODIFIED" | "DELETED", pod: PodObject, hash: string): void {
    const own = this.#static.find((one) => one.hash === hash);
    const { client, clock } = this.#context;
    if (type === "DELETED") {
      if (!own) return;
      // The pod itself lives by its manifest; it is shown again.
      clock.after(1000, () => {
        if (this.#life) {
          mirror(own, this.#context)
            .then(() => this.#workers.get(hash)?.touch())
            .catch((error: unknown) => this.#failed(error));
        }
      });
      return;
    }
    if (pod.metadata.deletionTimestamp || !own) {
      client.delete(Pod, refOf(pod), { gracePeriodSeconds: 0 }).catch((error: unknown) => this.#failed(error));
      return;
    }
    this.#workers.get(hash)?.update(pod);
  }

  #vanished(worker: PodWorker): void {
    worker.gone = true;
    this.#wake(worker.record.uid);
  }

  #forget(uid: string): void {
    this.#workers.get(uid)?.halt();
    this.#workers.delete(uid);
    delete this.#record.pods[uid];
  }

  /** Looks at a pod once what runs now is done: everything that happens in one breath makes one look. */
  #wake(uid: string): void {
    this.#dirty.add(uid);
    if (this.#draining) return;
    this.#draining = true;
    void Promise.resolve().then(() => this.#drain());
  }

  #drain(): void {
    this.#draining = false;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    if (!this.#life) return;
    let stale = false;
    for (const one of dirty) if (this.#sync(one)) stale = true;
    if (stale) this.#arm();
  }

  /** Answers whether the timer may have to be set anew: the pod was the one that it waits for, or is due before that. */
  #sync(uid: string): boolean {
    const worker = this.#workers.get(uid);
    if (!worker) return false;
    const awaited = worker.dueMs === this.#timerMs && worker.dueMs !== Number.POSITIVE_INFINITY;
    try {
      worker.sync();
    } catch (error) {
      this.#failed(error);
    }
    return awaited || worker.dueMs < this.#timerMs;
  }

  /** One timer for the node, set to the pod that is due first. */
  #arm(): void {
    if (!this.#life) return;
    let first = Number.POSITIVE_INFINITY;
    for (const { dueMs } of this.#workers.values()) if (dueMs < first) first = dueMs;
    if (first === this.#timerMs) return;
    this.#cancelTimer?.();
    this.#timerMs = first;
    if (first === Number.POSITIVE_INFINITY) return;
    const { clock } = this.#context;
    this.#cancelTimer = clock.after(first - clock.now(), () => {
      this.#timerMs = Number.POSITIVE_INFINITY;
      const now = clock.now();
      for (const [uid, worker] of this.#workers) {
        if (worker.dueMs > now) continue;
        worker.dueMs = Number.POSITIVE_INFINITY;
        this.#wake(uid);
      }
      this.#arm();
    });
  }

  #failed(error: unknown): void {
    if (this.#options.onError) {
      this.#options.onError(error);
      return;
    }
    // A write that the API refused is answered by the next look at the pod.
    if (error instanceof StatusError) return;
    queueMicrotask(() => {
      throw error;
    });
  }
}
