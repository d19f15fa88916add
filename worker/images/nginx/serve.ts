import { type Header, type HttpRequest, type HttpResponse, headerOf } from "../../base/http.ts";
import type { Peer } from "../../base/net.ts";
import { utf8 } from "../../base/streams.ts";
import { httpDate } from "../../base/time.ts";
import { type Answer, errorAnswer, type Outcome, type Surroundings, TITLES } from "./answer.ts";
import { type Configuration, inherited, locationFor, type Scope, type Server, serverFor, setting } from "./compile.ts";
import { Exchange } from "./exchange.ts";
import { proxy } from "./proxy.ts";
import { staticFile } from "./static.ts";
import { refusalPage } from "./tls.ts";

const MAX_REDIRECTS = 10;

/** Answers one request as the configuration says. https://nginx.org/en/docs/http/request_processing.html */
export async function serve(
  configuration: Configuration,
  request: HttpRequest,
  { peer, port, world, refused }: { peer: Peer; port: number; world: Surroundings; refused?: string | undefined },
): Promise<HttpResponse> {
  const host = request.authority.replace(/:\d+$/, "");
  const server = serverFor(configuration, port, host);
  const exchange = new Exchange({ configuration, request, peer, port, world, server });
  if (!server) return finish(exchange, errorAnswer(404, world.version), undefined);
  if (refused !== undefined) {
    const body = utf8(refusalPage(refused, world.version));
    return finish(exchange, { status: 400, type: "text/html", body, closes: true }, undefined);
  }
  if (exchange.uri === "") return finish(exchange, errorAnswer(400, world.version), server);
  let scope: Scope = server;
  let answer: Answer | undefined;
  let failed: number | undefined;
  for (let hops = 0; !answer; hops++) {
    const outcome: Outcome = hops > MAX_REDIRECTS ? { status: 500 } : await step(exchange, server);
    scope = exchange.scope;
    if ("response" in outcome) {
      answer = outcome.response;
      const intercept = exchange.proxied && setting(scope, "proxy_intercept_errors") === "on";
      if (intercept && answer.status >= 300 && failed === undefined) {
        const page = errorPage(exchange, answer.status);
        if (page) {
          failed = answer.status;
          answer = go(exchange, page);
        }
      }
    } else if ("redirect" in outcome) exchange.goTo(outcome.redirect);
    else if ("named" in outcome) exchange.named = outcome.named;
    else {
      if (outcome.says) world.error("error", `*${exchange.number} ${outcome.says}${exchange.errorContext()}`);
      const page = failed === undefined ? errorPage(exchange, outcome.status) : undefined;
      failed ??= outcome.status;
      answer = page ? go(exchange, page) : errorAnswer(outcome.status, world.version);
    }
    if (answer && failed !== undefined && answer.status === 200) {
      answer = { ...answer, status: exchange.errorStatus ?? failed };
    }
  }
  return finish(exchange, answer, scope);
}

interface ErrorPage {
  readonly uri: string;
  readonly status?: number;
}

/** Where error_page sends a status, relative to where the request is. */
function errorPage(exchange: Exchange, status: number): ErrorPage | undefined {
  for (const { args } of inherited(exchange.scope, "error_page")) {
    const codes = args.slice(0, -1).filter((arg) => /^\d+$/.test(arg));
    if (!codes.includes(String(status))) continue;
    const given = args.slice(0, -1).find((arg) => arg.startsWith("="));
    return {
      uri: exchange.expand(args.at(-1)!),
      ...(given !== undefined && { status: given === "=" ? 200 : Number(given.slice(1)) }),
    };
  }
  return undefined;
}

/** Goes on at an error page; an outside address is a redirect of its own. */
function go(exchange: Exchange, { uri, status }: ErrorPage): Answer | undefined {
  if (/^https?:\/\//.test(uri)) {
    return { ...errorAnswer(status ?? 302, exchange.world.version), location: uri };
  }
  exchange.errorStatus = status;
  exchange.method = exchange.method === "HEAD" ? "HEAD" : "GET";
  if (uri.startsWith("@")) exchange.named = uri;
  else exchange.goTo(uri);
  return undefined;
}

async function step(exchange: Exchange, server: Server): Promise<Outcome> {
  const first = exchange.location === undefined && exchange.named === undefined;
  exchange.scope = server;
  if (first) {
    const early = rewriteModule(exchange, server.directives);
    if (early) return early;
  }
  const found = exchange.named
    ? { location: server.locations.find(({ path }) => path === exchange.named) }
    : locationFor(server, exchange.uri);
  exchange.named = undefined;
  const location = found?.location;
  if (!location) return staticFile(exchange);
  exchange.scope = location;
  exchange.location = location;
  if ("match" in found && found.match) exchange.captures = found.match;
  if (location.directives.some(({ name }) => name === "internal") && !exchange.internal) return { status: 404 };
  const early = rewriteModule(exchange, location.directives);
  if (early) return early;
  const refused = access(exchange);
  if (refused) return refused;
  const tries = location.directives.find(({ name }) => name === "try_files");
  if (tries) {
    const tried = tryFiles(exchange, tries.args);
    if (tried) return tried;
  }
  if (location.directives.some(({ name }) => name === "stub_status")) return stubStatus();
  const pass = location.directives.find(({ name }) => name === "proxy_pass");
  if (pass) return proxy(exchange, pass.args[0]!, location);
  return staticFile(exchange);
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** return, rewrite, set and if. https://nginx.org/en/docs/http/ngx_http_rewrite_module.html */
function rewriteModule(exchange: Exchange, directives: Scope["directives"]): Outcome | undefined {
  for (const { name, args, block } of directives) {
    if (name === "set") exchange.variables.set(args[0]!.slice(1), exchange.expand(args[1] ?? ""));
    else if (name === "return") return returned(exchange, args);
    else if (name === "if" && holds(exchange, args)) {
      const inner = rewriteModule(exchange, block ?? []);
      if (inner) return inner;
    } else if (name === "rewrite") {
      const match = new RegExp(args[0]!).exec(exchange.uri);
      if (!match) continue;
      exchange.captures = match;
      const target = exchange.expand(args[1]!);
      const flag = args[2];
      if (flag === "permanent" || flag === "redirect" || /^https?:\/\//.test(target)) {
        const query = target.includes("?") || exchange.args === "" ? "" : `?${exchange.args}`;
        return redirectTo(exchange, flag === "permanent" ? 301 : 302, `${target.replace(/\?$/, "")}${query}`);
      }
      exchange.rewriteTo(target);
      if (flag === "break") return undefined;
      if (flag === "last" || exchange.location) return { redirect: exchange.uriWithArgs };
    } else if (name === "break") return undefined;
  }
  return undefined;
}

function returned(exchange: Exchange, args: readonly string[]): Outcome {
  const [code = "200", text] = args;
  if (!/^\d+$/.test(code)) return redirectTo(exchange, 302, exchange.expand(code));
  const status = Number(code);
  if (REDIRECTS.has(status)) return redirectTo(exchange, status, exchange.expand(text ?? ""));
  if (text === undefined) {
    if (status === 204) return { response: { status, body: new Uint8Array() } };
    return status >= 400 ? { status } : { response: { status, type: exchange.contentType(), body: new Uint8Array() } };
  }
  return { response: { status, type: exchange.contentType(), body: utf8(exchange.expand(text)) } };
}

function redirectTo(exchange: Exchange, status: number, target: string): Outcome {
  const location = target.startsWith("/") ? `${exchange.base()}${target}` : target;
  return { response: { ...errorAnswer(status, exchange.world.version), location } };
}

function holds(exchange: Exchange, args: readonly string[]): boolean {
  const words = args.map((arg) => arg.replace(/^\(/, "").replace(/\)$/, "")).filter((arg) => arg !== "");
  const [left = "", operator, right = ""] = words;
  if (operator === undefined) {
    const value = exchange.expand(left);
    return value !== "" && value !== "0";
  }
  if (left === "-f" || left === "!-f" || left === "-d" || left === "!-d" || left === "-e" || left === "!-e") {
    const type = exchange.world.files.stat(exchange.expand(operator))?.type;
    const there = left.endsWith("f") ? type === "file" : left.endsWith("d") ? type === "directory" : type !== undefined;
    return left.startsWith("!") ? !there : there;
  }
  const value = exchange.expand(left);
  if (operator === "=") return value === exchange.expand(right);
  if (operator === "!=") return value !== exchange.expand(right);
  const match = new RegExp(right, operator.endsWith("*") ? "i" : "").exec(value);
  if (match && !operator.startsWith("!")) exchange.captures = match;
  return operator.startsWith("!") ? !match : match !== null;
}

/** allow and deny, in order. */
function access(exchange: Exchange): Outcome | undefined {
  for (let at: Scope | undefined = exchange.scope; at; at = at.parent) {
    const rules = at.directives.filter(({ name }) => name === "allow" || name === "deny");
    if (rules.length === 0) continue;
    for (const { name, args } of rules) {
      if (args[0] !== "all" && args[0] !== exchange.peer.source.ip) continue;
      return name === "deny" ? { status: 403, says: "access forbidden by rule" } : undefined;
    }
    return undefined;
  }
  return undefined;
}

function tryFiles(exchange: Exchange, args: readonly string[]): Outcome | undefined {
  const { files } = exchange.world;
  for (const candidate of args.slice(0, -1)) {
    const uri = exchange.expand(candidate);
    const type = files.stat(exchange.path(uri).replace(/\/$/, "") || "/")?.type;
    if (candidate.endsWith("/") ? type === "directory" : type === "file") {
      exchange.uri = uri;
      return undefined;
    }
  }
  const last = args.at(-1)!;
  if (last.startsWith("=")) return { status: Number(last.slice(1)) };
  if (last.startsWith("@")) return { named: last };
  return { redirect: exchange.expand(last) };
}

function stubStatus(): Outcome {
  const body = "Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n";
  return { response: { status: 200, type: "text/plain", body: utf8(body) } };
}

/** Statuses that add_header adds to without "always". */
const ADDED_TO = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

function finish(exchange: Exchange, answer: Answer, scope: Scope | undefined): HttpResponse {
  const { world, request } = exchange;
  const { status } = answer;
  const bare = status === 304 || status === 204;
  const length = answer.body instanceof Uint8Array ? answer.body.length : undefined;
  const shown = setting(scope, "server_tokens") === "off" ? "nginx" : `nginx/${world.version}`;
  const asked = request.protocol !== "HTTP/1.0" && headerOf(request, "connection")?.toLowerCase() !== "close";
  const added = inherited(scope, "add_header")
    .filter(({ args }) => args[2] === "always" || ADDED_TO.has(status))
    .map(({ args }): Header => [args[0]!, exchange.expand(args[1] ?? "")])
    .filter(([, value]) => value !== "");
  const type = answer.type && withCharset(answer.type, setting(scope, "charset"));
  const headers: Header[] = [
    ["Server", shown],
    ["Date", httpDate(world.nowMs())],
    ...(type && !bare ? [["Content-Type", type] as const] : []),
    ...(length !== undefined && !bare ? [["Content-Length", String(length)] as const] : []),
    ...(answer.lastModified ? [["Last-Modified", answer.lastModified] as const] : []),
    ...(answer.location ? [["Location", answer.location] as const] : []),
    ...(length === undefined && !bare ? [["Transfer-Encoding", "chunked"] as const] : []),
    ["Connection", asked && !answer.closes ? "keep-alive" : "close"],
    ...(answer.headers ?? []),
    ...expires(exchange, scope),
    ...added,
    ...(answer.last ?? []),
  ];
  const body = bare || request.method === "HEAD" ? new Uint8Array() : answer.body;
  exchange.log(status, body instanceof Uint8Array ? body.length : 0);
  const reason = TITLES[status] ?? (status === 302 ? "Moved Temporarily" : undefined);
  return {
    status,
    ...(reason !== undefined && { reason: status === 302 ? "Moved Temporarily" : reason }),
    headers,
    body,
  };
}

function withCharset(type: string, charset: string | undefined): string {
  if (!charset || charset === "off" || type.includes("charset=")) return type;
  return /^(text\/(html|xml|plain)|application\/(javascript|rss\+xml))$/.test(type)
    ? `${type}; charset=${charset}`
    : type;
}

function expires({ world }: Exchange, scope: Scope | undefined): readonly Header[] {
  const asked = setting(scope, "expires");
  if (!asked || asked === "off") return [];
  if (asked === "epoch")
    return [
      ["Expires", "Thu, 01 Jan 1970 00:00:01 GMT"],
      ["Cache-Control", "no-cache"],
    ];
  const parts = /^(-?)(\d+)([smhdwMy]?)$/.exec(asked);
  if (!parts) return [];
  const units: Readonly<Record<string, number>> = {
    s: 1,
    m: 60,
    h: 3600,
    d: 86_400,
    w: 604_800,
    M: 2_592_000,
    y: 31_536_000,
  };
  const seconds = Number(parts[2]) * (units[parts[3] || "s"] ?? 1) * (parts[1] ? -1 : 1);
  return [
    ["Expires", httpDate(world.nowMs() + seconds * 1000)],
    ["Cache-Control", seconds < 0 ? "no-cache" : `max-age=${seconds}`],
  ];
}
