import type { IngressObject } from "../api/generated/types.ts";
import { fromBase64 } from "../base/base64.ts";
import type {
  PathMatch,
  RouteBackend,
  RouteCertificate,
  RouteFilter,
  RouteHost,
  RouteListener,
  RouteRule,
  RouteSteering,
  RouteTable,
  Upstream,
  Upstreams,
} from "../routing/index.ts";
import type { IngressGraph, LocationNode, ServerNode } from "./graph.ts";
import { type Canary, type LocationDraft, STAGES } from "./nginx/index.ts";
import type { IngressOptions, IngressSnapshot } from "./options.ts";
import { type BackendRef, backendObject, upstreamName, upstreamOf } from "./upstreams.ts";

/** What a proxy needs, and what the controller's log has to say about it. */
export interface CompiledIngress {
  readonly table: RouteTable;
  readonly upstreams: Upstreams;
  readonly warnings: readonly string[];
}

export interface CompileAround {
  readonly snapshot: IngressSnapshot;
  readonly options: IngressOptions;
  /** Served where no Secret is. */
  readonly fakeCertificate: Omit<RouteCertificate, "hostnames">;
  /** Why a certificate is not good for a host; undefined when it is. */
  unfit?(certificatePem: string, host: string): string | undefined;
}

/** The graph as a route table with nginx's locations, and where its backends are. */
export function compileIngress(graph: IngressGraph, around: CompileAround): CompiledIngress {
  const { options } = around;
  const warnings: string[] = [];
  const upstreams: Record<string, Upstream> = {};
  const complain = (words: string): void => {
    if (!warnings.includes(words)) warnings.push(words);
  };
  const define = (ref: BackendRef, draft: LocationDraft): string => {
    const name = upstreamName(ref);
    upstreams[name] ??= {
      ...upstreamOf(ref, around.snapshot, { byClusterIp: draft.byClusterIp, complain }),
      ...(draft.protocol && { protocol: draft.protocol }),
      ...(draft.balance && { balance: draft.balance }),
    };
    return name;
  };
  const fallback = options.defaultBackendService ? defaultService(options.defaultBackendService, around) : undefined;
  const own = around.snapshot.classes.find(({ spec }) => spec?.controller === options.controllerClass);
  const className = own?.metadata.name ?? options.ingressClass;
  const certificates = certificatesOf(graph.servers, around, complain);
  const listener = (protocol: RouteListener["protocol"]): RouteListener => ({
    port: protocol === "HTTP" ? options.httpPort : options.httpsPort,
    publicPort: protocol === "HTTP" ? 80 : 443,
    protocol,
    object: { kind: "IngressClass", name: className },
    order: "nginx",
    exclusiveHosts: true,
    singleLabelWildcards: true,
    hosts: graph.servers.flatMap((server) =>
      hostsOf(server, { protocol, define, fallback, graph, snapshot: around.snapshot }),
    ),
    ...(protocol === "HTTPS" && { certificates }),
  });
  return {
    table: { listeners: [listener("HTTP"), listener("HTTPS")], leftOut: graph.leftOut },
    upstreams,
    warnings,
  };
}

interface HostAround {
  readonly protocol: RouteListener["protocol"];
  readonly define: (ref: BackendRef, draft: LocationDraft) => string;
  readonly fallback: BackendRef | undefined;
  readonly snapshot: IngressSnapshot;
  readonly graph: IngressGraph;
}

function hostsOf(server: ServerNode, around: HostAround): readonly RouteHost[] {
  const rules = rulesOf(server, around);
  const taken = new Set(around.graph.servers.map(({ hostname }) => hostname));
  const aliases = server.aliases.filter((alias) => !taken.has(alias));
  const other = server.hostname.startsWith("www.") ? server.hostname.slice(4) : `www.${server.hostname}`;
  return [
    { hostname: server.hostname, rules },
    ...aliases.map((hostname) => ({ hostname, rules })),
    ...(server.wwwRedirect && !taken.has(other) ? [{ hostname: other, rules: [wwwRule(server)] }] : []),
  ];
}

function wwwRule({ hostname, locations }: ServerNode): RouteRule {
  const { object, ingress } = locations[0]!;
  return {
    object,
    createdMs: createdMs(ingress),
    index: 0,
    matches: [],
    filters: [{ type: "RequestRedirect", hostname, statusCode: 308 }],
    backends: [],
  };
}

const createdMs = ({ metadata }: IngressObject): number => Date.parse(metadata.creationTimestamp ?? "") || 0;

/** A location is rewritten when it has a target that is another than its path. */
const rewrites = ({ draft, path }: LocationNode): boolean =>
  draft.rewriteTarget !== undefined && draft.rewriteTarget !== path;

/**
 * The locations of a server in the order of nginx's file: later in the alphabet first, then longest first. One location that is an
 * expression or rewrites makes expressions of all.
 *
 * @see kubernetes/ingress-nginx internal/ingress/controller updateServerLocations, template enforceRegexModifier
 */
function rulesOf(server: ServerNode, around: HostAround): readonly RouteRule[] {
  const asRegex = server.locations.some((location) => rewrites(location) || location.draft.useRegex);
  const sorted = server.locations.toSorted((a, b) => (a.path > b.path ? -1 : a.path < b.path ? 1 : 0));
  sorted.sort((a, b) => b.path.length - a.path.length);
  const rules = sorted.flatMap((location) =>
    shapesOf(location, server, asRegex).map((path, index) => ruleOf(location, path, { index, server, around })),
  );
  if (!asRegex) rules.push(...slashRules(server));
  const root = server.locations.some(({ path, pathType }) => path === "/" && pathType === "Prefix");
  if (!root && around.fallback) rules.push(fallbackRule(around.fallback, asRegex, around));
  if (server.hostname === "" && !asRegex) rules.push(HEALTH);
  const appRoot = server.locations.find(({ draft }) => draft.appRoot !== undefined);
  return appRoot ? [appRootRule(appRoot), ...rules] : rules;
}

/** The paths under which a location is found: a Prefix is both itself and what lies under it. */
function shapesOf({ path, pathType, draft, ...rest }: LocationNode, server: ServerNode, asRegex: boolean): PathMatch[] {
  if (asRegex) return [{ type: "RegularExpression", value: path, open: true, ignoreCase: true }];
  if (pathType === "Exact") return [{ type: "Exact", value: path }];
  if (path === "/") return [{ type: "StringPrefix", value: "/" }];
  if (rewrites({ path, pathType, draft, ...rest })) return [{ type: "StringPrefix", value: path }];
  const under: PathMatch = { type: "StringPrefix", value: path.endsWith("/") ? path : `${path}/` };
  const exact = server.locations.some((one) => one.pathType === "Exact" && one.path === path);
  return exact ? [under] : [under, { type: "Exact", value: path }];
}

/** nginx leads "/foo" to "/foo/" where there is only a location "/foo/" that is handed on. */
function slashRules({ locations }: ServerNode): readonly RouteRule[] {
  const exact = new Set(locations.map(({ path }) => path));
  return locations
    .filter(
      ({ path, pathType }) =>
        pathType === "Prefix" && path.endsWith("/") && path !== "/" && !exact.has(path.slice(0, -1)),
    )
    .map((location) => ({
      object: location.object,
      createdMs: createdMs(location.ingress),
      index: 2,
      matches: [{ path: { type: "Exact", value: location.path.slice(0, -1) } }],
      filters: [{ type: "RequestRedirect", statusCode: 301, path: { type: "ReplaceFullPath", value: location.path } }],
      backends: [],
    }));
}

const HEALTH: RouteRule = {
  object: { kind: "Proxy", name: "nginx", field: "location /healthz" },
  internal: true,
  createdMs: 0,
  index: 0,
  matches: [{ path: { type: "StringPrefix", value: "/healthz" } }],
  filters: [{ type: "DirectResponse", status: 200, says: "nginx is there", body: "" }],
  backends: [],
};

function appRootRule({ object, ingress, draft }: LocationNode): RouteRule {
  return {
    object: { ...object, field: "metadata.annotations[nginx.ingress.kubernetes.io/app-root]" },
    createdMs: createdMs(ingress),
    index: 0,
    matches: [{ path: { type: "Exact", value: "/" } }],
    filters: [
      { type: "RequestRedirect", statusCode: 302, path: { type: "ReplaceFullPath", value: draft.appRoot ?? "/" } },
    ],
    backends: [],
  };
}

function fallbackRule(ref: BackendRef, asRegex: boolean, { define }: HostAround): RouteRule {
  return {
    object: backendObject(ref),
    createdMs: Number.MAX_SAFE_INTEGER,
    index: 0,
    matches: [
      {
        path: asRegex
          ? { type: "RegularExpression", value: "/", open: true, ignoreCase: true }
          : { type: "StringPrefix", value: "/" },
      },
    ],
    backends: [{ object: backendObject(ref), weight: 1, upstream: define(ref, PLAIN) }],
  };
}

const PLAIN = { byClusterIp: false } as LocationDraft;

function ruleOf(
  location: LocationNode,
  path: PathMatch,
  { index, server, around }: { readonly index: number; readonly server: ServerNode; readonly around: HostAround },
): RouteRule {
  const { object, ingress, draft, backend } = location;
  const common = { object, createdMs: createdMs(ingress), index, matches: [{ path, shown: shownOf(location) }] };
  if (draft.denied !== undefined) {
    const denied: RouteFilter = { type: "DirectResponse", status: 503, says: draft.denied, look: object };
    return { ...common, filters: [denied], backends: [] };
  }
  const filters = filtersOf(location, server, around.protocol);
  const timeouts = {
    ...(draft.connectMs !== undefined && { connectMs: draft.connectMs }),
    ...(draft.readMs !== undefined && { backendRequestMs: draft.readMs }),
  };
  return {
    ...common,
    ...(filters.length > 0 && { filters }),
    ...backendsOf(location, around),
    ...(Object.keys(timeouts).length > 0 && { timeouts }),
    ...(!backend && { backends: [] }),
  };
}

/** As the Ingress has it: "Prefix /cart". */
const shownOf = ({ path, written }: LocationNode): string => `${written} ${path}`;

function filtersOf(location: LocationNode, server: ServerNode, protocol: RouteListener["protocol"]): RouteFilter[] {
  const { draft, path } = location;
  const staged = [...draft.filters];
  if (protocol === "HTTP" && (draft.forceSslRedirect || (server.tls && draft.sslRedirect))) {
    staged.push({
      stage: "tls",
      filter: {
        type: "RequestRedirect",
        scheme: "https",
        statusCode: 308,
        ...(!draft.preserveTrailingSlash && { dropsTrailingSlash: true }),
      },
    });
  }
  if (rewrites(location)) {
    staged.push({
      stage: "rewrite",
      filter: {
        type: "URLRewrite",
        path: { type: "ReplaceRegex", pattern: path, value: draft.rewriteTarget!, ignoreCase: true },
      },
    });
  }
  if (draft.upstreamVhost !== undefined) {
    staged.push({ stage: "rewrite", filter: { type: "URLRewrite", hostname: draft.upstreamVhost } });
  }
  return STAGES.flatMap((stage) => staged.filter((one) => one.stage === stage).map(({ filter }) => filter));
}

function backendsOf(
  { backend, draft, canary }: LocationNode,
  { define, snapshot }: HostAround,
): Pick<RouteRule, "backends" | "steering"> {
  if (!backend) return { backends: [] };
  const main: RouteBackend = { object: backendObject(backend), weight: 1, upstream: define(backend, draft) };
  if (!canary) {
    const spare =
      draft.defaultBackend !== undefined ? firstPort(backend.namespace, draft.defaultBackend, snapshot) : undefined;
    if (!spare) return { backends: [main] };
    const second: RouteBackend = { object: backendObject(spare), weight: 0, upstream: define(spare, draft) };
    return { backends: [{ ...main, fallback: 1 }, second] };
  }
  const { weight, weightTotal } = canary.draft.canary!;
  const share = Math.min(weight, weightTotal);
  return {
    backends: [
      { ...main, weight: weightTotal - share },
      {
        object: backendObject(canary.backend),
        weight: share,
        upstream: define(canary.backend, canary.draft),
        fallback: 0,
      },
    ],
    steering: steeringOf(canary.draft.canary!),
  };
}

/** By header, then by cookie; what neither decides goes by weight. */
function steeringOf({ header, headerValue, headerPattern, cookie }: Canary): readonly RouteSteering[] {
  const to = (
    backend: number,
    place: "header" | "cookie",
    match: { readonly name: string; readonly value: string; readonly type?: "Exact" | "RegularExpression" },
  ): RouteSteering => ({ backend, by: { in: place, match: { type: "Exact", ...match } } });
  const always = (place: "header" | "cookie", name: string): readonly RouteSteering[] => [
    to(1, place, { name, value: "always" }),
    to(0, place, { name, value: "never" }),
  ];
  const byHeader =
    header === undefined
      ? []
      : headerValue !== undefined
        ? [to(1, "header", { name: header, value: headerValue })]
        : headerPattern !== undefined
          ? [to(1, "header", { name: header, value: `.*(?:${headerPattern}).*`, type: "RegularExpression" })]
          : always("header", header);
  return [...byHeader, ...(cookie === undefined ? [] : always("cookie", cookie))];
}

function defaultService(key: string, { snapshot }: CompileAround): BackendRef | undefined {
  const [namespace = "", name = ""] = key.split("/");
  return firstPort(namespace, name, snapshot);
}

/** A Service that is named without a port is reached at its first. */
function firstPort(namespace: string, name: string, snapshot: IngressSnapshot): BackendRef | undefined {
  const port = snapshot.service(namespace, name)?.spec.ports?.[0]?.port;
  return port === undefined ? undefined : { namespace, name, port: String(port) };
}

function certificatesOf(
  servers: readonly ServerNode[],
  { snapshot, options, fakeCertificate, unfit }: CompileAround,
  complain: (words: string) => void,
): readonly RouteCertificate[] {
  const read = (namespace: string, name: string): Omit<RouteCertificate, "hostnames"> | string => {
    const key = `${namespace}/${name}`;
    const secret = snapshot.secret(namespace, name);
    if (!secret) return `local SSL certificate ${key} was not found`;
    const [chain, privateKey] = [secret.data?.["tls.crt"], secret.data?.["tls.key"]];
    if (!chain || !privateKey) return `no keypair or CA cert could be found in "${key}"`;
    const object = { kind: "Secret", namespace, name, field: "data[tls.crt]" };
    return { chainPem: pem(chain), keyPem: pem(privateKey), object };
  };
  const [namespace = "", name = ""] = (options.defaultCertificate ?? "").split("/");
  const own = options.defaultCertificate ? read(namespace, name) : fakeCertificate;
  if (typeof own === "string")
    complain(`Error loading custom default certificate, falling back to generated default:\n${own}`);
  const first = typeof own === "string" ? fakeCertificate : own;
  const named = servers.flatMap(({ hostname, tls, aliases }): readonly RouteCertificate[] => {
    if (!tls?.secretName) return [];
    const key = `${tls.namespace}/${tls.secretName}`;
    const found = read(tls.namespace, tls.secretName);
    if (typeof found === "string") {
      complain(`Error getting SSL certificate "${key}": ${found}. Using default certificate`);
      return [];
    }
    const wrong = unfit?.(found.chainPem, hostname);
    if (wrong !== undefined) {
      complain(`Unexpected error validating SSL certificate "${key}" for server "${hostname}": ${wrong}`);
      complain("Validating certificate against DNS names. This will be deprecated in a future version");
      complain(
        `SSL certificate "${key}" does not contain a Common Name or Subject Alternative Name for server "${hostname}": ${wrong}`,
      );
      complain("Using default certificate");
      return [];
    }
    return [{ ...found, hostnames: [hostname, ...aliases] }];
  });
  return [{ ...first, hostnames: [] }, ...named];
}

const pem = (base64: string): string => fromBase64(base64);
