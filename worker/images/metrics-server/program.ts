import type { NodeObject } from "../../api/generated/types.ts";
import type { Cache } from "../../api/index.ts";
import { Node, Pod } from "../../api/kinds/index.ts";
import { parseDuration } from "../../base/duration.ts";
import { goNetWords } from "../../base/goNet.ts";
import { bodyText, type HttpRequest, type HttpResponse, textResponse } from "../../base/http.ts";
import type { CertifiedKey } from "../../base/tls.ts";
import { ownCertificate } from "../../base/x509/index.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { componentFlags } from "../control-plane.ts";
import { klogLine, moduleReflector, reflectorsInKlog } from "../klog.ts";
import { MetricsApi } from "./api.ts";
import { readScrape, type Scraped } from "./points.ts";
import { isReady, NOTHING, type Remembered, remember } from "./storage.ts";

const TOKEN_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/token";
const KUBELET_PORT = 10250;
const DEFAULT_ADDRESSES = "Hostname,InternalDNS,InternalIP,ExternalDNS,ExternalIP";
const RETRY_READY = "metric-storage-ready";

/** What it keeps over a restart of the sandbox. */
interface Memory {
  readonly stored: Remembered;
  readonly tickMs: number;
  readonly serving: CertifiedKey;
}

/** /metrics-server. @see kubernetes-sigs/metrics-server cmd/metrics-server */
export const run: ContainerProgram = async (args, io) => {
  const known = io.memory.read() as Memory | undefined;
  const server = new MetricsServer(io, componentFlags(args), known);
  return server.run(known === undefined);
};

class MetricsServer {
  readonly #io: ContainerIo;
  readonly #flags: ReadonlyMap<string, string>;
  readonly #resolutionMs: number;
  readonly #cache: Cache;
  #memory: Memory;

  constructor(io: ContainerIo, flags: ReadonlyMap<string, string>, known: Memory | undefined) {
    this.#io = io;
    this.#flags = flags;
    this.#resolutionMs = parseDuration(flags.get("metric-resolution") ?? "60s");
    const nowMs = io.clock.now();
    this.#memory = known ?? {
      stored: NOTHING,
      tickMs: nowMs,
      serving: ownCertificate("localhost", {
        others: [{ type: "IP Address", value: "127.0.0.1" }],
        chance: io.random.stream(`metrics-server/${io.container.podUid}`),
        nowMs,
      }),
    };
    this.#cache = io.api(reflectorsInKlog(io, 33, moduleReflector("0.33.7"))).cache;
  }

  async run(first: boolean): Promise<number> {
    const { signal, clock } = this.#io;
    if (this.#resolutionMs < 10_000) {
      await this.#io.stderr.write(
        `Error: metric-resolution should be a time duration at least 10s, but value ${this.#flags.get("metric-resolution")} provided\n`,
      );
      return 1;
    }
    const directory = this.#flags.get("cert-dir") ?? "apiserver.local.config/certificates";
    if (first)
      this.#log(
        "I",
        "serving.go:380",
        `Generated self-signed cert (${directory}/apiserver.crt, ${directory}/apiserver.key)`,
      );
    const synced = this.#cache.synced?.([Node, Pod] as never);
    if (synced) await synced;
    if (signal.aborted) return 0;
    const port = Number(this.#flags.get("secure-port") ?? 443);
    const api = new MetricsApi(
      this.#cache,
      () => clock.now(),
      () => this.#memory.stored,
    );
    this.#io.net.listen(
      { port, process: "metrics-server" },
      {
        http: (request) => this.#health(request) ?? api.answer(request),
        tls: { certificate: () => this.#memory.serving, alpn: ["h2", "http/1.1"], library: "go" },
      },
    );
    if (first) this.#log("I", "secure_serving.go:211", `Serving securely on [::]:${port}`);
    let dueMs = first ? clock.now() : this.#memory.tickMs + this.#resolutionMs;
    while (!signal.aborted) {
      await clock.sleep(Math.max(0, dueMs - clock.now()), signal).catch(() => {});
      if (signal.aborted) break;
      dueMs += this.#resolutionMs;
      await this.#tick();
    }
    return 0;
  }

  #keep(more: Partial<Memory>): void {
    this.#memory = { ...this.#memory, ...more };
    this.#io.memory.write(this.#memory);
  }

  async #tick(): Promise<void> {
    this.#keep({ tickMs: this.#io.clock.now() });
    const nodes = this.#cache.list(Node);
    const batch = await Promise.all(nodes.map((node) => this.#scrape(node)));
    if (this.#io.signal.aborted) return;
    const scraped = batch.filter((one) => one !== undefined);
    this.#keep({ stored: remember(this.#memory.stored, scraped, this.#resolutionMs) });
  }

  /** Asks one kubelet; undefined when it does not answer, which the log tells of. */
  async #scrape(node: NodeObject): Promise<Scraped | undefined> {
    const { name } = node.metadata;
    const ip = this.#addressOf(node);
    const fail = (words: string) => {
      if (isNodeReady(node))
        this.#log("E", "scraper.go:149", `"Failed to scrape node" err=${JSON.stringify(words)} node="${name}"`);
      return undefined;
    };
    if (ip === undefined) return fail(`no address matched types [${this.#addressTypes().join(" ")}]`);
    const at = { ip, port: this.#portOf(node) };
    const url = `https://${ip}:${at.port}/metrics/resource`;
    const answer = await this.#io.net.http(at, this.#request(`${ip}:${at.port}`), {
      timeoutMs: this.#resolutionMs * 0.9,
      signal: this.#io.signal,
      tls: { serverName: ip, alpn: ["h2", "http/1.1"], library: "go", ...this.#trust() },
    });
    if (!answer.ok) return fail(`Get ${JSON.stringify(url)}: ${goNetWords(answer.failure, at)}`);
    const { status, body } = answer.response;
    const text = await bodyText(body);
    if (status !== 200) return fail(`request failed, status: ${JSON.stringify(statusLine(status))}`);
    return this.#known(readScrape(text, name, this.#io.clock.now()), name);
  }

  /** What it knows of pods that are not on this node, or not there any more, it does not believe. */
  #known({ nodes, pods }: Scraped, node: string): Scraped {
    const there = [...pods].filter(([key]) => {
      const [namespace = "", name = ""] = key.split("/");
      return this.#cache.get(Pod, { namespace, name })?.spec.nodeName === node;
    });
    return { nodes, pods: new Map(there) };
  }

  #request(authority: string): HttpRequest {
    const { files } = this.#io;
    const token = files.stat(TOKEN_FILE) ? files.readText(TOKEN_FILE) : "";
    return {
      method: "GET",
      authority,
      path: "/metrics/resource",
      headers: [
        ["Host", authority],
        ["User-Agent", `metrics-server/${this.#io.container.tag} (linux/amd64)`],
        ["Authorization", `Bearer ${token}`],
      ],
      body: new Uint8Array(),
      protocol: "HTTP/2",
    };
  }

  /** Nothing, where the kubelets' certificates are not to be looked at; otherwise the authority it is told of, or that of the cluster. */
  #trust(): { readonly trust?: string } {
    if (this.#flags.get("kubelet-insecure-tls") === "true") return {};
    const file = this.#flags.get("kubelet-certificate-authority") ?? TOKEN_FILE.replace(/token$/, "ca.crt");
    const { files } = this.#io;
    return { trust: files.stat(file) ? files.readText(file) : "" };
  }

  #addressTypes(): readonly string[] {
    return (this.#flags.get("kubelet-preferred-address-types") ?? DEFAULT_ADDRESSES).split(",");
  }

  #addressOf({ status }: NodeObject): string | undefined {
    for (const wanted of this.#addressTypes()) {
      const found = status?.addresses?.find(({ type }) => type === wanted);
      if (found) return found.address;
    }
    return undefined;
  }

  #portOf({ status }: NodeObject): number {
    const own = this.#flags.get("kubelet-port");
    if (own !== undefined) return Number(own);
    const told = status?.daemonEndpoints?.kubeletEndpoint?.Port;
    return this.#flags.get("kubelet-use-node-status-port") === "true" && told ? told : KUBELET_PORT;
  }

  #health({ path }: HttpRequest): HttpResponse | undefined {
    const [asked = ""] = path.split("?");
    if (asked === "/livez" || asked === "/healthz") return textResponse(200, "ok", "text/plain; charset=utf-8");
    if (asked !== "/readyz") return undefined;
    if (isReady(this.#memory.stored)) return textResponse(200, "ok", "text/plain; charset=utf-8");
    this.#log("I", "server.go:192", `"Failed probe" probe="${RETRY_READY}" err="no metrics to store"`);
    const lines = ["[+]ping ok", "[+]log ok", `[-]${RETRY_READY} failed: reason withheld`, "readyz check failed"];
    return textResponse(500, `${lines.join("\n")}\n`, "text/plain; charset=utf-8");
  }

  #log(level: "I" | "E", source: string, line: string): void {
    this.#io.stderr.write(klogLine(level, this.#io.clock.now(), source, line)).catch(() => {});
  }
}

const isNodeReady = ({ status }: NodeObject): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;

const STATUS_TEXT: Readonly<Record<number, string>> = {
  401: "401 Unauthorized",
  403: "403 Forbidden",
  404: "404 Not Found",
};
const statusLine = (status: number): string => STATUS_TEXT[status] ?? String(status);
