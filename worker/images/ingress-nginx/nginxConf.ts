import type { TraceObject } from "../../base/trace.ts";
import type { PathMatch, RouteFilter, RouteHost, RouteRule, RouteTable } from "../../routing/index.ts";

/**
 * The configuration that nginx runs with, as a reader finds it in /etc/nginx/nginx.conf: servers and locations with what decides.
 * What the controller hands to Lua instead (endpoints, certificates, canaries) is not in it, as in the real one.
 */
export function nginxConf(table: RouteTable): string {
  const http = table.listeners.find(({ protocol }) => protocol === "HTTP");
  const https = table.listeners.find(({ protocol }) => protocol === "HTTPS");
  const ports = { http: http?.port ?? 80, https: https?.port ?? 443 };
  const hosts = (http?.hosts ?? []).toSorted((a, b) => (a.hostname < b.hostname ? -1 : 1));
  return [
    "pid /tmp/nginx/nginx.pid;",
    "",
    "daemon off;",
    "",
    "worker_processes 1;",
    "",
    "events {",
    "\tmulti_accept        on;",
    "\tworker_connections  16384;",
    "\tuse                 epoll;",
    "}",
    "",
    "http {",
    "\tserver_tokens off;",
    "\tmore_clear_headers Server;",
    "",
    "\tupstream upstream_balancer {",
    "\t\tserver 0.0.0.1; # placeholder",
    "\t\tbalancer_by_lua_file /etc/nginx/lua/nginx/ngx_conf_balancer.lua;",
    "\t\tkeepalive 320;",
    "\t}",
    "",
    ...hosts.flatMap((host) => [...server(host, ports), ""]),
    "}",
    "",
  ].join("\n");
}

function server(
  { hostname, rules }: RouteHost,
  ports: { readonly http: number; readonly https: number },
): readonly string[] {
  const name = hostname === "" ? "_" : hostname;
  const preferred = hostname === "" ? " default_server reuseport backlog=4096" : "";
  const root = rules.some(({ matches }) => matches.some(({ path }) => path?.value === "/" && path.type !== "Exact"));
  return [
    `\t## start server ${name}`,
    "\tserver {",
    `\t\tserver_name ${wildcard(name)} ;`,
    "\t\thttp2 on;",
    `\t\tlisten ${ports.http} ${preferred} ;`,
    `\t\tlisten ${ports.https} ${preferred} ssl;`,
    '\t\tset $proxy_upstream_name "-";',
    ...rules.flatMap((rule) => rule.matches.flatMap(({ path }) => location(rule, path))),
    ...(root ? [] : DEFAULT_LOCATION),
    "\t}",
    `\t## end server ${name}`,
  ];
}

/** One label for "*", as the controller's template writes it. */
const wildcard = (name: string): string =>
  name.startsWith("*.") ? `~^(?<subdomain>[\\w-]+)\\.${name.slice(2).replaceAll(".", "\\.")}$` : name;

const DEFAULT_LOCATION = [
  "\t\tlocation / {",
  '\t\t\tset $proxy_upstream_name "upstream-default-backend";',
  "\t\t\tproxy_pass http://upstream_balancer;",
  "\t\t}",
];

function location(rule: RouteRule, path: PathMatch | undefined): readonly string[] {
  const [backend] = rule.backends;
  const { object } = rule;
  return [
    `\t\tlocation ${spelled(path)} {`,
    ...(object.kind === "Ingress" ? origin(object, backend?.object) : []),
    ...(rule.filters ?? []).flatMap(directive).map((line) => `\t\t\t${line}`),
    ...(backend
      ? [
          `\t\t\tset $proxy_upstream_name ${JSON.stringify(backend.upstream)};`,
          `\t\t\tproxy_connect_timeout ${(rule.timeouts?.connectMs ?? 5000) / 1000}s;`,
          `\t\t\tproxy_read_timeout ${(rule.timeouts?.backendRequestMs ?? 60_000) / 1000}s;`,
          "\t\t\tproxy_pass http://upstream_balancer;",
        ]
      : []),
    "\t\t}",
  ];
}

function origin(ingress: TraceObject, service: TraceObject | undefined): readonly string[] {
  const rows = [
    ["namespace", ingress.namespace ?? ""],
    ["ingress_name", ingress.name],
    ["service_name", service?.name ?? ""],
    ["service_port", service?.field?.replace(/^port /, "") ?? ""],
  ] as const;
  return rows.map(([name, value]) => `\t\t\tset $${name.padEnd(14)} ${JSON.stringify(value)};`);
}

function spelled(path: PathMatch | undefined): string {
  switch (path?.type) {
    case "Exact":
      return `= ${path.value}`;
    case "RegularExpression":
      return `~* "^${path.value}"`;
    default:
      return path?.value ?? "/";
  }
}

/** What a filter is in nginx's words; those that Lua acts on have none. */
function directive(filter: RouteFilter): readonly string[] {
  switch (filter.type) {
    case "URLRewrite":
      return [
        ...(filter.hostname === undefined ? [] : [`proxy_set_header Host ${JSON.stringify(filter.hostname)};`]),
        ...(filter.path?.type === "ReplaceRegex"
          ? [`rewrite "(?i)${filter.path.pattern}" ${filter.path.value} break;`]
          : []),
      ];
    case "RequestRedirect":
      return filter.to === undefined ? [] : [`return ${filter.statusCode} ${filter.to};`];
    case "BodyLimit":
      return [`client_max_body_size ${sizeText(filter.bytes)};`];
    case "ClientAddress":
      return [
        ...(filter.deny ?? []).map((one) => `deny ${one};`),
        ...(filter.allow ?? []).map((one) => `allow ${one};`),
        ...(filter.allow?.length ? ["deny all;"] : []),
      ];
    case "RateLimit":
      return [`limit_req zone=${filter.zone} burst=${filter.burst} nodelay;`];
    case "BasicAuth":
      return [`auth_basic ${JSON.stringify(filter.realm)};`];
    case "ExternalAuth":
      return [`auth_request ${filter.url};`];
    case "DirectResponse":
      return [`return ${filter.status};`];
    default:
      return [];
  }
}

const sizeText = (bytes: number): string =>
  bytes % 1024 ** 2 === 0 ? `${bytes / 1024 ** 2}m` : bytes % 1024 === 0 ? `${bytes / 1024}k` : String(bytes);
