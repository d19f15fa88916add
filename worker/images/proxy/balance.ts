import { fnv1a32 } from "../../base/hash.ts";
import type { RandomStream } from "../../base/random.ts";
import { cookieValue, type StickyCookie, type Upstream, type UpstreamEndpoint } from "../../routing/index.ts";
import type { Exchange } from "./exchange.ts";

/** Chooses endpoints: in turn from a random start, by chance, by hash or by cookie. */
export class Balancer {
  readonly #chance: RandomStream;
  readonly #turns = new Map<string, { endpoints: readonly UpstreamEndpoint[]; next: number }>();

  constructor(chance: RandomStream) {
    this.#chance = chance;
  }

  /** The endpoints in the order in which they are tried. */
  order(key: string, { endpoints, balance }: Upstream, exchange: Exchange): readonly UpstreamEndpoint[] {
    if (endpoints.length < 2 && balance?.by !== "cookie") return endpoints;
    const first = this.#first(key, { endpoints, balance }, exchange);
    return first === 0 ? endpoints : [...endpoints.slice(first), ...endpoints.slice(0, first)];
  }

  #first(key: string, { endpoints, balance }: Pick<Upstream, "endpoints" | "balance">, exchange: Exchange): number {
    switch (balance?.by) {
      case "chance":
        return this.#chance.below(endpoints.length);
      case "hash":
        return fnv1a32(expanded(balance.of, exchange)) % endpoints.length;
      case "cookie": {
        const known = cookieValue(exchange.route.headers, balance.cookie.name);
        const found = known === undefined ? -1 : endpoints.findIndex((one) => ticketOf(one) === known);
        if (found >= 0) return found;
        const chosen = this.#turn(key, endpoints);
        exchange.answerHeaders.push([
          "Set-Cookie",
          setCookie(balance.cookie, ticketOf(endpoints[chosen]!), exchange.scheme),
        ]);
        return chosen;
      }
      default:
        return this.#turn(key, endpoints);
    }
  }

  /** A list that has changed starts anew, at random. */
  #turn(key: string, endpoints: readonly UpstreamEndpoint[]): number {
    let turn = this.#turns.get(key);
    if (!turn || !sameAddresses(turn.endpoints, endpoints)) {
      turn = { endpoints, next: this.#chance.below(endpoints.length) };
      this.#turns.set(key, turn);
    }
    const chosen = turn.next % endpoints.length;
    turn.next = chosen + 1;
    return chosen;
  }
}

function sameAddresses(a: readonly UpstreamEndpoint[], b: readonly UpstreamEndpoint[]): boolean {
  return a === b || (a.length === b.length && a.every(({ ip, port }, at) => ip === b[at]!.ip && port === b[at]!.port));
}

/** What a cookie says of an endpoint: two words of eight digits, as a hash would be. */
function ticketOf({ ip, port }: UpstreamEndpoint): string {
  const hex = (text: string): string => fnv1a32(text).toString(16).padStart(8, "0");
  return `${hex(`${ip}:${port}`)}${hex(`${port}/${ip}`)}`;
}

function setCookie(cookie: StickyCookie, value: string, scheme: string): string {
  const { name, path, maxAgeSeconds, domain, sameSite, secure } = cookie;
  return [
    `${name}=${value}`,
    ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${maxAgeSeconds}`]),
    `Path=${path}`,
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
    ...((secure ?? scheme === "https") ? ["Secure"] : []),
    "HttpOnly",
    ...(sameSite === undefined ? [] : [`SameSite=${sameSite}`]),
  ].join("; ");
}

/** The variables of nginx that a hash is usually taken of. */
export function expanded(text: string, { request, peer, route, id, authority, scheme }: Exchange): string {
  const query = route.query === "" ? "" : `?${route.query}`;
  const known: Readonly<Record<string, string>> = {
    request_uri: request.path,
    uri: route.path,
    args: route.query,
    is_args: query === "" ? "" : "?",
    remote_addr: peer.source.ip,
    host: route.host,
    http_host: authority,
    best_http_host: authority,
    scheme,
    pass_access_scheme: scheme,
    request_method: request.method,
    req_id: id,
    escaped_request_uri: encodeURIComponent(request.path),
  };
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, plain: string | undefined) => {
    const name = braced ?? plain ?? "";
    if (known[name] !== undefined) return known[name];
    const parts = /^(http|cookie|arg)_(\w+)$/.exec(name);
    if (!parts) return "";
    if (parts[1] === "cookie") return cookieValue(request.headers, parts[2]!) ?? "";
    if (parts[1] === "arg") return new URLSearchParams(route.query).get(parts[2]!) ?? "";
    const lower = parts[2]!.replaceAll("_", "-");
    return request.headers.find(([own]) => own.toLowerCase() === lower)?.[1] ?? "";
  });
}
