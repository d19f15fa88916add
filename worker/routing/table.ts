import type { CertifiedKey } from "../base/tls.ts";
import type { TraceObject } from "../base/trace.ts";

/**
 * What a proxy is told to do, as plain data: listener → host → rule. Compilers (gateway, ingress) write it, `indexRoutes`
 * makes it fast, a proxy keeps it in its memory. It knows nobody's API: objects are names to show.
 */
export interface RouteTable {
  readonly listeners: readonly RouteListener[];
  /**
   * Only the listener with the most specific hostname serves a request (Gateway API "listener isolation"; the default). With
   * false the rules of every listener whose hostname fits are looked at, the most specific listener's first.
   */
  readonly isolated?: boolean;
  /** What somebody wrote for this proxy and it does not serve, and why: the near misses of a 404. */
  readonly leftOut?: readonly LeftOut[];
  /** 421 where the name asked for in the handshake belongs to another listener than the request's host. */
  readonly detectMisdirected?: boolean;
}

/** { kind: "HTTPRoute", namespace: "web", name: "shop", field: "spec.parentRefs[0]" } and the reason in words. */
export interface LeftOut {
  readonly object: TraceObject;
  readonly because: string;
  /** Only of interest to requests for these hosts ("*.example" for many) and this port; every request when absent. */
  readonly hostnames?: readonly string[];
  readonly port?: number;
  /** Only of interest to requests that one of these takes: what it would have served. */
  readonly matches?: readonly RouteMatch[];
}

export interface RouteListener {
  /** The port that the proxy itself listens on. */
  readonly port: number;
  /** The port as clients know it, where it is another: what redirects name. */
  readonly publicPort?: number;
  readonly protocol: "HTTP" | "HTTPS";
  /** Which hosts it serves: "a.example", "*.example"; absent for all. */
  readonly hostname?: string;
  /** { kind: "Gateway", namespace: "web", name: "gw", field: "listener http" } */
  readonly object: TraceObject;
  /** With HTTPS: chosen by the name the client asks for; the first one serves names that none of them lists. */
  readonly certificates?: readonly RouteCertificate[];
  readonly hosts: readonly RouteHost[];
  /** How rules of one host are ordered: by the Gateway API's precedence (the default), or as nginx orders locations. */
  readonly order?: "gateway" | "nginx";
  /**
   * Once a host is chosen, less specific hosts are not looked at, even if none of its rules accepts: how Envoy's virtual hosts and
   * nginx's servers behave. The Gateway API only gives precedence to the more specific hostname, which is the default here.
   */
  readonly exclusiveHosts?: boolean;
  /** "*.example" stands for exactly one label, as in Ingress; for one or more when absent, as in the Gateway API. */
  readonly singleLabelWildcards?: boolean;
}

/** A certificate with its key, and where they come from. */
export interface RouteCertificate extends CertifiedKey {
  /** Names it is served for ("*.example" stands for one label); none: only when it is the first. */
  readonly hostnames: readonly string[];
}

/** The rules for one hostname of a listener. A hostname may occur once in a listener; rules of many routes may stand in it. */
export interface RouteHost {
  /** "a.example", "*.example", or "" for every host. */
  readonly hostname: string;
  readonly rules: readonly RouteRule[];
}

export interface RouteRule {
  /** { kind: "HTTPRoute", namespace: "web", name: "shop", field: "rule 2" } */
  readonly object: TraceObject;
  /** Age of the route, for precedence; milliseconds since the epoch. */
  readonly createdMs: number;
  /** Place within the route, for precedence. */
  readonly index: number;
  /** Any of them; none of them means every request. */
  readonly matches: readonly RouteMatch[];
  /** Applied in this order. */
  readonly filters?: readonly RouteFilter[];
  /** None and no filter that answers: 500. */
  readonly backends: readonly RouteBackend[];
  /** Which backend a request goes to whatever the weights say; the first that applies (canary by header or cookie). */
  readonly steering?: readonly RouteSteering[];
  readonly timeouts?: RouteTimeouts;
  readonly retry?: RouteRetry;
  /** The proxy's own (a health check): nobody's near miss, and not logged. */
  readonly internal?: boolean;
}

/** All that is given must hold. */
export interface RouteMatch {
  /** PathPrefix "/" when absent. */
  readonly path?: PathMatch;
  readonly headers?: readonly ValueMatch[];
  readonly queryParams?: readonly ValueMatch[];
  readonly method?: string;
  /** How its author wrote the path, where the proxy spells it in another way: "Prefix /cart". */
  readonly shown?: string;
}

export type PathMatch =
  /** The whole path, case-sensitive. */
  | { readonly type: "Exact"; readonly value: string }
  /** By path element: "/abc" takes "/abc", "/abc/" and "/abc/x", not "/abcd"; a trailing slash of the value is ignored. */
  | { readonly type: "PathPrefix"; readonly value: string }
  /** By character, as an nginx prefix location: "/abc" takes "/abcd". */
  | { readonly type: "StringPrefix"; readonly value: string }
  /** The whole path; from the beginning but not to the end with `open`, as nginx's "^…" has it. */
  | {
      readonly type: "RegularExpression";
      readonly value: string;
      readonly open?: boolean;
      readonly ignoreCase?: boolean;
    };

/** A header or query parameter. Header names are compared without case; of a repeated one the first value counts. */
export interface ValueMatch {
  readonly type: "Exact" | "RegularExpression" | "Present";
  readonly name: string;
  readonly value: string;
}

export interface RouteBackend {
  /** { kind: "Service", namespace: "web", name: "shop-v1", field: "port 80" } */
  readonly object: TraceObject;
  /** Its part of the sum of weights; 0 gets nothing. */
  readonly weight: number;
  /** Key of `Upstreams`. */
  readonly upstream: string;
  /** Why it cannot be used: its share is answered with the status (500 when absent). */
  readonly invalid?: { readonly because: string; readonly status?: number; readonly look?: TraceObject };
  /** The backend, by its index, that takes its place while it has no endpoints. */
  readonly fallback?: number;
  /** Applied only when this backend is chosen, after the rule's. */
  readonly filters?: readonly RouteFilter[];
}

/** Sends to a backend by its index in `backends`, or away from it. */
export interface RouteSteering {
  readonly backend: number;
  /** Header or cookie; a cookie's value is compared exactly or by expression. */
  readonly by: { readonly in: "header" | "cookie"; readonly match: ValueMatch };
}

/** Milliseconds; absent or 0: no limit but the proxy's own. */
export interface RouteTimeouts {
  /** From the request's arrival to the whole answer: then 504. */
  readonly requestMs?: number;
  /** One try at one backend. */
  readonly backendRequestMs?: number;
  /** Until a backend takes the connection. */
  readonly connectMs?: number;
}

export interface RouteRetry {
  /** Further tries after the first. */
  readonly attempts: number;
  /** Answers of a backend that are tried again; refused and reset connections always are. */
  readonly codes?: readonly number[];
  readonly backoffMs?: number;
}

export type HeaderPair = readonly [name: string, value: string];

export interface HeaderChange {
  /** Takes the place of every header of that name. */
  readonly set?: readonly HeaderPair[];
  /** Beside what is there: joined by "," to the last one of that name. */
  readonly add?: readonly HeaderPair[];
  readonly remove?: readonly string[];
}

export type PathModifier =
  | { readonly type: "ReplaceFullPath"; readonly value: string }
  /** Replaces what a PathPrefix match matched. */
  | { readonly type: "ReplacePrefixMatch"; readonly value: string }
  /** The first match of the expression is the new path, "$1" and so on its groups: nginx's rewrite. A miss leaves the path. */
  | {
      readonly type: "ReplaceRegex";
      readonly pattern: string;
      readonly value: string;
      readonly ignoreCase?: boolean;
    };

export interface RedirectFilter {
  readonly type: "RequestRedirect";
  readonly scheme?: string;
  readonly hostname?: string;
  readonly path?: PathModifier;
  readonly port?: number;
  readonly statusCode: number;
  /** A slash at the end of the request's URI is left out, as nginx's ssl-redirect does. */
  readonly dropsTrailingSlash?: boolean;
  /** Leads there, whatever the request was. */
  readonly to?: string;
}

export interface RewriteFilter {
  readonly type: "URLRewrite";
  readonly hostname?: string;
  readonly path?: PathModifier;
}

export interface MirrorFilter {
  readonly type: "RequestMirror";
  readonly object: TraceObject;
  readonly upstream: string;
  /** The part of requests that is mirrored, 0 to 1; all when absent. */
  readonly share?: number;
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#httpcorsfilter */
export interface CorsFilter {
  readonly type: "CORS";
  /** "*", "https://a.example", "https://*.example". */
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds: number;
  /** nginx: headers also without an Origin, preflight for every OPTIONS, 204. */
  readonly nginx?: boolean;
}

/** Answers itself. */
export interface AnswerFilter {
  readonly type: "DirectResponse";
  readonly status: number;
  readonly headers?: readonly HeaderPair[];
  /** The proxy's own page for the status when absent. */
  readonly body?: string;
  /** Why, for the trace, and the object to look at. */
  readonly says?: string;
  readonly look?: TraceObject;
}

/** Lets through by the client's address; CIDRs. */
export interface AddressFilter {
  readonly type: "ClientAddress";
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  /** 403 usually. */
  readonly status: number;
}

/** RFC 7617; `users` has lines of an htpasswd file by user name. */
export interface BasicAuthFilter {
  readonly type: "BasicAuth";
  readonly realm: string;
  readonly users: Readonly<Record<string, string>>;
}

/** Asks somebody else first: 2xx lets through, 401 and 403 go to the client. */
export interface ExternalAuthFilter {
  readonly type: "ExternalAuth";
  /** "http://auth.web.svc.cluster.local/check"; variables of nginx in it are expanded by the compiler's style. */
  readonly url: string;
  /** Where a 401 is redirected to. */
  readonly signIn?: string;
  /** Headers of the answer that the backend gets. */
  readonly responseHeaders?: readonly string[];
}

/** A leaky bucket a client address: so many a second, `burst` at once without waiting. */
export interface RateLimitFilter {
  readonly type: "RateLimit";
  /** Which bucket; one a rule usually. */
  readonly zone: string;
  readonly perSecond: number;
  readonly burst: number;
  readonly exempt?: readonly string[];
  readonly status: number;
}

export interface BodyLimitFilter {
  readonly type: "BodyLimit";
  readonly bytes: number;
}

export type RouteFilter =
  | ({ readonly type: "RequestHeaderModifier" } & HeaderChange)
  | ({ readonly type: "ResponseHeaderModifier" } & HeaderChange)
  | RedirectFilter
  | RewriteFilter
  | MirrorFilter
  | CorsFilter
  | AnswerFilter
  | AddressFilter
  | BasicAuthFilter
  | ExternalAuthFilter
  | RateLimitFilter
  | BodyLimitFilter;

/** Where backends are, by `RouteBackend.upstream`. Changes without a new table, as endpoints come and go. */
export type Upstreams = Readonly<Record<string, Upstream>>;

export interface Upstream {
  /** Who says what the endpoints are, to look at when there are none: { kind: "Service", … } */
  readonly object: TraceObject;
  readonly endpoints: readonly UpstreamEndpoint[];
  /** How backends are spoken to; "HTTP" when absent. */
  readonly protocol?: "HTTP" | "HTTPS" | "H2C";
  /** With HTTPS: the name asked for and checked, and who must have signed; nothing is checked without `caPem`. */
  readonly tls?: { readonly serverName?: string; readonly caPem?: string };
  /** Instead of endpoints, a DNS name that is resolved for each request (ExternalName). */
  readonly dns?: { readonly name: string; readonly port: number };
  /** How one of many is chosen: in turn when absent. */
  readonly balance?:
    | { readonly by: "turn" | "chance" }
    /** By the hash of a text with nginx's variables. */
    | { readonly by: "hash"; readonly of: string }
    /** A cookie remembers who was chosen. */
    | { readonly by: "cookie"; readonly cookie: StickyCookie };
  /** Says which port the endpoints should listen on, to look at when nobody does: field "spec.ports[0].targetPort" of a Service. */
  readonly portObject?: TraceObject;
  /** Why there are no endpoints, in words. */
  readonly empty?: string;
}

export interface StickyCookie {
  readonly name: string;
  readonly path: string;
  readonly maxAgeSeconds?: number;
  readonly domain?: string;
  readonly sameSite?: string;
  readonly secure?: boolean;
}

export interface UpstreamEndpoint {
  readonly ip: string;
  readonly port: number;
  /** { kind: "Pod", namespace: "web", name: "shop-v1-6d4b75cb6d-hx2vp" } */
  readonly object?: TraceObject;
}
