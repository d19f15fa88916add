/** Small route tables for tests. */
import {
  indexRoutes,
  type PathMatch,
  type RouteListener,
  type RouteMatch,
  type RouteRequest,
  type RouteRule,
  type RouteTable,
  routeRequest,
} from "../../../worker/routing/index.ts";

/** "Exact /a", "PathPrefix /a", "RegularExpression /a.*", "StringPrefix /a"; "/a" is a PathPrefix. */
export function path(text: string): PathMatch {
  const [type, value] = text.startsWith("/") ? ["PathPrefix", text] : text.split(/ (.*)/);
  return { type, value } as PathMatch;
}

/** "GET", "header x=1", "header x=~1.*", "query q=1" and a path, separated by ", ". */
export function match(text: string): RouteMatch {
  const one: { -readonly [Key in keyof RouteMatch]: RouteMatch[Key] } = {};
  for (const part of text.split(", ").filter(Boolean)) {
    const parts = /^(header|query) ([^=]+)=(~?)(.*)$/.exec(part);
    if (parts) {
      const [, place, name = "", regex, value = ""] = parts;
      const value_ = { type: regex ? ("RegularExpression" as const) : ("Exact" as const), name, value };
      if (place === "header") one.headers = [...(one.headers ?? []), value_];
      else one.queryParams = [...(one.queryParams ?? []), value_];
    } else if (/^[A-Z]+$/.test(part)) one.method = part;
    else one.path = path(part);
  }
  return one;
}

export const rule = (name: string, matches: readonly string[], more: Partial<RouteRule> = {}): RouteRule => ({
  object: { kind: "HTTPRoute", namespace: "web", name, field: `rule ${more.index ?? 0}` },
  createdMs: 0,
  index: 0,
  matches: matches.map(match),
  backends: [{ object: { kind: "Service", namespace: "web", name }, weight: 1, upstream: name }],
  ...more,
});

export const listener = (
  hosts: Readonly<Record<string, readonly RouteRule[]>>,
  more: Partial<RouteListener> = {},
): RouteListener => ({
  port: 80,
  protocol: "HTTP",
  object: { kind: "Gateway", namespace: "web", name: "gw", field: `listener ${more.hostname ?? "http"}` },
  hosts: Object.entries(hosts).map(([hostname, rules]) => ({ hostname, rules })),
  ...more,
});

export const table = (...listeners: readonly RouteListener[]): RouteTable => ({ listeners });

/** "GET a.example/cart?x=1 x-env:dev", port 80. */
export function request(text: string, port = 80): RouteRequest {
  const [first = "", ...headers] = text.split(" ");
  const hasMethod = /^[A-Z]+$/.test(first);
  const target = hasMethod ? (headers.shift() ?? "") : first;
  const slash = target.indexOf("/");
  return routeRequest(
    {
      method: hasMethod ? first : "GET",
      authority: target.slice(0, slash),
      path: target.slice(slash),
      headers: headers.map((one) => [one.slice(0, one.indexOf(":")), one.slice(one.indexOf(":") + 1)] as const),
    },
    port,
  );
}

/** The name of the rule's route, or 404. */
export const decide = (routes: RouteTable, asked: string, port?: number): string =>
  indexRoutes(routes).decide(request(asked, port))?.rule.object.name ?? "404";
