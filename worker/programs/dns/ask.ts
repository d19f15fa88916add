import type { DnsAnswer, DnsType, Unconnected } from "../../base/net.ts";
import type { Io } from "../../shell/program.ts";

const TYPES: readonly DnsType[] = ["A", "AAAA", "SRV", "CNAME", "PTR", "TXT", "NS", "SOA", "MX", "ANY"];

/** A record type by name, in any case; undefined when it is none. */
export const dnsType = (text: string): DnsType | undefined => TYPES.find((type) => type === text.toUpperCase());

export interface Asking {
  readonly server: string;
  readonly port: number;
  readonly name: string;
  readonly type: DnsType;
  readonly timeoutMs: number;
}

/** One question to one name server; remembers the way for `why`. */
export async function ask(io: Io, { server, port, name, type, timeoutMs }: Asking): Promise<DnsAnswer | Unconnected> {
  const startedMs = io.clock.now();
  const target = `${name} ${type} @${server}`;
  const to = { ip: server, port };
  const reply = await io.net.datagram(to, { dns: "query", name, type }, { timeoutMs, signal: io.signal });
  if (!reply.ok) {
    io.trace({ startedMs, target, hops: reply.hops, failure: reply.failure });
    return reply;
  }
  if (reply.payload instanceof Uint8Array || reply.payload.dns !== "answer") {
    const failure = { kind: "badReply", says: `${server} answered with something that is not DNS` } as const;
    return { ok: false, failure, hops: reply.hops };
  }
  const { hop } = reply.payload;
  io.trace({ startedMs, target, hops: hop ? [...reply.hops, hop] : reply.hops });
  return reply.payload;
}

/** A name with its final dot. */
export const absolute = (name: string): string => (name.endsWith(".") ? name : `${name}.`);

/** A name without its final dot. */
export const relative = (name: string): string => (name.length > 1 ? name.replace(/\.$/, "") : name);

/** The name that holds an address's PTR record. */
export const reverseName = (ip: string): string => `${ip.split(".").reverse().join(".")}.in-addr.arpa.`;
