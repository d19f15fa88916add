import { CONTEXTS, isKnownDirective } from "./directives.ts";
import { ConfigurationError, type Directive } from "./syntax.ts";

/** A configuration made ready to serve. */
export interface Configuration {
  readonly servers: readonly Server[];
  readonly upstreams: ReadonlyMap<string, readonly string[]>;
  readonly maps: readonly VariableMap[];
  readonly http: Scope | undefined;
  readonly formats: ReadonlyMap<string, string>;
  readonly ports: readonly ListenPort[];
  readonly daemon: boolean;
  /** Hosts that proxy_pass names outright: they must resolve when the configuration is loaded. */
  readonly backends: readonly { readonly host: string; readonly file: string; readonly line: number }[];
}

export interface ListenPort {
  readonly port: number;
  readonly tls: boolean;
}

/** A block with its directives; what it lacks it takes from the block around it. */
export interface Scope {
  readonly directives: readonly Directive[];
  readonly parent: Scope | undefined;
}

export interface Server extends Scope {
  readonly names: readonly string[];
  readonly listens: readonly { readonly port: number; readonly tls: boolean; readonly isDefault: boolean }[];
  readonly locations: readonly Location[];
}

export interface Location extends Scope {
  readonly modifier: "=" | "^~" | "~" | "~*" | "@" | "";
  readonly path: string;
  readonly pattern?: RegExp;
  readonly locations: readonly Location[];
}

export interface VariableMap {
  readonly source: string;
  readonly name: string;
  readonly rows: readonly Directive[];
}

/** The directives of this name that count in a scope: its own, or else those of the nearest block that has any. */
export function inherited(scope: Scope | undefined, name: string): readonly Directive[] {
  for (let at = scope; at; at = at.parent) {
    const own = at.directives.filter((directive) => directive.name === name);
    if (own.length > 0) return own;
  }
  return [];
}

/** The first argument of an inherited directive. */
export const setting = (scope: Scope | undefined, name: string): string | undefined =>
  inherited(scope, name).at(-1)?.args[0];

/**
 * Checks a configuration and puts it in the order in which requests ask for it.
 * @throws ConfigurationError
 */
export function compile(main: readonly Directive[]): Configuration {
  check(main, "main");
  if (!main.some(({ name }) => name === "events")) throw new ConfigurationError('no "events" section in configuration');
  const http = main.find(({ name }) => name === "http");
  const outer: Scope = { directives: main, parent: undefined };
  const scope: Scope | undefined = http && { directives: http.block ?? [], parent: outer };
  const inside = http?.block ?? [];
  const servers = inside.filter(({ name }) => name === "server").map((block) => compileServer(block, scope!));
  const upstreams = new Map(
    inside
      .filter(({ name }) => name === "upstream")
      .map((block) => [
        block.args[0] ?? "",
        (block.block ?? [])
          .filter(({ name, args }) => name === "server" && !args.includes("down"))
          .flatMap(({ args }) => {
            const weight = Number(args.find((arg) => arg.startsWith("weight="))?.slice(7) ?? 1);
            return Array<string>(weight).fill(args[0] ?? "");
          }),
      ]),
  );
  const formats = new Map([["combined", COMBINED]]);
  for (const { name, args } of inside) {
    if (name === "log_format")
      formats.set(
        args[0] ?? "",
        args
          .slice(1)
          .filter((arg) => !arg.startsWith("escape="))
          .join(""),
      );
  }
  const maps = inside
    .filter(({ name }) => name === "map")
    .map(({ args, block = [] }) => ({ source: args[0] ?? "", name: (args[1] ?? "").slice(1), rows: block }));
  const ports = new Map<number, ListenPort>();
  for (const { listens } of servers) for (const { port, tls } of listens) ports.set(port, { port, tls });
  return {
    servers,
    upstreams,
    maps,
    http: scope,
    formats,
    ports: [...ports.values()],
    daemon: main.filter(({ name }) => name === "daemon").at(-1)?.args[0] !== "off",
    backends: backendsOf(inside, upstreams),
  };
}

const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

function check(directives: readonly Directive[], context: string): void {
  const free = context === "types" || context === "map" || context === "geo" || context === "split_clients";
  for (const { name, args, block, file, line } of directives) {
    const where = `in ${file}:${line}`;
    if (!free) {
      if (!isKnownDirective(name)) throw new ConfigurationError(`unknown directive "${name}" ${where}`);
      const allowed = CONTEXTS[name];
      if (allowed && !allowed.includes(context)) {
        throw new ConfigurationError(`"${name}" directive is not allowed here ${where}`);
      }
      const wantsBlock = ["http", "events", "location", "upstream", "types", "map", "if", "geo"].includes(name);
      if (wantsBlock && !block) throw new ConfigurationError(`directive "${name}" has no opening "{" ${where}`);
      if (!wantsBlock && block && !["server", "limit_except", "split_clients"].includes(name)) {
        throw new ConfigurationError(`directive "${name}" is not terminated by ";" ${where}`);
      }
      const least: Readonly<Record<string, number>> = {
        listen: 1,
        root: 1,
        proxy_pass: 1,
        return: 1,
        rewrite: 2,
        location: 1,
      };
      if (args.length < (least[name] ?? 0)) {
        throw new ConfigurationError(`invalid number of arguments in "${name}" directive ${where}`);
      }
    }
    if (block) check(block, name);
  }
}

function compileServer({ block = [], file, line }: Directive, parent: Scope): Server {
  const scope: Scope = { directives: block, parent };
  const listens = block
    .filter(({ name }) => name === "listen")
    .map(({ args, file: inFile, line: atLine }) => {
      const address = args[0] ?? "";
      const port = Number(/^\d+$/.test(address) ? address : (/:(\d+)$/.exec(address)?.[1] ?? 80));
      if (port < 1 || port > 65535) {
        throw new ConfigurationError(`invalid port in "${address}" of the "listen" directive in ${inFile}:${atLine}`);
      }
      return { port, tls: args.includes("ssl"), isDefault: args.includes("default_server") };
    });
  return {
    ...scope,
    names: block.filter(({ name }) => name === "server_name").flatMap(({ args }) => args),
    listens: listens.length > 0 ? listens : [{ port: 80, tls: false, isDefault: false }],
    locations: compileLocations(block, scope, { file, line }),
  };
}

function compileLocations(
  block: readonly Directive[],
  parent: Scope,
  _at: { readonly file: string; readonly line: number },
): readonly Location[] {
  return block
    .filter(({ name }) => name === "location")
    .map((directive): Location => {
      const { args, file, line } = directive;
      const modified = ["=", "^~", "~", "~*"].includes(args[0] ?? "");
      const path = (modified ? args[1] : args[0]) ?? "";
      const modifier = (modified ? args[0] : path.startsWith("@") ? "@" : "") as Location["modifier"];
      const scope: Scope = { directives: directive.block ?? [], parent };
      const regex = modifier === "~" || modifier === "~*";
      return {
        ...scope,
        modifier,
        path,
        ...(regex && { pattern: regularExpression(path, modifier === "~*", { file, line }) }),
        locations: compileLocations(directive.block ?? [], scope, directive),
      };
    });
}

export function regularExpression(
  source: string,
  ignoreCase: boolean,
  { file, line }: { readonly file: string; readonly line: number },
): RegExp {
  try {
    return new RegExp(source.replace(/\(\?P?<(\w+)>/g, "(?<$1>"), ignoreCase ? "i" : "");
  } catch {
    throw new ConfigurationError(`pcre2_compile() failed: syntax error in "${source}" in ${file}:${line}`);
  }
}

function backendsOf(
  http: readonly Directive[],
  upstreams: ReadonlyMap<string, readonly string[]>,
): Configuration["backends"] {
  const found: { host: string; file: string; line: number }[] = [];
  const visit = (directives: readonly Directive[]): void => {
    for (const { name, args, block, file, line } of directives) {
      const target = args[0] ?? "";
      if (name === "proxy_pass" && !target.includes("$")) {
        const host = hostOf(target);
        if (!upstreams.has(host) && !upstreams.has(target.replace(/^https?:\/\//, "").split("/")[0]!)) {
          found.push({ host, file, line });
        }
      }
      if (name === "upstream") {
        for (const server of block ?? []) {
          if (server.name === "server")
            found.push({ host: hostOf(`http://${server.args[0]}`), file: server.file, line: server.line });
        }
      } else if (block) visit(block);
    }
  };
  visit(http);
  return found;
}

const hostOf = (url: string): string => /^https?:\/\/([^/:]+)/.exec(url)?.[1] ?? "";

/** The server that answers for a port and host. https://nginx.org/en/docs/http/server_names.html */
export function serverFor({ servers }: Configuration, port: number, host: string): Server | undefined {
  const here = servers.filter(({ listens }) => listens.some((listen) => listen.port === port));
  const name = host.toLowerCase();
  const exact = here.find(({ names }) => names.some((one) => one.toLowerCase() === name || one === `.${name}`));
  if (exact) return exact;
  const suffixes = here
    .flatMap((server) => server.names.map((one) => ({ server, one: one.replace(/^\./, "*.") })))
    .filter(({ one }) => one.startsWith("*.") && name.endsWith(one.slice(1).toLowerCase()))
    .sort((a, b) => b.one.length - a.one.length);
  if (suffixes[0]) return suffixes[0].server;
  const prefixes = here
    .flatMap((server) => server.names.map((one) => ({ server, one })))
    .filter(({ one }) => one.endsWith(".*") && name.startsWith(one.slice(0, -1).toLowerCase()))
    .sort((a, b) => b.one.length - a.one.length);
  if (prefixes[0]) return prefixes[0].server;
  const matched = here.find(({ names }) =>
    names.some((one) => one.startsWith("~") && regularExpression(one.slice(1), true, { file: "", line: 0 }).test(name)),
  );
  return matched ?? here.find(({ listens }) => listens.some((one) => one.port === port && one.isDefault)) ?? here[0];
}

/** The location that a path belongs to. https://nginx.org/en/docs/http/ngx_http_core_module.html#location */
export function locationFor(
  { locations }: { readonly locations: readonly Location[] },
  path: string,
): { readonly location: Location; readonly match?: RegExpExecArray } | undefined {
  const exact = locations.find(({ modifier, path: own }) => modifier === "=" && own === path);
  if (exact) return { location: exact };
  let best: Location | undefined;
  for (const one of locations) {
    if ((one.modifier === "" || one.modifier === "^~") && path.startsWith(one.path)) {
      if (!best || one.path.length > best.path.length) best = one;
    }
  }
  const inner = best && best.locations.length > 0 ? locationFor(best, path) : undefined;
  if (inner) return inner;
  if (best?.modifier !== "^~") {
    for (const one of locations) {
      const match = one.pattern?.exec(path);
      if (match) return { location: one, match };
    }
  }
  return best && { location: best };
}
