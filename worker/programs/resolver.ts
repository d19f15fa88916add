/**
 * Names to addresses as glibc does it: /etc/hosts first, then the name servers of /etc/resolv.conf with its search list.
 *
 * @see https://man7.org/linux/man-pages/man5/resolv.conf.5.html
 * @module
 */
import type { DnsAnswer, DnsType, NetAccess, Unconnected } from "../base/net.ts";
import type { Hop, TraceFailure } from "../base/trace.ts";
import type { Files } from "../shell/files.ts";

/** What the resolver touches of a program's surroundings. */
export interface ResolverIo {
  readonly files: Files;
  readonly net: NetAccess;
  readonly signal: AbortSignal;
}

export interface ResolverConfig {
  readonly nameServers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutMs: number;
  readonly attempts: number;
}

export type Resolution =
  | {
      readonly ok: true;
      readonly addresses: readonly string[];
      /** The name that the addresses belong to, once search list and aliases are followed. */
      readonly canonical: string;
      readonly source: "literal" | "hosts" | "dns";
      readonly hops: readonly Hop[];
    }
  | {
      readonly ok: false;
      /** The name does not exist, exists without addresses, or nobody could be asked. */
      readonly reason: "notFound" | "noData" | "tryAgain";
      readonly failure: TraceFailure;
      readonly hops: readonly Hop[];
    };

const MOST_NAME_SERVERS = 3;

/** /etc/resolv.conf as glibc reads it; missing or empty is the resolver of this machine. resolv.conf(5) */
export function readResolverConfig(files: Files): ResolverConfig {
  const text = files.stat("/etc/resolv.conf") ? files.readText("/etc/resolv.conf") : "";
  const nameServers: string[] = [];
  let search: readonly string[] = [];
  const options = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [word, ...rest] = line
      .replace(/[#;].*/, "")
      .trim()
      .split(/\s+/);
    if (word === "nameserver" && rest[0] !== undefined) nameServers.push(rest[0]);
    else if (word === "search" || word === "domain") search = rest;
    else if (word === "options") {
      for (const option of rest) {
        const [name, value] = option.split(":");
        options.set(name!, Number(value ?? 1));
      }
    }
  }
  return {
    nameServers: nameServers.length > 0 ? nameServers.slice(0, MOST_NAME_SERVERS) : ["127.0.0.1"],
    search,
    ndots: Math.min(options.get("ndots") ?? 1, 15),
    timeoutMs: Math.min(options.get("timeout") ?? 5, 30) * 1000,
    attempts: Math.min(options.get("attempts") ?? 2, 5),
  };
}

/** The names that are tried, in order: as it is first when it has enough dots, else after the search list. */
export function candidateNames(name: string, config: ResolverConfig): readonly string[] {
  if (name.endsWith(".")) return [name];
  const searched = config.search.map((domain) => `${name}.${domain.replace(/\.$/, "")}.`);
  const dots = name.split(".").length - 1;
  return dots >= config.ndots ? [`${name}.`, ...searched] : [...searched, `${name}.`];
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** Whether a text is an IP address, not a name. */
export const isIpAddress = (text: string): boolean => IPV4.test(text) || isIpv6(text);

export const isIpv6 = (text: string): boolean => text.includes(":") && /^[0-9a-fA-F:.]+(%\w+)?$/.test(text);

/** The addresses that /etc/hosts gives a name. */
export function hostsEntries(files: Files, name: string): readonly string[] {
  if (!files.stat("/etc/hosts")) return [];
  const wanted = name.toLowerCase().replace(/\.$/, "");
  return files
    .readText("/etc/hosts")
    .split("\n")
    .flatMap((line) => {
      const [ip, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
      return ip && names.some((one) => one.toLowerCase() === wanted) ? [ip] : [];
    });
}

/** Resolves a name to IPv4 addresses, the way getaddrinfo(3) does. Never throws for what name servers do. */
export async function resolveHost(io: ResolverIo, name: string): Promise<Resolution> {
  if (isIpAddress(name)) return { ok: true, addresses: [name], canonical: name, source: "literal", hops: [] };
  const local = hostsEntries(io.files, name).filter((ip) => IPV4.test(ip));
  if (local.length > 0) {
    const says = `/etc/hosts says that ${name} is ${local.join(", ")}`;
    const hop: Hop = { kind: "resolver", at: io.net.host.name, says, to: local[0]! };
    return { ok: true, addresses: local, canonical: name, source: "hosts", hops: [hop] };
  }
  return resolveByDns(io, name, readResolverConfig(io.files));
}

async function resolveByDns(io: ResolverIo, name: string, config: ResolverConfig): Promise<Resolution> {
  const tried: string[] = [];
  const hops: Hop[] = [];
  let last: DnsAnswer | undefined;
  let noData = false;
  for (const candidate of candidateNames(name, config)) {
    // Both families are asked at once; the answer for IPv6 matters only to those who log queries.
    const [answer] = await Promise.all([
      askServers(io, { name: candidate, type: "A", config }),
      askServers(io, { name: candidate, type: "AAAA", config }),
    ]);
    tried.push(candidate);
    if (!answer.ok) return { ok: false, reason: "tryAgain", failure: answer.failure, hops: [...hops, ...answer.hops] };
    last = answer.answer;
    if (last.hop) hops.push(last.hop);
    const addresses = last.answers.flatMap((record) => (record.type === "A" ? [record.data] : []));
    if (addresses.length > 0) {
      const hop = last.hop ?? resolvedHop(candidate, addresses, answer.server);
      const canonical = last.answers.find((record) => record.type === "A")!.name;
      return { ok: true, addresses, canonical, source: "dns", hops: [hop] };
    }
    if (last.code === "SERVFAIL") {
      return { ok: false, reason: "tryAgain", failure: serverFailed(candidate, answer.server, last), hops };
    }
    noData ||= last.code === "NOERROR";
  }
  return { ok: false, reason: noData ? "noData" : "notFound", failure: notFound(name, tried, hops), hops };
}

const resolvedHop = (name: string, addresses: readonly string[], server: string): Hop => ({
  kind: "resolver",
  at: server,
  says: `name server ${server} says that ${name} is ${addresses.join(", ")}`,
  to: addresses[0]!,
});

const serverFailed = (name: string, server: string, answer: DnsAnswer): TraceFailure => ({
  kind: "nameNotFound",
  says: `name server ${server} failed to look up ${name}${answer.hop ? `: ${answer.hop.says}` : ""}`,
  ...(answer.hop?.object && { look: answer.hop.object }),
});

/** Names the object that came nearest, where a name server knew one. */
function notFound(name: string, tried: readonly string[], hops: readonly Hop[]): TraceFailure {
  const nearMisses = hops.flatMap((hop) => hop.nearMisses ?? []);
  const look = hops.find((hop) => hop.object)?.object ?? nearMisses[0]?.object;
  return {
    kind: "nameNotFound",
    says: `no name server knows ${name}; tried ${tried.join(", ")}`,
    ...(look && { look }),
    ...(nearMisses.length > 0 && { nearMisses }),
  };
}

export interface Question {
  readonly name: string;
  readonly type: DnsType;
  readonly config: ResolverConfig;
}

export type Answered =
  | { readonly ok: true; readonly answer: DnsAnswer; readonly server: string; readonly hops: readonly Hop[] }
  | { readonly ok: false; readonly failure: TraceFailure; readonly server: string; readonly hops: readonly Hop[] };

/**
 * Asks the name servers in turn, `attempts` rounds. One that refuses or fails is passed over at once, one that is silent
 * after the timeout.
 */
export async function askServers(io: ResolverIo, { name, type, config }: Question): Promise<Answered> {
  let failed: Unconnected | undefined;
  let server = "";
  for (let attempt = 0; attempt < config.attempts; attempt++) {
    let refusals = 0;
    for (server of config.nameServers) {
      const reply = await io.net.datagram(
        { ip: server, port: 53 },
        { dns: "query", name, type },
        { timeoutMs: config.timeoutMs, signal: io.signal },
      );
      if (reply.ok && !(reply.payload instanceof Uint8Array) && reply.payload.dns === "answer") {
        const answer = reply.payload;
        const unsure = answer.code === "SERVFAIL" || answer.code === "REFUSED";
        if (!unsure || server === config.nameServers.at(-1)) return { ok: true, answer, server, hops: reply.hops };
      } else if (!reply.ok) {
        failed = reply;
        if (reply.failure.kind !== "timedOut") refusals += 1;
      }
    }
    // Where every server is known to be away, another round would say the same.
    if (refusals === config.nameServers.length) break;
  }
  const why = failed?.failure;
  return {
    ok: false,
    server,
    hops: failed?.hops ?? [],
    failure: {
      kind: "nameServerUnreachable",
      says: `name server ${server} gave no answer about ${name}${why ? `: ${why.says}` : ""}`,
      ...(why?.look && { look: why.look }),
      ...(why?.nearMisses && { nearMisses: why.nearMisses }),
    },
  };
}
