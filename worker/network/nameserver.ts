import type { Acceptor, DnsAnswer, DnsQuery, DnsRecord } from "../base/net.ts";
import type { Hop } from "../base/trace.ts";

/** A part of the name space, as data: a tiny internet's root, or one company's domain. */
export interface Zone {
  /** "example.com", or "" for the root. */
  readonly origin: string;
  readonly records: readonly DnsRecord[];
  /** Records that follow from the name itself, where no list has them: an address that is written in it. */
  readonly derive?: (name: string) => readonly DnsRecord[];
}

const CHAIN_LIMIT = 8;
const withDot = (record: DnsRecord): DnsRecord =>
  record.name.endsWith(".") ? record : { ...record, name: `${record.name}.` };
const bare = (name: string): string => name.toLowerCase().replace(/\.$/, "");
const within = (name: string, origin: string): boolean =>
  origin === "" || name === origin || name.endsWith(`.${origin}`);

/**
 * Answers a query from zones: the longest origin decides; aliases are followed; a name that has other types answers empty;
 * wildcards match one or more labels (RFC 4592); a name in no zone is NXDOMAIN, as from a resolver that asked the root.
 */
export function answerFromZones(zones: readonly Zone[], query: DnsQuery): DnsAnswer {
  const answers: DnsRecord[] = [];
  let name = bare(query.name);
  let known = false;
  for (let step = 0; step < CHAIN_LIMIT; step++) {
    const zone = zoneFor(zones, name);
    const own = zone ? recordsFor(zone, name) : [];
    known = own.length > 0 || zone?.records.some((record) => bare(record.name).endsWith(`.${name}`)) === true;
    const wanted = own.filter((record) => query.type === "ANY" || record.type === query.type);
    const alias = own.find((record) => record.type === "CNAME");
    if (wanted.length > 0 || !alias) {
      answers.push(...wanted.map(withDot));
      break;
    }
    answers.push(withDot(alias));
    name = bare(alias.data);
  }
  const code = known || answers.length > 0 ? "NOERROR" : "NXDOMAIN";
  return { dns: "answer", code, answers, authority: [], authoritative: false };
}

function zoneFor(zones: readonly Zone[], name: string): Zone | undefined {
  return zones.filter((zone) => within(name, bare(zone.origin))).sort((a, b) => b.origin.length - a.origin.length)[0];
}

function recordsFor(zone: Zone, name: string): readonly DnsRecord[] {
  const exact = zone.records.filter((record) => bare(record.name) === name);
  if (exact.length > 0) return exact;
  for (let parent = name; parent.includes("."); ) {
    parent = parent.slice(parent.indexOf(".") + 1);
    const wild = zone.records.filter((record) => bare(record.name) === `*.${parent}`);
    if (wild.length > 0) return wild.map((record) => ({ ...record, name: `${name}.` }));
  }
  return zone.derive?.(name) ?? [];
}

/**
 * A resolver of the simulated internet: a UDP listener over zones, read anew for each query.
 *
 * @param unknown what a trace tells of a name that no zone has
 */
export function createNameServer(zones: () => readonly Zone[], unknown?: (name: string) => Hop | undefined): Acceptor {
  return {
    udp: (payload) => {
      if (payload instanceof Uint8Array || payload.dns !== "query") return undefined;
      const answer = answerFromZones(zones(), payload);
      const hop = answer.code === "NXDOMAIN" ? unknown?.(bare(payload.name)) : undefined;
      return hop ? { ...answer, hop } : answer;
    },
  };
}
