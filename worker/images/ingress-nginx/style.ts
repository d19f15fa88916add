import { type Header, type HttpRequest, type HttpResponse, headerOf } from "../../base/http.ts";
import { utf8 } from "../../base/streams.ts";
import { httpDate } from "../../base/time.ts";
import type { ContainerIo } from "../../kubelet/image.ts";
import { CLOSING, TITLES } from "../nginx/answer.ts";
import { localTime } from "../nginx/exchange.ts";
import { normalise } from "../nginx/uri.ts";
import type { Exchange, ProxyStyle } from "../proxy/index.ts";
import { print } from "../server.ts";

const PAGES: Readonly<Record<number, string>> = {
  ...TITLES,
  301: "Moved Permanently",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Authorization Required",
  403: "Forbidden",
  404: "Not Found",
  421: "Misdirected Request",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
};

/** nginx's page without its version: server_tokens is off. */
export function nginxPage(status: number, title = `${status} ${PAGES[status] ?? ""}`.trim(), more = ""): Uint8Array {
  const head = `${status} ${PAGES[status] ?? ""}`.trim();
  return utf8(
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${head}</h1></center>\r\n${more}<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
  );
}

const HSTS: Header = ["Strict-Transport-Security", "max-age=31536000; includeSubDomains"];
/** In the order in which nginx writes them, before everything else. */
const FIRST = ["date", "content-type", "content-length", "last-modified", "location"];
const HIDDEN = new Set(["server", "date", "connection", "x-accel-redirect", "x-powered-by-nginx", "keep-alive"]);
const MOVED = "Moved Temporarily";

/** How nginx behaves as the controller configures it. `config` is the ConfigMap as it is loaded. */
export function ingressNginxStyle(io: ContainerIo, config: () => Readonly<Record<string, string>>): ProxyStyle {
  let connections = 0;
  const style: ProxyStyle = {
    process: "nginx",
    alpn: ["h2", "http/1.1"],
    tries: 3,
    connectTimeoutMs: 5_000,
    readTimeoutMs: 60_000,
    buffersRequests: true,
    statuses: { noRule: 404, noEndpoints: 503, noBackends: 503, invalidBackend: 503 },
    normalizePath: normalise,
    page(status) {
      const body = nginxPage(status);
      return {
        status,
        headers: [
          ["Content-Type", "text/html"],
          ["Content-Length", String(body.length)],
        ],
        body,
      };
    },
    toBackend: (headers, exchange) => backendHeaders(headers, exchange, config()),
    toClient(response, exchange) {
      if (response.upgraded) return response;
      const { request } = exchange;
      const closes = exchange.attempts.length === 0 && CLOSING.has(response.status);
      const asked = request.protocol !== "HTTP/1.0" && headerOf(request, "connection")?.toLowerCase() !== "close";
      const own = (name: string): readonly Header[] => response.headers.filter(([one]) => one.toLowerCase() === name);
      const stream = !(response.body instanceof Uint8Array) && own("content-length").length === 0;
      const rest = response.headers.filter(
        ([name]) => !FIRST.includes(name.toLowerCase()) && !HIDDEN.has(name.toLowerCase()),
      );
      const secure = exchange.scheme === "https" && config().hsts !== "false";
      const headers: Header[] = [
        ["Date", httpDate(io.clock.now())],
        ...FIRST.slice(1).flatMap(own),
        ...(stream && !exchange.http2 ? [["Transfer-Encoding", "chunked"] as const] : []),
        ...(exchange.http2 ? [] : [["Connection", asked && !closes ? "keep-alive" : "close"] as const]),
        ...rest,
        ...(secure ? [HSTS] : []),
      ];
      const reason = response.status === 302 ? MOVED : TITLES[response.status];
      return {
        ...response,
        headers: exchange.http2 ? headers.map(([name, value]) => [name.toLowerCase(), value] as const) : headers,
        ...(reason !== undefined && { reason }),
      };
    },
    log(exchange, answer) {
      // The built-in default backend and health checks are not logged.
      if (!exchange.entry || exchange.entry.rule.internal) return;
      print(io, `${accessLine(exchange, answer, io.clock.now())}\n`);
    },
    complain(exchange, { kind, to }) {
      connections += 1;
      const words =
        kind === "readTimedOut"
          ? "upstream timed out (110: Operation timed out) while reading response header from upstream"
          : (UPSTREAM_WORDS[kind] ?? UPSTREAM_WORDS.refused!);
      const time = new Date(io.clock.now()).toISOString().slice(0, 19).replaceAll("-", "/").replace("T", " ");
      const { request, peer, path, query } = exchange;
      const host = exchange.entry?.host.hostname || "_";
      const asked = `http://${to}${path}${query === "" ? "" : `?${query}`}`;
      print(
        io,
        `${time} [error] 29#29: *${connections} ${words}, client: ${peer.source.ip}, server: ${host}, request: "${requestLine(exchange)}", upstream: "${asked}", host: "${request.authority}"\n`,
        "stderr",
      );
    },
    plaintext: (request: HttpRequest): HttpResponse => {
      const says = "The plain HTTP request was sent to HTTPS port";
      const body = nginxPage(400, `400 ${says}`, `<center>${says}</center>\r\n`);
      return bare(400, request.method === "HEAD" ? new Uint8Array() : body, body.length, io.clock.now());
    },
    malformed: () => {
      const body = nginxPage(400);
      return bare(400, body, body.length, io.clock.now());
    },
  };
  return style;
}

function bare(status: number, body: Uint8Array, length: number, nowMs: number): HttpResponse {
  return {
    status,
    headers: [
      ["Date", httpDate(nowMs)],
      ["Content-Type", "text/html"],
      ["Content-Length", String(length)],
      ["Connection", "close"],
    ],
    body,
  };
}

const UPSTREAM_WORDS: Readonly<Record<string, string>> = {
  refused: "connect() failed (111: Connection refused) while connecting to upstream",
  timedOut: "upstream timed out (110: Operation timed out) while connecting to upstream",
  noRoute: "connect() failed (113: Host is unreachable) while connecting to upstream",
  reset: "recv() failed (104: Connection reset by peer) while reading response header from upstream",
  emptyReply: "upstream prematurely closed connection while reading response header from upstream",
  badReply: "upstream sent no valid HTTP/1.0 header while reading response header from upstream",
  tls: "SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream",
};

const SET_BY_PROXY = new Set([
  "host",
  "x-request-id",
  "x-real-ip",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-forwarded-scheme",
  "x-scheme",
  "x-original-forwarded-for",
  "proxy",
]);

/** @see kubernetes/ingress-nginx rootfs/etc/nginx/template/nginx.tmpl */
function backendHeaders(
  headers: readonly Header[],
  exchange: Exchange,
  config: Readonly<Record<string, string>>,
): readonly Header[] {
  const { request, peer, scheme, id } = exchange;
  const trusts = config["use-forwarded-headers"] === "true";
  const asked = (name: string): string | undefined => (trusts ? headerOf(request, name) : undefined);
  const before = headerOf(request, "x-forwarded-for");
  const remote = asked("x-forwarded-for")?.split(",")[0]?.trim() ?? peer.source.ip;
  const proto = asked("x-forwarded-proto") ?? scheme;
  const host = asked("x-forwarded-host")?.split(",")[0]?.trim() ?? request.authority;
  const full = config["compute-full-forwarded-for"] === "true" && trusts && before !== undefined;
  return [
    ["Host", exchange.authority === request.authority ? host : exchange.authority],
    ["X-Request-ID", headerOf(request, "x-request-id") ?? id],
    ["X-Real-IP", remote],
    ["X-Forwarded-For", full ? `${before}, ${peer.source.ip}` : remote],
    ["X-Forwarded-Host", host],
    ["X-Forwarded-Port", asked("x-forwarded-port") ?? String(exchange.publicPort)],
    ["X-Forwarded-Proto", proto],
    ["X-Forwarded-Scheme", proto],
    ["X-Scheme", proto],
    ...(before !== undefined ? [["X-Original-Forwarded-For", before] as const] : []),
    ...headers.filter(([name]) => !SET_BY_PROXY.has(name.toLowerCase())),
  ];
}

const requestLine = ({ request, http2 }: Exchange): string =>
  `${request.method} ${request.path} ${http2 ? "HTTP/2.0" : request.protocol}`;

/** log-format-upstream as it is by default. */
function accessLine(
  exchange: Exchange,
  { status, bytes }: { readonly status: number; readonly bytes: number },
  nowMs: number,
): string {
  const { request, peer, attempts, backend, entry, startedMs, user, id } = exchange;
  const shown = (name: string): string => headerOf(request, name)?.replaceAll('"', "\\x22") || "-";
  const seconds = (ms: number): string => (ms / 1000).toFixed(3);
  const main = entry?.rule.backends[0]?.upstream ?? "upstream-default-backend";
  const other = backend && backend.upstream !== main ? backend.upstream : "";
  const list = (show: (attempt: (typeof attempts)[number]) => string): string =>
    attempts.length > 0 ? attempts.map(show).join(", ") : "-";
  const length = request.headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  const size =
    requestLine(exchange).length +
    length +
    request.authority.length +
    10 +
    (request.body instanceof Uint8Array ? request.body.length : 0);
  return [
    `${peer.source.ip} - ${user ?? "-"} [${localTime(startedMs)}] "${requestLine(exchange)}" ${status} ${bytes}`,
    `"${shown("referer")}" "${shown("user-agent")}" ${size} ${seconds(nowMs - startedMs)} [${main}] [${other}]`,
    list(({ to }) => to),
    list((one) => String(one.bytes)),
    list(({ ms }) => seconds(ms)),
    list((one) => String(one.status)),
    headerOf(request, "x-request-id") ?? id,
  ].join(" ");
}
