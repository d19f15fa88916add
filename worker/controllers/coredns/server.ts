import type { Clock } from "../../base/clock.ts";
import { textResponse } from "../../base/http.ts";
import type { Acceptor, DnsAnswer, DnsQuery, ListenHandle, NetAccess, Peer } from "../../base/net.ts";
import type { RandomStream } from "../../base/random.ts";
import type { ChainDeps } from "./chain.ts";
import { bareZone, CorefileError, inZone, parseCorefile, type ServerBlock } from "./corefile.ts";
import { upstreams } from "./upstreams.ts";
import type { ClusterView } from "./view.ts";

export interface CoreDnsOptions {
  readonly view: ClusterView;
  readonly net: NetAccess;
  /** "1.12.1", as it introduces itself. */
  readonly version: string;
  /** What traces call the pod. */
  readonly at: string;
  readonly clock: Clock;
  readonly chance: RandomStream;
  readonly corefilePath: string;
  readFile(path: string): string | undefined;
  /** The Corefile that it runs with, kept over a save and restore. */
  readonly loaded: { read(): string | undefined; write(text: string): void };
  print(line: string): void;
}

const RELOAD_MS = 30_000;

/**
 * CoreDNS: listens as its Corefile says until the signal aborts, and keeps answering for the lameduck time after that.
 *
 * @returns the exit code
 */
export async function runCoreDns(options: CoreDnsOptions, signal: AbortSignal): Promise<number> {
  const { corefilePath, readFile, loaded, print, clock } = options;
  const before = loaded.read();
  let text = before ?? readFile(corefilePath);
  if (text === undefined) {
    print(`loading Caddyfile via flag: open ${corefilePath}: no such file or directory`);
    return 1;
  }
  if (options.view.synced?.() === false) {
    const { informersFilled } = await clock.hold(import("./unsynced.ts"));
    await informersFilled(text, options, signal);
  }
  let running: Running;
  try {
    running = start(text, options);
  } catch (error) {
    return refuse(error, print);
  }
  loaded.write(text);
  const looping = running.blocks.find((block) => loopsBack(block, options));
  if (looping) {
    print(
      `[FATAL] plugin/loop: Loop (127.0.0.1:55953 -> :${looping.port}) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 4547991504243258144.3688648895315093531."`,
    );
    running.stop();
    return 1;
  }
  if (before === undefined) {
    for (const block of running.blocks) print(`${block.zones.join(",")}:${block.port}`);
    print(`CoreDNS-${options.version}`);
    print("linux/amd64, go1.24.1, 707c7c1");
  }
  while (!signal.aborted) {
    await clock.sleep(RELOAD_MS, signal).catch(() => {});
    if (signal.aborted) break;
    const next = readFile(corefilePath);
    if (next === undefined || next === text || !reloads(running.blocks)) continue;
    try {
      parseCorefile(next, corefilePath);
    } catch (error) {
      print(`[ERROR] Restart failed: ${words(error)}`);
      continue;
    }
    print("[INFO] Reloading");
    running.stop();
    running = start(next, options);
    text = next;
    loaded.write(text);
    print("[INFO] Reloading complete");
  }
  const lame = lameduckMs(running.blocks);
  if (isTermination(signal) && lame > 0) {
    print(`[INFO] plugin/health: Going into lameduck mode for ${lame / 1000}s`);
    await clock.sleep(lame);
  }
  running.stop();
  return 0;
}

interface Running {
  readonly blocks: readonly ServerBlock[];
  stop(): void;
}

function start(text: string, options: CoreDnsOptions): Running {
  const { corefilePath, net, view, clock, chance, readFile, print } = options;
  const blocks = parseCorefile(text, corefilePath);
  const deps: ChainDeps = { view, net, clock, chance, readFile, at: options.at };
  const chains = blocks.map((block) => ({ block, ask: chainOf(block, deps) }));
  const counts = new Map<string, number>();
  const open: ListenHandle[] = [];
  try {
    for (const port of new Set(blocks.map((block) => block.port))) {
      const own = chains.filter(({ block }) => block.port === port).sort((a, b) => longest(b.block) - longest(a.block));
      const answer = async (query: DnsQuery, peer: Peer, protocol: "udp" | "tcp"): Promise<DnsAnswer> => {
        const before = clock.now();
        counts.set(query.type, (counts.get(query.type) ?? 0) + 1);
        const chosen =
          own.find(({ block }) => block.zones.some((zone) => inZone(bareZone(query.name), zone))) ?? own[0]!;
        const given = await chosen.ask(query);
        if (chosen.block.directives.some(({ name }) => name === "log")) {
          print(logLine(query, given, peer, protocol, clock.now() - before));
        }
        return given;
      };
      const udp = async (payload: unknown, peer: Peer) =>
        isQuery(payload) ? await answer(payload, peer, "udp") : undefined;
      open.push(net.listen({ port, process: "coredns" }, { udp }));
      open.push(
        net.listen(
          { port, process: "coredns" },
          overTcp((query, peer) => answer(query, peer, "tcp"), clock),
        ),
      );
    }
    const has = (name: string) => blocks.flatMap((block) => block.directives).find((one) => one.name === name);
    const listen = (name: string, fallback: number, path: string, body: () => string, isReady = () => true) => {
      const directive = has(name);
      if (!directive) return;
      const port = Number(/:(\d+)$/.exec(directive.args[0] ?? "")?.[1] ?? fallback);
      const http = (request: { readonly path: string }) =>
        request.path.split("?")[0] === path
          ? textResponse(isReady() ? 200 : 503, isReady() ? body() : "kubernetes", "text/plain; charset=utf-8")
          : textResponse(404, "404 page not found\n", "text/plain; charset=utf-8");
      open.push(net.listen({ port, process: "coredns" }, { http }));
    };
    listen("health", 8080, "/health", () => "OK");
    listen(
      "ready",
      8181,
      "/ready",
      () => "OK",
      () => !has("kubernetes") || view.synced?.() !== false,
    );
    listen("prometheus", 9153, "/metrics", () => metrics(counts));
  } catch (error) {
    for (const handle of open) handle.close();
    throw error;
  }
  return {
    blocks,
    stop: () => {
      for (const handle of open) handle.close();
    },
  };
}

/** A block's plugins; their code is fetched with the first query, cluster time standing still meanwhile. */
function chainOf(block: ServerBlock, deps: ChainDeps): (query: DnsQuery) => Promise<DnsAnswer> {
  let chain: ((query: DnsQuery) => Promise<DnsAnswer>) | undefined;
  return async (query) => {
    if (!chain) {
      const { serverChain } = await deps.clock.hold(import("./chain.ts"));
      chain ??= serverChain(block, deps);
    }
    return chain(query);
  };
}

/** The same over TCP, whose code is fetched with the first connection. */
function overTcp(answer: (query: DnsQuery, peer: Peer) => Promise<DnsAnswer>, clock: Clock): Acceptor {
  return {
    tcp(connection, peer) {
      const code = clock.hold(import("../../network/dnswire.ts"));
      void code.then(
        ({ dnsOverTcp }) => dnsOverTcp(connection, (query) => answer(query, peer)),
        () => connection.output.close(),
      );
    },
  };
}

function refuse(error: unknown, print: (line: string) => void): number {
  print(words(error));
  return 1;
}

function words(error: unknown): string {
  if (error instanceof CorefileError || error instanceof Error) return error.message;
  return String(error);
}

const isQuery = (payload: unknown): payload is DnsQuery =>
  typeof payload === "object" && payload !== null && "dns" in payload && payload.dns === "query";

const longest = (block: ServerBlock): number =>
  Math.max(...block.zones.map((zone) => (zone === "." ? 0 : zone.length)));

/** The loop plugin: a forward that leads to this very server. */
function loopsBack(block: ServerBlock, { net, readFile }: CoreDnsOptions): boolean {
  const own = new Set(net.host.interfaces.map(({ ip }) => ip));
  const wary = block.directives.some(({ name }) => name === "loop");
  const targets = block.directives
    .filter(({ name }) => name === "forward")
    .flatMap(({ args }) => upstreams(args.slice(1), { readFile }));
  return wary && targets.some(({ ip, port }) => port === block.port && (ip.startsWith("127.") || own.has(ip)));
}

const reloads = (blocks: readonly ServerBlock[]): boolean =>
  blocks.some((block) => block.directives.some(({ name }) => name === "reload"));

function lameduckMs(blocks: readonly ServerBlock[]): number {
  const health = blocks.flatMap((block) => block.directives).find(({ name }) => name === "health");
  const text = health?.block.find(([word]) => word === "lameduck")?.[1] ?? "0s";
  const [, amount = "0", unit] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  return Number(amount) * (unit === "m" ? 60_000 : unit === "s" ? 1000 : 1);
}

const isTermination = ({ reason }: AbortSignal): boolean =>
  typeof reason === "object" && reason !== null && "signalName" in reason && reason.signalName === "SIGTERM";

/** A line of the log plugin in its common format. */
function logLine(query: DnsQuery, answer: DnsAnswer, peer: Peer, protocol: string, ms: number): string {
  const name = `${query.name.replace(/\.$/, "")}.`;
  const size = name.length + 17;
  const flags = ["qr", ...(answer.authoritative ? ["aa"] : []), "rd", ...(answer.authoritative ? [] : ["ra"])].join(
    ",",
  );
  const length = size + answer.answers.reduce((sum, { data }) => sum + name.length + 12 + data.length, 0);
  return `[INFO] ${peer.source.ip}:${peer.source.port} - ${peer.source.port} "${query.type} IN ${name} ${protocol} ${size} false 512" ${answer.code} ${flags} ${length} ${(ms / 1000 + 0.000_1).toFixed(9)}s`;
}

function metrics(counts: ReadonlyMap<string, number>): string {
  const lines = [...counts].map(
    ([type, count]) =>
      `coredns_dns_requests_total{family="1",proto="udp",server="dns://:53",type="${type}",view="",zone="."} ${count}`,
  );
  return [
    "# HELP coredns_dns_requests_total Counter of DNS requests made per zone, protocol and family.",
    "# TYPE coredns_dns_requests_total counter",
    ...lines,
    "",
  ].join("\n");
}
