import { nameObject, type TraceObject } from "../base/trace.ts";
import { type Entry, entriesOf, pathAccepts, restAccepts, valueAccepts } from "./accept.ts";
import { hostnameAccepts } from "./hostnames.ts";
import { showPath } from "./paths.ts";
import { whyLater } from "./precedence.ts";
import { headerValue, queryValue, type RouteRequest } from "./request.ts";
import type { ListenerRoutes, Routes } from "./routes.ts";
import type { LeftOut, RouteBackend, RouteListener, RouteMatch, RouteRule, ValueMatch } from "./table.ts";
import { sharesOf } from "./weights.ts";

export interface NearMiss {
  readonly object: TraceObject;
  readonly because: string;
}

/** Why there is no rule: words, and the object to look at. */
export interface NoRule {
  readonly says: string;
  readonly look?: TraceObject;
  readonly nearMisses: readonly NearMiss[];
}

const MOST = 5;

/** "PathPrefix /cart, method GET, header x-env=dev" */
export function showMatch({ path, method, headers, queryParams, shown }: RouteMatch): string {
  return [
    shown ?? showPath(path),
    ...(method ? [`method ${method}`] : []),
    ...(headers ?? []).map((one) => `header ${showValue(one)}`),
    ...(queryParams ?? []).map((one) => `query parameter ${showValue(one)}`),
  ].join(", ");
}

function showValue({ type, name, value }: ValueMatch): string {
  return type === "Exact" ? `${name}=${value}` : type === "Present" ? name : `${name}=~${value}`;
}

const hostWords = (hostname: string): string => (hostname === "" ? "every host" : `host ${hostname}`);

/** What made the rule the one: "GET shop.example/cart/1 is PathPrefix /cart of host shop.example". */
export function tellChoice(request: RouteRequest, { match, host }: Entry): string {
  return `${request.method} ${request.host}${request.path} is ${showMatch(match)} of ${hostWords(host.hostname)}`;
}

/** Rules that could have been the one, and why they were not: those that accept the request too first, then the nearest. */
export function lostTo(routes: Routes, request: RouteRequest, winner: Entry): readonly NearMiss[] {
  const misses = contenders(routes, request)
    .filter(({ rule }) => nameObject(rule.object) !== nameObject(winner.rule.object))
    .map((entry) => {
      if (entry.host.hostname !== winner.host.hostname) return otherHost(entry, winner, request);
      const short = shortcomings(entry, request);
      if (short.length > 0) return { entry, distance: distance(entry, request, short), because: short.join("; ") };
      return { entry, distance: -1, because: whyLater(winner, entry, winner.listener.order ?? "gateway") };
    });
  return nearest(misses);
}

/** Why no rule accepts a request: the port, the host, or what of the nearest rules does not hold; what was left out first. */
export function tellNoRule(routes: Routes, request: RouteRequest): NoRule {
  const left = leftOutFor(routes, request);
  const told = tellNearest(routes, request);
  if (left.length === 0) return told;
  const nearMisses = uniqueObjects([...left, ...told.nearMisses]);
  return { says: told.says, look: left[0]!.object, nearMisses };
}

function leftOutFor({ table }: Routes, request: RouteRequest): readonly NearMiss[] {
  const { host, port } = request;
  const concerned = (table.leftOut ?? []).filter(
    (one) =>
      (one.port === undefined || one.port === port) &&
      (one.hostnames === undefined || one.hostnames.some((name) => hostnameAccepts(name, host))) &&
      wouldTake(one, request),
  );
  return concerned.map(({ object, because }) => ({ object, because }));
}

/** Whether what is left out would have served the request. */
function wouldTake({ object, port = 0, matches }: LeftOut, request: RouteRequest): boolean {
  if (!matches) return true;
  const rule: RouteRule = { object, createdMs: 0, index: 0, matches, backends: [] };
  const listener: RouteListener = { port, protocol: "HTTP", object, hosts: [] };
  return entriesOf(rule, 0, { listener, host: { hostname: "", rules: [] } }).some(
    (entry) => pathAccepts(entry, request.path) && restAccepts(entry, request),
  );
}

function tellNearest(routes: Routes, request: RouteRequest): NoRule {
  const there = routes.listenersOn(request.port);
  const asked = `${request.method} ${request.host}${request.path}`;
  const open = there.filter((one) => one.accepts(request.host));
  if (open.length === 0) {
    return {
      says: `no listener on port ${request.port} is for host ${request.host}`,
      ...(there[0] && { look: { ...there[0].listener.object } }),
      nearMisses: there.slice(0, MOST).map(({ listener }) => ({
        object: listener.object,
        because: `it is for ${hostWords(listener.hostname ?? "")}`,
      })),
    };
  }
  const near = nearest(
    contenders(routes, request).map((entry) => {
      const short = shortcomings(entry, request);
      return { entry, distance: distance(entry, request, short), because: short.join("; ") };
    }),
  );
  if (near.length > 0) {
    return { says: `no rule accepts ${asked}`, look: near[0]!.object, nearMisses: near };
  }
  const others = open.flatMap(({ hosts }) => hosts).filter(({ entries }) => entries.some(({ rule }) => !rule.internal));
  const nearMisses = uniqueObjects(
    others.map(({ host, entries }) => ({
      object: entries[0]!.rule.object,
      because: `it is for ${hostWords(host.hostname)}, not ${request.host}`,
    })),
  );
  const look = nearMisses[0]?.object ?? open[0]!.listener.object;
  return {
    says: others.length > 0 ? `no rule is for host ${request.host}` : "there are no rules",
    look,
    nearMisses,
  };
}

/** Who could be drawn, with its share: `Hop.candidates`. */
export function candidatesOf({ backends }: RouteRule): readonly {
  readonly to: string;
  readonly share: number;
  readonly object: TraceObject;
}[] {
  const shares = sharesOf(backends);
  return backends.map(({ object, invalid }, at) => ({
    to: `${nameObject(object)}${invalid ? ` [${invalid.because}]` : ""}`,
    share: shares[at]!,
    object,
  }));
}

/** "drew Service web/shop-v1, weight 90 of 100" */
export function tellDraw({ backends }: RouteRule, drawn: RouteBackend): string {
  const sum = backends.reduce((all, { weight }) => all + weight, 0);
  return backends.length > 1
    ? `drew ${nameObject(drawn.object)}, weight ${drawn.weight} of ${sum}`
    : `goes to ${nameObject(drawn.object)}`;
}

/** All entries of the hosts that take the request's name, in the listeners that may serve it. */
function contenders(routes: Routes, request: RouteRequest): readonly Entry[] {
  const open = routes.listenersOn(request.port).filter((one) => one.accepts(request.host));
  const served = routes.table.isolated === false ? open : open.slice(0, 1);
  return served
    .flatMap((one) => hostsFor(one, request.host).flatMap(({ entries }) => entries))
    .filter(({ rule }) => !rule.internal);
}

function hostsFor(one: ListenerRoutes, host: string) {
  const { listener } = one;
  if (listener.exclusiveHosts) {
    const only = one.hostFor(host);
    return only ? [only] : [];
  }
  return one.hosts.filter((routes) => hostnameAccepts(routes.host.hostname, host, listener.singleLabelWildcards));
}

interface Miss {
  readonly entry: Entry;
  /** Smaller is nearer. */
  readonly distance: number;
  readonly because: string;
}

function otherHost(entry: Entry, winner: Entry, request: RouteRequest): Miss {
  const fits = pathAccepts(entry, request.path) && restAccepts(entry, request);
  const because = fits
    ? `${hostWords(winner.host.hostname)} is more specific than ${hostWords(entry.host.hostname)}`
    : shortcomings(entry, request).join("; ");
  return { entry, distance: fits ? 0 : 1000, because };
}

/** What of a match does not hold, in words. */
function shortcomings(entry: Entry, request: RouteRequest): readonly string[] {
  const wrong: string[] = [];
  if (!pathAccepts(entry, request.path))
    wrong.push(`the path ${request.path} is not ${entry.match.shown ?? showPath(entry.path)}`);
  if (entry.method !== undefined && entry.method !== request.method) {
    wrong.push(`the method is ${request.method}, not ${entry.method}`);
  }
  for (const one of entry.headers) {
    const value = headerValue(request.headers, one.name);
    if (!valueAccepts(one, value)) wrong.push(`the header ${one.match.name} ${wrongValue(one.match, value)}`);
  }
  for (const one of entry.queryParams) {
    const value = queryValue(request.query, one.name);
    if (!valueAccepts(one, value)) wrong.push(`the query parameter ${one.name} ${wrongValue(one.match, value)}`);
  }
  return wrong;
}

function wrongValue({ type, value: wanted }: ValueMatch, value: string | undefined): string {
  if (value === undefined) return "is absent";
  return type === "Exact" ? `is ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}` : `does not match ${wanted}`;
}

/** Fewer shortcomings are nearer; with as many, the longer beginning that the paths share. */
function distance({ path }: Entry, request: RouteRequest, short: readonly string[]): number {
  const value = path.value.toLowerCase();
  const asked = request.path.toLowerCase();
  let same = 0;
  while (same < value.length && value[same] === asked[same]) same++;
  return short.length * 100 - Math.min(same, 99);
}

function nearest(misses: readonly Miss[]): readonly NearMiss[] {
  const sorted = misses.toSorted((a, b) => a.distance - b.distance);
  return uniqueObjects(sorted.map(({ entry, because }) => ({ object: entry.rule.object, because })));
}

function uniqueObjects(misses: readonly NearMiss[]): readonly NearMiss[] {
  const seen = new Set<string>();
  const unique: NearMiss[] = [];
  for (const miss of misses) {
    const name = nameObject(miss.object);
    if (seen.has(name)) continue;
    seen.add(name);
    unique.push(miss);
    if (unique.length === MOST) break;
  }
  return unique;
}
