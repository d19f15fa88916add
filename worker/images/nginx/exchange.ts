import { type HttpRequest, headerOf } from "../../base/http.ts";
import type { Peer } from "../../base/net.ts";
import { MONTHS } from "../../base/time.ts";
import type { Surroundings } from "./answer.ts";
import { type Configuration, inherited, type Location, type Scope, type Server, setting } from "./compile.ts";
import { clientVerified } from "./tls.ts";
import { normalise } from "./uri.ts";

/** One request on its way through the configuration: where it is now, and its variables. */
export class Exchange {
  readonly configuration: Configuration;
  readonly request: HttpRequest;
  readonly peer: Peer;
  readonly port: number;
  readonly world: Surroundings;
  readonly server: Server | undefined;
  readonly number: number;
  readonly variables = new Map<string, string>();
  /** Decoded and normalised path, without the query; empty where nginx refuses it. */
  uri: string;
  args: string;
  method: string;
  scope: Scope;
  location: Location | undefined;
  named: string | undefined;
  captures: RegExpExecArray | undefined;
  /** Reached by an internal redirect. */
  internal = false;
  proxied = false;
  errorStatus: number | undefined;
  upstream = "";

  constructor(parts: {
    readonly configuration: Configuration;
    readonly request: HttpRequest;
    readonly peer: Peer;
    readonly port: number;
    readonly world: Surroundings;
    readonly server: Server | undefined;
  }) {
    this.configuration = parts.configuration;
    this.request = parts.request;
    this.peer = parts.peer;
    this.port = parts.port;
    this.world = parts.world;
    this.server = parts.server;
    this.scope = parts.server ?? { directives: [], parent: parts.configuration.http };
    this.method = parts.request.method;
    this.number = parts.world.next("connection");
    const [path = "/", ...query] = parts.request.path.split("?");
    this.uri = normalise(path) ?? "";
    this.args = query.join("?");
  }

  get uriWithArgs(): string {
    return this.args ? `${this.uri}?${this.args}` : this.uri;
  }

  goTo(target: string): void {
    this.internal = true;
    this.#set(target);
  }

  /** What a rewrite makes of the path; the old arguments stay unless the new ones end with "?". */
  rewriteTo(target: string): void {
    const [path = "/", ...query] = target.split("?");
    this.uri = path.startsWith("/") ? path : `/${path}`;
    if (query.length > 0) {
      const own = query.join("?");
      this.args = own === "" ? "" : this.args ? `${own}&${this.args}` : own;
    }
  }

  #set(target: string): void {
    const [path = "/", ...query] = target.split("?");
    this.uri = path.startsWith("/") ? path : `/${path}`;
    if (query.length > 0) this.args = query.join("?");
  }

  /** The file that a path stands for here: root or alias. */
  path(uri: string): string {
    const { location } = this;
    const alias = location?.directives.find(({ name }) => name === "alias")?.args[0];
    if (alias !== undefined) {
      const target = this.expand(alias);
      if (location?.pattern) return target;
      return target + uri.slice(location!.path.length);
    }
    const root = this.expand(setting(this.scope, "root") ?? "html");
    return (root.startsWith("/") ? root : `/etc/nginx/${root}`).replace(/\/$/, "") + uri;
  }

  contentType(path = this.uri): string {
    const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
    for (let at: Scope | undefined = this.scope; at && extension; at = at.parent) {
      const types = at.directives.find(({ name }) => name === "types");
      if (!types) continue;
      const own = (types.block ?? []).find(({ args }) => args.includes(extension));
      return own?.name ?? this.#defaultType();
    }
    return this.#defaultType();
  }

  #defaultType(): string {
    return setting(this.scope, "default_type") ?? "text/plain";
  }

  /** "http://host", with the port where it is not the scheme's own. */
  base(): string {
    const host = this.request.authority.replace(/:\d+$/, "");
    const scheme = this.peer.tls ? "https" : "http";
    const usual = scheme === "https" ? 443 : 80;
    const shown = setting(this.scope, "port_in_redirect") !== "off" && this.port !== usual;
    return `${scheme}://${host}${shown ? `:${this.port}` : ""}`;
  }

  /** Replaces $name and ${name}. */
  expand(text: string): string {
    if (!text.includes("$")) return text;
    return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, plain: string | undefined) =>
      this.variable((braced ?? plain)!),
    );
  }

  variable(name: string): string {
    if (/^\d$/.test(name)) return this.captures?.[Number(name)] ?? "";
    const own = this.variables.get(name) ?? this.captures?.groups?.[name];
    if (own !== undefined) return own;
    const map = this.configuration.maps.find((one) => one.name === name);
    if (map) return this.#mapped(map.source, map.rows);
    if (name.startsWith("http_")) return headerOf(this.request, name.slice(5).replaceAll("_", "-")) ?? "";
    if (name.startsWith("arg_")) return new URLSearchParams(this.args).get(name.slice(4)) ?? "";
    if (name.startsWith("cookie_")) {
      const cookie = headerOf(this.request, "cookie") ?? "";
      return new RegExp(`(?:^|;\\s*)${name.slice(7)}=([^;]*)`).exec(cookie)?.[1] ?? "";
    }
    return this.#builtIn(name);
  }

  #builtIn(name: string): string {
    const { request, peer, world } = this;
    switch (name) {
      case "host":
        return request.authority.replace(/:\d+$/, "").toLowerCase();
      case "uri":
      case "document_uri":
        return this.uri;
      case "request_uri":
        return request.path;
      case "args":
      case "query_string":
        return this.args;
      case "is_args":
        return this.args ? "?" : "";
      case "request_method":
        return request.method;
      case "request":
        return `${request.method} ${request.path} ${request.protocol === "HTTP/2" ? "HTTP/2.0" : request.protocol}`;
      case "server_protocol":
        return request.protocol === "HTTP/2" ? "HTTP/2.0" : request.protocol;
      case "scheme":
        return peer.tls ? "https" : "http";
      case "https":
        return peer.tls ? "on" : "";
      case "ssl_protocol":
        return peer.tls?.version ?? "";
      case "ssl_server_name":
        return peer.tls?.serverName ?? "";
      case "ssl_client_s_dn":
        return peer.tls?.client?.subject.text ?? "";
      case "ssl_client_verify":
        return clientVerified(peer);
      case "remote_addr":
        return peer.source.ip;
      case "remote_port":
        return String(peer.source.port);
      case "server_addr":
        return peer.local.ip;
      case "server_port":
        return String(this.port);
      case "server_name":
        return this.server?.names[0] ?? "";
      case "hostname":
        return world.hostname;
      case "nginx_version":
        return world.version;
      case "proxy_host":
        return this.upstream;
      case "upstream_addr":
        return this.upstream;
      case "proxy_add_x_forwarded_for": {
        const before = headerOf(request, "x-forwarded-for");
        return before ? `${before}, ${peer.source.ip}` : peer.source.ip;
      }
      case "request_filename":
        return this.path(this.uri);
      case "document_root":
        return this.expand(setting(this.scope, "root") ?? "/etc/nginx/html");
      case "time_iso8601":
        return `${new Date(world.nowMs()).toISOString().slice(0, 19)}+00:00`;
      case "time_local":
        return localTime(world.nowMs());
      case "msec":
        return (world.nowMs() / 1000).toFixed(3);
      case "request_time":
        return "0.000";
      case "content_type":
        return headerOf(request, "content-type") ?? "";
      case "content_length":
        return headerOf(request, "content-length") ?? "";
      case "request_length":
        return String(
          request.path.length + request.headers.reduce((sum, [key, value]) => sum + key.length + value.length + 4, 20),
        );
      case "connection":
        return String(this.number);
      case "pid":
        return "29";
      default:
        return "";
    }
  }

  #mapped(source: string, rows: readonly { readonly name: string; readonly args: readonly string[] }[]): string {
    const value = this.expand(source);
    for (const { name, args } of rows) {
      if (name === "default" || name === "hostnames") continue;
      const key = name.replace(/^\\/, "");
      const matches = key.startsWith("~")
        ? new RegExp(key.replace(/^~\*?/, ""), key.startsWith("~*") ? "i" : "").test(value)
        : key.toLowerCase() === value.toLowerCase();
      if (matches) return this.expand(args[0] ?? "");
    }
    return this.expand(rows.find(({ name }) => name === "default")?.args[0] ?? "");
  }

  /** The end of an error log line. */
  errorContext(): string {
    const { request } = this;
    const up = this.upstream ? `, upstream: "${this.upstream}"` : "";
    return `, client: ${this.peer.source.ip}, server: ${this.server?.names[0] ?? ""}, request: "${this.variable("request")}"${up}, host: "${request.authority}"`;
  }

  /** Writes the access log's line. */
  log(status: number, bodyBytes: number): void {
    for (const { args } of inherited(this.scope, "access_log")) {
      const [path = "", format = "combined"] = args;
      if (path === "off") return;
      const template = this.configuration.formats.get(format) ?? "";
      this.variables.set("status", String(status));
      this.variables.set("body_bytes_sent", String(bodyBytes));
      this.variables.set("bytes_sent", String(bodyBytes));
      const line = template.replace(
        /\$(?:\{(\w+)\}|(\w+))/g,
        (_, braced: string | undefined, plain: string | undefined) => {
          const value = this.variable((braced ?? plain)!);
          return value === "" ? "-" : value.replaceAll('"', "\\x22");
        },
      );
      this.world.access(path, line);
    }
  }
}

/** "26/Mar/2025:07:25:21 +0000" */
export function localTime(ms: number): string {
  const date = new Date(ms);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
