import { type Entry, entriesOf, pathAccepts, restAccepts } from "./accept.ts";
import { HostnameMap, hostnameAccepts, specificity } from "./hostnames.ts";
import { prefixKey } from "./paths.ts";
import { byPrecedence } from "./precedence.ts";
import type { RouteRequest } from "./request.ts";
import type { RouteHost, RouteListener, RouteTable } from "./table.ts";

/** A host's rules by path. What is looked at first, wins. */
export class HostRoutes {
  readonly host: RouteHost;
  readonly entries: readonly Entry[];
  readonly #exact = new Map<string, Entry[]>();
  readonly #expressions: Entry[] = [];
  readonly #prefixes = new Map<string, Entry[]>();
  readonly #strings: Entry[] = [];

  constructor(host: RouteHost, listener: RouteListener) {
    this.host = host;
    this.entries = host.rules
      .flatMap((rule, place) => entriesOf(rule, place, { listener, host }))
      .sort(byPrecedence(listener.order ?? "gateway"));
    for (const entry of this.entries) {
      const { type, value } = entry.path;
      if (type === "Exact") push(this.#exact, value, entry);
      else if (type === "PathPrefix") push(this.#prefixes, prefixKey(value), entry);
      else if (type === "StringPrefix") this.#strings.push(entry);
      else this.#expressions.push(entry);
    }
  }

  /** The first in the order of precedence that accepts the request. */
  find(request: RouteRequest): Entry | undefined {
    return (
      firstOf(this.#exact.get(request.path), request) ??
      (this.#expressions.length > 0 ? this.#byExpression(request) : undefined) ??
      this.#byPrefix(request)
    );
  }

  #byExpression(request: RouteRequest): Entry | undefined {
    for (const entry of this.#expressions) {
      if (pathAccepts(entry, request.path) && restAccepts(entry, request)) return entry;
    }
    return undefined;
  }

  #byPrefix(request: RouteRequest): Entry | undefined {
    const element = this.#prefixes.size > 0 ? this.#byElements(request) : undefined;
    for (const entry of this.#strings) {
      if (element && element.path.value.length >= entry.path.value.length) return element;
      if (request.path.startsWith(entry.path.value) && restAccepts(entry, request)) return entry;
    }
    return element;
  }

  /** From the whole path up to "/", element by element. */
  #byElements(request: RouteRequest): Entry | undefined {
    const { path } = request;
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const found = firstOf(this.#prefixes.get(end === path.length ? path : path.slice(0, end)), request);
      if (found) return found;
    }
    return firstOf(this.#prefixes.get("/"), request);
  }
}

function firstOf(entries: readonly Entry[] | undefined, request: RouteRequest): Entry | undefined {
  if (!entries) return undefined;
  for (let at = 0; at < entries.length; at++) if (restAccepts(entries[at]!, request)) return entries[at];
  return undefined;
}

function push(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const there = map.get(key);
  if (there) there.push(entry);
  else map.set(key, [entry]);
}

/** A listener with its hosts by name. */
export class ListenerRoutes {
  readonly listener: RouteListener;
  readonly hosts: readonly HostRoutes[];
  readonly #byName: HostnameMap<HostRoutes>;

  constructor(listener: RouteListener) {
    this.listener = listener;
    this.#byName = new HostnameMap<HostRoutes>(listener.singleLabelWildcards ?? false);
    this.hosts = mergedHosts(listener.hosts).map((host) => new HostRoutes(host, listener));
    for (const routes of this.hosts) this.#byName.set(routes.host.hostname, routes);
  }

  find(request: RouteRequest): Entry | undefined {
    if (this.listener.exclusiveHosts) return this.hostFor(request.host)?.find(request);
    return this.#byName.find(request.host, (routes) => routes.find(request));
  }

  /** The most specific host that takes the name. */
  hostFor(host: string): HostRoutes | undefined {
    return this.#byName.find(host, (routes) => routes);
  }

  accepts(host: string): boolean {
    return hostnameAccepts(this.listener.hostname ?? "", host);
  }
}

/** A hostname that occurs twice is one host with the rules of both. */
function mergedHosts(hosts: readonly RouteHost[]): readonly RouteHost[] {
  const byName = new Map<string, RouteHost>();
  for (const host of hosts) {
    const hostname = host.hostname.toLowerCase();
    const there = byName.get(hostname);
    byName.set(hostname, there ? { ...there, rules: [...there.rules, ...host.rules] } : { ...host, hostname });
  }
  return [...byName.values()];
}

/** A route table, ready to be asked. */
export class Routes {
  readonly table: RouteTable;
  readonly #ports = new Map<number, ListenerRoutes[]>();

  constructor(table: RouteTable) {
    this.table = table;
    for (const listener of table.listeners) {
      const there = this.#ports.get(listener.port) ?? [];
      this.#ports.set(listener.port, there);
      there.push(new ListenerRoutes(listener));
    }
    for (const there of this.#ports.values()) {
      there.sort((a, b) => specificity(b.listener.hostname ?? "") - specificity(a.listener.hostname ?? ""));
    }
  }

  /** The most specific listener first. */
  listenersOn(port: number): readonly ListenerRoutes[] {
    return this.#ports.get(port) ?? [];
  }

  /** The rule and match that a request goes by; undefined when there is none: 404. */
  decide(request: RouteRequest): Entry | undefined {
    for (const routes of this.listenersOn(request.port)) {
      if (!routes.accepts(request.host)) continue;
      const found = routes.find(request);
      if (found || this.table.isolated !== false) return found;
    }
    return undefined;
  }

  /** The listener that a request belongs to. */
  listenerFor(port: number, host: string): ListenerRoutes | undefined {
    return this.listenersOn(port).find((routes) => routes.accepts(host));
  }
}

/** Makes a table fast: one decision costs a few lookups, whatever the number of rules. */
export const indexRoutes = (table: RouteTable): Routes => new Routes(table);
