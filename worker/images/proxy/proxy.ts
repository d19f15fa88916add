import { type Body, bodyBytes, EMPTY_BODY, type HttpRequest, type HttpResponse } from "../../base/http.ts";
import { AddressInUse, type ListenHandle, type Peer } from "../../base/net.ts";
import type { RandomStream } from "../../base/random.ts";
import type { CertifiedKey } from "../../base/tls.ts";
import { nameObject } from "../../base/trace.ts";
import type { ContainerIo } from "../../kubelet/image.ts";
import { resolveHost } from "../../programs/resolver.ts";
import {
  candidatesOf,
  drawBackend,
  hostnameAccepts,
  indexRoutes,
  lostTo,
  type RouteBackend,
  type RouteFilter,
  type RouteListener,
  type Routes,
  type RouteTable,
  routeRequest,
  steeredTo,
  tellChoice,
  tellDraw,
  tellNoRule,
  type Upstreams,
} from "../../routing/index.ts";
import { Balancer } from "./balance.ts";
import { Exchange } from "./exchange.ts";
import { askExternally } from "./externalAuth.ts";
import { type Around, type Forwarded, forward, handedOn } from "./forward.ts";
import {
  answerBody,
  Buckets,
  digits,
  drawn,
  passFilter,
  requestHeaders,
  responseHeaders,
  type Stopped,
} from "./gate.ts";
import { type ProxyStyle, STATUSES } from "./style.ts";

export type ProxyIo = Pick<ContainerIo, "net" | "clock" | "random" | "files" | "signal" | "container">;

/**
 * A reverse proxy: listens where its table says, decides by it, and hands requests to endpoints. The table and the
 * endpoints are plain data that whoever runs it supplies and remembers.
 */
export class HttpProxy {
  readonly #style: ProxyStyle;
  readonly #io: ProxyIo;
  readonly #chance: RandomStream;
  readonly #buckets = new Buckets();
  readonly #around: Around;
  readonly #listening = new Map<number, { readonly secure: boolean; readonly handle: ListenHandle }>();
  #routes: Routes = indexRoutes({ listeners: [] });
  #upstreams: Upstreams = {};

  constructor(io: ProxyIo, style: ProxyStyle) {
    const { container, net, clock, random } = io;
    this.#io = io;
    this.#style = style;
    this.#chance = random.stream(`proxy/${container.podName}`);
    this.#around = {
      net,
      clock,
      style,
      statuses: { ...STATUSES, ...style.statuses },
      balancer: new Balancer(this.#chance),
      at: `pod ${container.namespace}/${container.podName}`,
      about: { kind: "Pod", namespace: container.namespace, name: container.podName },
      resolve: async (name) => {
        const found = await resolveHost(io, name);
        return found.ok ? { ip: found.addresses[0]!, hops: found.hops } : { hops: found.hops };
      },
    };
  }

  /**
   * Goes by a table from now on: opens ports that it names, closes those that it does not.
   *
   * @returns ports that somebody else has
   */
  use(table: RouteTable): readonly number[] {
    this.#routes = indexRoutes(table);
    const wanted = new Map(table.listeners.map(({ port, protocol }) => [port, protocol === "HTTPS"] as const));
    for (const [port, { handle, secure }] of this.#listening) {
      if (wanted.get(port) === secure) continue;
      handle.close();
      this.#listening.delete(port);
    }
    const taken: number[] = [];
    for (const [port, secure] of wanted) {
      if (this.#listening.has(port)) continue;
      try {
        this.#listening.set(port, { secure, handle: this.#listen(port, secure) });
      } catch (error) {
        if (!(error instanceof AddressInUse)) throw error;
        taken.push(port);
      }
    }
    return taken;
  }

  /** Where backends are from now on; no table needs to change for it. */
  useUpstreams(upstreams: Upstreams): void {
    this.#upstreams = upstreams;
  }

  /** Refuses later connections; what is under way is answered. */
  close(): void {
    for (const { handle } of this.#listening.values()) handle.close();
    this.#listening.clear();
  }

  #listen(port: number, secure: boolean): ListenHandle {
    const { process, alpn, plaintext, malformed, library } = this.#style;
    return this.#io.net.listen(
      { port, process },
      {
        http: (request, peer) => this.#handle(request, peer, port),
        ...(malformed && { malformed }),
        ...(secure && {
          tls: {
            certificate: (name: string | undefined) => certificateFor(this.#routes, port, name),
            ...(alpn && { alpn }),
            ...(library && { library }),
            ...(plaintext && { plaintext: (request: HttpRequest, peer: Peer) => plaintext(request, peer) }),
          },
        }),
      },
    );
  }

  async #handle(request: HttpRequest, peer: Peer, port: number): Promise<HttpResponse> {
    const style = this.#style;
    const early = style.early?.(request, peer, port);
    if (early) return early;
    const asked = routeRequest(request, port);
    const path = style.normalizePath ? style.normalizePath(asked.path) : asked.path;
    const route = path === undefined || path === asked.path ? asked : { ...asked, path };
    const nowMs = this.#io.clock.now();
    const id = digits(`${nowMs}/${this.#chance.next()}`);
    const exchange = new Exchange(request, peer, { route, nowMs, id });
    const outcome =
      path === undefined ? this.#refusePath(exchange) : await this.#within(exchange, this.#answer(exchange));
    return this.#finish(exchange, outcome);
  }

  #refusePath({ peer, route }: Exchange): Forwarded {
    const says = `${route.path} is no path: it leads above the root, or a "%" in it begins no escape`;
    peer.record(() => ({
      kind: "proxy",
      at: this.#around.at,
      says: `${this.#style.process} refuses the path`,
      object: this.#around.about,
      fault: { says },
    }));
    return { status: 400 };
  }

  /** The whole request's limit: 504. */
  async #within(exchange: Exchange, answer: Promise<Forwarded | Stopped>): Promise<Forwarded | Stopped> {
    const limit = exchange.entry?.rule.timeouts?.requestMs;
    if (!limit) return answer;
    const { clock } = this.#io;
    return new Promise((resolve, reject) => {
      const cancel = clock.after(limit, () => {
        const rule = exchange.entry!.rule;
        exchange.peer.record(() => ({
          kind: "proxy",
          at: this.#around.at,
          says: `${this.#style.process} gave up`,
          object: rule.object,
          fault: { says: `there was no answer within ${limit / 1000}s, the rule's request timeout`, look: rule.object },
        }));
        resolve({ status: this.#around.statuses.timedOut });
      });
      answer.then(resolve, reject).finally(cancel);
    });
  }

  /** Decides, lets the filters pass, draws a backend, and asks it. */
  #answer(exchange: Exchange): Promise<Forwarded | Stopped> | Promise<Forwarded> {
    const { route, peer, request } = exchange;
    const routes = this.#routes;
    const { at, statuses } = this.#around;
    const entry = routes.decide(route);
    exchange.entry = entry;
    exchange.listener = entry?.listener ?? routes.listenerFor(route.port, route.host)?.listener;
    if (routes.table.detectMisdirected && this.#isMisdirected(exchange)) return Promise.resolve({ status: 421 });
    const listener = exchange.listener?.object;
    if (listener) {
      peer.record(() => ({
        kind: "proxy",
        at,
        says: `takes ${request.method} ${route.host}${route.path} on port ${route.port} for ${nameObject(listener)}`,
        object: listener,
      }));
    }
    if (!entry) {
      peer.record(() => {
        const { says, look, nearMisses } = tellNoRule(routes, route);
        const fault = { says, nearMisses, ...(look && { look }) };
        return { kind: "route", at, says: `${this.#style.process} finds no rule`, object: this.#around.about, fault };
      });
      return Promise.resolve({ status: statuses.noRule });
    }
    peer.record(() => ({
      kind: "route",
      at,
      says: tellChoice(route, entry),
      object: entry.rule.object,
      nearMisses: lostTo(routes, route, entry),
    }));
    return this.#pass(exchange, entry.rule.filters ?? []).then(
      (stopped) => stopped ?? this.#toBackend(exchange, entry.rule.backends),
    );
  }

  #isMisdirected({ peer, route, listener }: Exchange): boolean {
    if (!peer.tls?.serverName) return false;
    const meant = this.#routes.listenerFor(route.port, peer.tls.serverName)?.listener;
    return meant !== undefined && meant !== listener;
  }

  async #pass(exchange: Exchange, filters: readonly RouteFilter[]): Promise<Stopped | undefined> {
    const before = { path: exchange.path, authority: exchange.authority };
    for (const filter of filters) {
      if (filter.type === "RequestMirror") {
        await this.#mirror(exchange, filter);
        continue;
      }
      const stopped =
        filter.type === "ExternalAuth"
          ? await askExternally(exchange, filter, this.#around)
          : passFilter(filter, exchange, { buckets: this.#buckets, nowMs: this.#io.clock.now() });
      if (!stopped) continue;
      this.#recordStop(exchange, filter.type, stopped);
      return stopped;
    }
    if (exchange.path !== before.path || exchange.authority !== before.authority) {
      const { path, authority } = exchange;
      exchange.peer.record(() => ({
        kind: "filter",
        at: this.#around.at,
        says: `rewrites ${before.authority}${before.path} to ${authority}${path}`,
        object: exchange.entry!.rule.object,
      }));
    }
    return undefined;
  }

  #recordStop(exchange: Exchange, type: string, { status, says, look }: Stopped): void {
    const object = exchange.entry!.rule.object;
    exchange.peer.record(() => ({
      kind: "filter",
      at: this.#around.at,
      says: `${type}: ${status}, ${says}`,
      object,
      ...(status >= 400 && { fault: { says, look: look ?? object } }),
    }));
  }

  #toBackend(
    exchange: Exchange,
    backends: readonly RouteBackend[],
  ): Forwarded | Stopped | Promise<Forwarded | Stopped> {
    const { at, statuses } = this.#around;
    const rule = exchange.entry!.rule;
    const steered = rule.steering && backends === rule.backends ? steeredTo(rule, exchange.route) : undefined;
    const backend = steered?.backend ?? drawBackend(backends, backends.length > 1 ? this.#chance.fraction() : 0);
    if (!backend) {
      const says = backends.length === 0 ? "the rule has no backends" : "every backend of the rule has the weight 0";
      exchange.peer.record(() => ({
        kind: "route",
        at,
        says,
        object: rule.object,
        candidates: candidatesOf(rule),
        fault: { says, look: rule.object },
      }));
      return { status: statuses.noBackends };
    }
    exchange.backend = backend;
    const by = steered?.by.by;
    const { invalid } = backend;
    exchange.peer.record(() => ({
      kind: "route",
      at,
      says: by ? `the ${by.in} ${by.match.name} sends it to ${nameObject(backend.object)}` : tellDraw(rule, backend),
      object: backend.object,
      ...(backends.length > 1 && { candidates: candidatesOf(rule) }),
      ...(invalid && { fault: { says: invalid.because, look: invalid.look ?? backend.object } }),
    }));
    if (invalid) return { status: invalid.status ?? statuses.invalidBackend };
    const known = this.#upstreams[backend.upstream] ?? { object: backend.object, endpoints: [] };
    if (backend.fallback !== undefined && known.endpoints.length === 0 && !known.dns) {
      return this.#toBackend(exchange, [{ ...rule.backends[backend.fallback]!, weight: 1 }]);
    }
    if (!backend.filters) return forward(exchange, backend, known, this.#around);
    return this.#pass(exchange, backend.filters).then(
      (stopped) => stopped ?? forward(exchange, backend, known, this.#around),
    );
  }

  /** Sends a copy and forgets it; a body that streams is taken in first. */
  async #mirror(exchange: Exchange, filter: Extract<RouteFilter, { type: "RequestMirror" }>): Promise<void> {
    if (!drawn(filter.share, filter.share === undefined ? 0 : this.#chance.fraction())) return;
    const upstream = this.#upstreams[filter.upstream];
    const endpoint = upstream && this.#around.balancer.order(filter.upstream, upstream, exchange)[0];
    exchange.peer.record(() => ({
      kind: "filter",
      at: this.#around.at,
      says: endpoint
        ? `sends a copy to ${nameObject(filter.object)} and ignores its answer`
        : `has no endpoint of ${nameObject(filter.object)} to send a copy to`,
      object: filter.object,
      ...(endpoint && { to: `${endpoint.ip}:${endpoint.port}` }),
    }));
    if (!endpoint) return;
    const { request, path, query, authority } = exchange;
    exchange.body = await bodyBytes(exchange.body);
    const headers = requestHeaders(
      exchange.entry?.rule.filters ?? [],
      this.#style.toBackend(handedOn(request.headers), exchange),
    );
    const copy: HttpRequest = {
      method: request.method,
      authority,
      path: query === "" ? path : `${path}?${query}`,
      headers: headers.filter(([name]) => name.toLowerCase() !== "host"),
      body: exchange.body,
      protocol: "HTTP/1.1",
    };
    // Nobody waits for it, and nobody minds when it fails.
    this.#around.net
      .http({ ip: endpoint.ip, port: endpoint.port }, copy, { timeoutMs: this.#style.connectTimeoutMs })
      .catch(() => {});
  }

  #finish(exchange: Exchange, outcome: Forwarded | Stopped): HttpResponse {
    const style = this.#style;
    const { backend, entry } = exchange;
    const filters = [...(entry?.rule.filters ?? []), ...(backend?.filters ?? [])];
    const own = "response" in outcome ? undefined : this.#own(exchange, outcome);
    const received = own ?? fromBackend((outcome as { response: HttpResponse }).response);
    const { answerHeaders } = exchange;
    const whole =
      answerHeaders.length > 0 ? { ...received, headers: [...received.headers, ...answerHeaders] } : received;
    const changed = "says" in outcome ? whole : responseHeaders(filters, whole);
    const response = style.toClient(changed, exchange);
    return logged(response, (all) => {
      const bytes = exchange.request.method === "HEAD" ? 0 : all;
      const last = exchange.attempts.at(-1);
      if (last && !own) last.bytes = bytes;
      style.log?.(exchange, { status: response.status, bytes });
    });
  }

  #own(exchange: Exchange, outcome: { readonly status: number } & Partial<Stopped>): HttpResponse {
    const { status, headers = [], body, empty } = outcome;
    if (empty) return { status, headers, body: EMPTY_BODY };
    if (body !== undefined) return { status, headers, body: answerBody(body) };
    const page = this.#style.page(status, exchange);
    return headers.length === 0 ? page : { ...page, headers: [...page.headers, ...headers] };
  }
}

/** Connection headers of a backend concern the proxy only. */
function fromBackend(response: HttpResponse): HttpResponse {
  if (response.upgraded) return response;
  const headers = response.headers.filter(
    ([name]) => !/^(connection|keep-alive|transfer-encoding|proxy-connection|te|trailer|upgrade)$/i.test(name),
  );
  return headers.length === response.headers.length ? response : { ...response, headers };
}

/** Tells how many bytes the body had when the last one has gone. */
function logged(response: HttpResponse, done: (bytes: number) => void): HttpResponse {
  const { body } = response;
  if (body instanceof Uint8Array || response.upgraded) {
    done(body instanceof Uint8Array ? body.length : 0);
    return response;
  }
  return { ...response, body: counted(body, done) };
}

async function* counted(body: Exclude<Body, Uint8Array>, done: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      yield chunk;
    }
  } finally {
    done(bytes);
  }
}

/** The certificate for a name: of the listener that is for it, the one that lists it, else its first. */
export function certificateFor(routes: Routes, port: number, name: string | undefined): CertifiedKey | undefined {
  const asked = (name ?? "").toLowerCase();
  const secure = routes.listenersOn(port).filter(({ listener }) => listener.certificates?.length);
  const listener: RouteListener | undefined = (
    asked === ""
      ? (secure.find(({ listener: one }) => !one.hostname) ?? secure[0])
      : secure.find((one) => one.accepts(asked))
  )?.listener;
  const certificates = listener?.certificates ?? [];
  return (
    certificates.find(({ hostnames }) => hostnames.includes(asked)) ??
    certificates.find(({ hostnames }) => hostnames.some((one) => hostnameAccepts(one, asked, true) && one !== "")) ??
    certificates[0]
  );
}
