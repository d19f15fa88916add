import { deepEqual, eventRecorder, type ReflectorOptions, StatusError } from "../../api/index.ts";
import { Event, Namespace, Node, Pod, Service } from "../../api/kinds/index.ts";
import { AddressInUse, type ListenHandle } from "../../base/net.ts";
import {
  buildIngressGraph,
  type CompiledIngress,
  compileIngress,
  type IngressGraph,
  type IngressOptions,
  refusalOf,
  warningsOf,
} from "../../ingress/index.ts";
import type { ContainerIo, ContainerProgram, PodApi } from "../../kubelet/image.ts";
import { FileError } from "../../shell/files.ts";
import { moduleReflector, reflectorLines } from "../klog.ts";
import { HttpProxy, type ProxyStyle } from "../proxy/index.ts";
import { print } from "../server.ts";
import { fakeCertificate, unfitFor } from "./certificate.ts";
import { COMMITS } from "./commits.ts";
import { type ControllerFlags, parseFlags } from "./flags.ts";
import { RequestCounts, serveHealth } from "./health.ts";
import { runElection } from "./leader.ts";
import { Remembered } from "./lifetime.ts";
import { controllerLog, type Log, pairs } from "./log.ts";
import { nginxConf } from "./nginxConf.ts";
import type { Release } from "./releases.ts";
import { addressesNow, publish, type StatusAround, unpublish } from "./status.ts";
import { TcpServices } from "./streams.ts";
import { ingressNginxStyle } from "./style.ts";
import { eventLine, follow, type Scope, snapshotOf, WATCHED } from "./watch.ts";
import { serveWebhook } from "./webhook.ts";

const RESTRICTIVE =
  "✖ the cluster seems to be running with a restrictive Authorization mode and the Ingress controller does not have the required permissions to operate normally";
const FAKE_FILE = "/etc/ingress-controller/ssl/default-fake-certificate.pem";
/** --sync-rate-limit */
const SYNCS_PER_SECOND = 0.3;
const STATUS_MS = 60_000;

/** What klog.Fatal ends with. */
const FATAL = 255;

/** /nginx-ingress-controller. @see kubernetes/ingress-nginx cmd/nginx */
export function controllerProgram(release: Release): ContainerProgram {
  return async (args, io) => {
    const first = io.memory.read() === undefined;
    if (first) print(io, banner(release));
    const flags = parseFlags(args);
    if ("wrong" in flags) {
      await io.stderr.write(`${flags.wrong}\nUsage of :\n`);
      return 2;
    }
    if (flags.on("version")) return 0;
    const controller = new Controller(io, release, flags);
    return controller.run(first);
  };
}

const buildOf = ({ version }: Release): string => COMMITS[version] ?? "unknown";

const banner = (release: Release): string => {
  const { version, nginx } = release;
  const build = buildOf(release);
  const line = "-".repeat(79);
  return `${line}\nNGINX Ingress controller\n  Release:       ${version}\n  Build:         ${build}\n  Repository:    https://github.com/kubernetes/ingress-nginx\n  nginx version: nginx/${nginx}\n\n${line}\n\n`;
};

/** What carries traffic. */
interface Planes {
  readonly proxy: HttpProxy;
  readonly streams: TcpServices;
}

class Controller {
  readonly #io: ContainerIo;
  readonly #release: Release;
  readonly #flags: ControllerFlags;
  readonly #log: Log;
  readonly #api: PodApi;
  readonly #counts = new RequestCounts();
  readonly #stop = new AbortController();
  #dirty = true;
  #wake: () => void = () => {};
  #told = new Set<string>();

  constructor(io: ContainerIo, release: Release, flags: ControllerFlags) {
    this.#io = io;
    this.#release = release;
    this.#flags = flags;
    this.#log = controllerLog(io);
    this.#api = io.api(this.#reflectors());
  }

  /** Its informers look at one namespace where a flag says so. */
  #reflectors(): ReflectorOptions {
    const namespace = this.#flags.text("watch-namespace");
    const { minor } = this.#release;
    const reflector = moduleReflector(`0.${minor + 20}.0`);
    return {
      signal: this.#io.signal,
      ...(namespace ? { namespace } : {}),
      failed: (type, why) => {
        for (const line of reflectorLines(minor + 20, reflector, type, why)) this.#log(...line);
      },
    };
  }

  async run(first: boolean): Promise<number> {
    const io = this.#io;
    const { clock, random, container } = io;
    const { client, cache } = this.#api;
    const log = this.#log;
    if (first) this.#greet();
    const refused = await this.#checkSurroundings();
    if (refused !== undefined) {
      log("F", "main.go:89", refused);
      return FATAL;
    }
    const memory = new Remembered(io, () => ({
      config: {},
      fake: {
        ...fakeCertificate({
          chance: random.stream(`ingress-nginx/${container.podName}/certificate`),
          nowMs: clock.now(),
        }),
        object: { kind: "Pod", namespace: container.namespace, name: container.podName, field: FAKE_FILE },
      },
      seen: {},
      leader: "",
      ready: false,
    }));
    if (first) {
      log("I", "main.go:101", `"SSL fake certificate created"${pairs({ file: FAKE_FILE })}`);
      if (this.#flags.text("validating-webhook") !== "") {
        const [path, key] = [
          this.#flags.text("validating-webhook-certificate"),
          this.#flags.text("validating-webhook-key"),
        ];
        log("I", "ssl.go:535", `"loading tls certificate"${pairs({ path, key })}`);
      }
      log("I", "nginx.go:273", '"Starting NGINX Ingress controller"');
    }
    const events = eventRecorder({ client, cache, clock, random, kind: Event, component: "nginx-ingress-controller" });
    const proxy = new HttpProxy(
      io,
      this.#style(() => memory.value.config),
    );
    const streams = new TcpServices(io.net, `pod ${container.namespace}/${container.podName}`, log);
    const { table, upstreams } = memory.value;
    const handles: ListenHandle[] = [];
    if (table) {
      proxy.useUpstreams(upstreams ?? {});
      proxy.use(table);
    }
    try {
      handles.push(
        serveHealth(io, {
          port: this.#flags.number("healthz-port", 10_254),
          path: this.#flags.text("health-check-path") || "/healthz",
          metrics: this.#flags.on("enable-metrics", true),
          isReady: () => memory.value.ready,
          metricLines: () => this.#metrics(),
        }),
      );
      if (first) log("I", "nginx.go:319", '"Starting NGINX process"');
      const webhook = this.#serveWebhook(first, () => memory.value.config);
      if (webhook) handles.push(webhook);
    } catch (error) {
      if (!(error instanceof AddressInUse)) throw error;
      log("F", "main.go:140", `listen tcp ${error.address.ip}:${error.address.port}: bind: address already in use`);
      return FATAL;
    }
    const signal = this.#stop.signal;
    const done = this.#untilTold();
    const scope = this.#scope();
    const options = (): IngressOptions => this.#options(memory.value.config);
    follow(
      {
        cache,
        scope,
        options,
        memory,
        events,
        log,
        configMap: this.#flags.text("configmap"),
        streamMap: this.#flags.text("tcp-services-configmap"),
        changed: () => this.#changed(),
        loadConfig: (config) => {
          memory.update({ config });
          this.#changed();
        },
      },
      signal,
    );
    const unseen = cache.synced?.(WATCHED);
    if (unseen) await Promise.race([unseen, done]);
    const about: StatusAround = {
      client,
      cache,
      namespace: container.namespace,
      podName: container.podName,
      publishService: this.#flags.text("publish-service"),
      publishAddress: this.#flags.text("publish-status-address"),
      internalNodeAddresses: this.#flags.on("report-node-internal-ip-address"),
      options,
      ingresses: () => snapshotOf(cache, scope).ingresses,
      log,
    };
    const loops = [this.#syncLoop({ proxy, streams }, memory, scope), this.#leadLoop(about, memory)];
    await done;
    await this.#shutDown(about, memory, { proxy, handles: [...handles, streams] });
    this.#stop.abort();
    this.#wake();
    await Promise.all(loops);
    return 0;
  }

  #greet(): void {
    const { env } = this.#io;
    const log = this.#log;
    log(
      "W",
      "client_config.go:667",
      "Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.",
    );
    const host = `https://${env.KUBERNETES_SERVICE_HOST ?? ""}:${env.KUBERNETES_SERVICE_PORT ?? "443"}`;
    log("I", "main.go:205", `"Creating API client"${pairs({ host })}`);
    const git = this.#io.api().cache.list(Node)[0]?.status?.nodeInfo?.kubeletVersion ?? "";
    const [, major = "", minor = ""] = /^v(\d+)\.(\d+)/.exec(git) ?? [];
    if (git === "") return;
    const platform = "linux/amd64";
    log("I", "main.go:248", `"Running in Kubernetes cluster"${pairs({ major, minor, git, state: "clean", platform })}`);
  }

  /** Why the controller cannot start: a Service or namespace of its flags that is not there. */
  async #checkSurroundings(): Promise<string | undefined> {
    const { client } = this.#api;
    for (const flag of ["default-backend-service", "publish-service"]) {
      const key = this.#flags.text(flag);
      if (key === "") continue;
      const [namespace = "", name] = key.split("/");
      if (!name) return `invalid format (namespace/name) found in '${key}'`;
      try {
        if (await client.tryGet(Service, { namespace, name })) continue;
      } catch (error) {
        if (error instanceof StatusError && error.is("Forbidden")) return RESTRICTIVE;
        throw error;
      }
      return `No service with name ${key} found: services "${name}" not found`;
    }
    const namespace = this.#flags.text("watch-namespace");
    if (namespace === "") return undefined;
    try {
      await client.get(Namespace, { name: namespace });
    } catch (error) {
      if (error instanceof StatusError) return `No namespace with name ${namespace} found: ${error.message}`;
      throw error;
    }
    return undefined;
  }

  #scope(): Scope {
    return { namespace: this.#flags.text("watch-namespace"), selector: this.#flags.text("watch-namespace-selector") };
  }

  #options(config: Readonly<Record<string, string>>): IngressOptions {
    const flags = this.#flags;
    const [backend, certificate] = [flags.text("default-backend-service"), flags.text("default-ssl-certificate")];
    return {
      ingressClass: flags.text("ingress-class") || "nginx",
      controllerClass: flags.text("controller-class") || "k8s.io/ingress-nginx",
      watchWithoutClass: flags.on("watch-ingress-without-class"),
      classByName: flags.on("ingress-class-by-name"),
      disableCatchAll: flags.on("disable-catch-all"),
      ...(backend !== "" && { defaultBackendService: backend }),
      ...(certificate !== "" && { defaultCertificate: certificate }),
      httpPort: flags.number("http-port", 80),
      httpsPort: flags.number("https-port", 443),
      config,
    };
  }

  #style(config: () => Readonly<Record<string, string>>): ProxyStyle {
    const style = ingressNginxStyle(this.#io, config);
    return {
      ...style,
      log: (exchange, answer) => {
        const { namespace = "", name = "" } = exchange.entry?.rule.object ?? {};
        const { method } = exchange.request;
        this.#counts.add({ ingress: name, namespace, method, status: String(answer.status) });
        style.log?.(exchange, answer);
      },
    };
  }

  #metrics(): readonly string[] {
    const { podName, namespace } = this.#io.container;
    const who = `controller_class="${this.#flags.text("controller-class") || "k8s.io/ingress-nginx"}",controller_namespace="${namespace}",controller_pod="${podName}"`;
    return [
      "# HELP nginx_ingress_controller_build_info A metric with a constant '1' labeled with information about the build.",
      "# TYPE nginx_ingress_controller_build_info gauge",
      `nginx_ingress_controller_build_info{build="${buildOf(this.#release)}",${who},release="${this.#release.version}",repository="https://github.com/kubernetes/ingress-nginx"} 1`,
      "# HELP nginx_ingress_controller_requests The total number of client requests",
      "# TYPE nginx_ingress_controller_requests counter",
      ...this.#counts.lines(),
    ];
  }

  #serveWebhook(first: boolean, config: () => Readonly<Record<string, string>>): ListenHandle | undefined {
    const address = this.#flags.text("validating-webhook");
    if (address === "") return undefined;
    const [certificate, key] = [
      this.#flags.text("validating-webhook-certificate"),
      this.#flags.text("validating-webhook-key"),
    ];
    if (first) {
      const facts = pairs({ address, certPath: certificate, keyPath: key });
      this.#log("I", "nginx.go:339", `"Starting validation webhook"${facts}`);
    }
    const { cache } = this.#api;
    const port = Number(address.slice(address.lastIndexOf(":") + 1));
    return serveWebhook(
      this.#io,
      { port, certificate, key },
      {
        refusal: (ingress) => {
          const { ingresses, classes } = snapshotOf(cache, this.#scope());
          const strictPaths = this.#release.minor >= 12;
          return refusalOf(ingress, { ingresses, classes, options: this.#options(config()), strictPaths });
        },
        warnings: warningsOf,
      },
      this.#log,
    );
  }

  #changed(): void {
    this.#dirty = true;
    this.#wake();
  }

  /** Takes changes in, at most one time in some seconds. */
  async #syncLoop(planes: Planes, memory: Remembered, scope: Scope): Promise<void> {
    const { clock } = this.#io;
    const { signal } = this.#stop;
    const pauseMs = 1000 / this.#flags.number("sync-rate-limit", SYNCS_PER_SECOND);
    while (!signal.aborted) {
      if (!this.#dirty) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      this.#dirty = false;
      await this.#sync(planes, memory, scope);
      if (!memory.value.ready) {
        this.#log("I", "controller.go:227", '"Initial sync, sleeping for 1 second"');
        await clock.sleep(1000, signal).catch(() => {});
        if (!signal.aborted) memory.update({ ready: true });
      }
      await clock.sleep(pauseMs, signal).catch(() => {});
    }
  }

  async #sync({ proxy, streams }: Planes, memory: Remembered, scope: Scope): Promise<void> {
    const { cache, client } = this.#api;
    const snapshot = snapshotOf(cache, scope);
    streams.update(cache, this.#flags.text("tcp-services-configmap"), snapshot);
    const options = this.#options(memory.value.config);
    const graph = buildIngressGraph(snapshot, options);
    const compiled = compileIngress(graph, {
      snapshot,
      options,
      fakeCertificate: memory.value.fake,
      unfit: unfitFor,
    });
    this.#report(graph, compiled);
    const { table, upstreams } = compiled;
    const reload = !deepEqual(table, memory.value.table);
    proxy.useUpstreams(upstreams);
    if (!reload) {
      if (!deepEqual(upstreams, memory.value.upstreams)) memory.update({ upstreams });
      return;
    }
    this.#log("I", "controller.go:196", '"Configuration changes detected, backend reload required"');
    const taken = proxy.use(table);
    this.#writeConf(nginxConf(table));
    memory.update({ table, upstreams });
    const { namespace, podName } = this.#io.container;
    const pod = cache.get(Pod, { namespace, name: podName });
    if (taken.length > 0) {
      const words = `bind() to 0.0.0.0:${taken[0]} failed (98: Address already in use)`;
      this.#log("E", "controller.go:207", `Unexpected failure reloading the backend:\n${words}`);
      return;
    }
    this.#log("I", "controller.go:216", '"Backend successfully reloaded"');
    if (!pod) return;
    const message = "NGINX reload triggered due to a change in configuration";
    this.#log("I", "event.go:377", eventLine(pod, "RELOAD", message));
    const { clock, random } = this.#io;
    const recorder = eventRecorder({
      client,
      cache,
      clock,
      random,
      kind: Event,
      component: "nginx-ingress-controller",
    });
    await recorder.event(pod, { type: "Normal", reason: "RELOAD", message });
  }

  /** What a pod that runs as somebody else may not write it does without. */
  #writeConf(text: string): void {
    try {
      this.#io.files.write("/etc/nginx/nginx.conf", text);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#log("W", "nginx.go:690", `open /etc/nginx/nginx.conf: ${error.message.toLowerCase()}`);
    }
  }

  /** Says what is wrong, as often as it is looked at anew; what has no effect here once. */
  #report(graph: IngressGraph, { warnings }: CompiledIngress): void {
    for (const { ingress, kind, words } of graph.problems) {
      const key = `${ingress.metadata.namespace}/${ingress.metadata.name}`;
      const once = `${kind} ${key} ${words} ${ingress.metadata.generation}`;
      if (this.#told.has(once)) continue;
      this.#told.add(once);
      if (kind === "skipped") this.#log("W", "store.go:927", `skipping ingress ${key}: ${words}`);
      else if (kind === "canary") this.#log("W", "controller.go:1647", `${words} of ingress ${key}. Deleting.`);
      else if (kind === "inert")
        this.#log(
          "W",
          "annotations.go:214",
          `"annotation has no effect in this sandbox"${pairs({ ingress: key, annotation: words })}`,
        );
      else {
        this.#log(
          "E",
          "annotations.go:214",
          `"error reading Ingress annotation" err=${JSON.stringify(words)}${pairs({ ingress: key })}`,
        );
      }
    }
    for (const words of warnings) this.#log("W", "controller.go:1225", words);
  }

  async #leadLoop(about: StatusAround, memory: Remembered): Promise<void> {
    const flags = this.#flags;
    if (!flags.on("update-status", true)) return;
    const { clock, container } = this.#io;
    const { signal } = this.#stop;
    const leads = (): boolean => flags.on("disable-leader-election") || memory.value.leader === container.podName;
    let now: () => void = () => {};
    const publishing = (async () => {
      while (!signal.aborted) {
        if (leads()) await publish(about, addressesNow(about));
        const pause = new AbortController();
        now = () => pause.abort();
        signal.addEventListener("abort", now, { once: true });
        await clock.sleep(flags.number("status-update-interval", 60) * 1000 || STATUS_MS, pause.signal).catch(() => {});
        signal.removeEventListener("abort", now);
      }
    })();
    if (!flags.on("disable-leader-election")) {
      await runElection(
        {
          client: this.#api.client,
          clock,
          namespace: container.namespace,
          name: flags.text("election-id") || "ingress-controller-leader",
          identity: container.podName,
          ttlMs: flags.milliseconds("election-ttl", 30_000),
          onLeader: (identity) => {
            memory.update({ leader: identity });
            this.#log("I", "status.go:85", `"New leader elected"${pairs({ identity })}`);
            now();
          },
          log: (source, line) => this.#log("I", source, line),
        },
        memory.value.leader,
        signal,
      );
    }
    await publishing;
  }

  /** Resolves when the controller is told to end. */
  #untilTold(): Promise<void> {
    const { signal } = this.#io;
    return new Promise((resolve) => {
      const end = (): void => {
        this.#log("I", "sigterm.go:36", '"Received SIGTERM, shutting down"');
        resolve();
      };
      this.#io.onSignal?.("SIGTERM", end);
      this.#io.onSignal?.("SIGINT", end);
      this.#io.onSignal?.("SIGQUIT", end);
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  async #shutDown(
    about: StatusAround,
    memory: Remembered,
    { proxy, handles }: { readonly proxy: HttpProxy; readonly handles: readonly Pick<ListenHandle, "close">[] },
  ): Promise<void> {
    const { clock, signal, container } = this.#io;
    if (signal.aborted) return;
    const log = this.#log;
    await clock.sleep(this.#flags.number("shutdown-grace-period", 0) * 1000, signal).catch(() => {});
    log("I", "nginx.go:395", '"Shutting down controller queues"');
    if (this.#flags.on("update-status-on-shutdown", true) && memory.value.leader === container.podName) {
      await unpublish(about).catch((error: unknown) => {
        if (!(error instanceof StatusError)) throw error;
      });
    }
    log("I", "nginx.go:403", '"Stopping admission controller"');
    log("I", "nginx.go:411", '"Stopping NGINX process"');
    proxy.close();
    for (const handle of handles) handle.close();
    await clock.sleep(1000, signal).catch(() => {});
    log("I", "nginx.go:424", '"NGINX process has stopped"');
    const graceSeconds = this.#flags.number("post-shutdown-grace-period", 10);
    log("I", "sigterm.go:44", `Handled quit, delaying controller exit for ${graceSeconds} seconds`);
    await clock.sleep(graceSeconds * 1000, signal).catch(() => {});
    log("I", "sigterm.go:47", '"Exiting" code=0');
  }
}
