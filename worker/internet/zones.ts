import type { DnsRecord } from "../base/net.ts";
import type { Zone } from "../network/nameserver.ts";

/**
 * Domains whose names carry their own address: app.10.0.0.1.nip.io, app-10-0-0-1.sslip.io, and those that always lead back to the one
 * who asks. https://nip.io/ https://sslip.io/ https://readme.localtest.me/
 */
export const derivedZones: readonly Zone[] = [
  ...["nip.io", "sslip.io", "traefik.me"].map((origin): Zone => ({ origin, records: [], derive: written })),
  ...["localtest.me", "lvh.me"].map(
    (origin): Zone => ({ origin, records: [], derive: (name) => [record(name, "127.0.0.1")] }),
  ),
];

/** The address in a name, with dots or dashes; the last one where there are several. */
function written(name: string): readonly DnsRecord[] {
  const found = [...name.matchAll(/(?:^|[.-])(\d{1,3})([.-])(\d{1,3})\2(\d{1,3})\2(\d{1,3})(?=[.-])/g)].at(-1);
  if (!found) return [];
  const parts = [found[1]!, found[3]!, found[4]!, found[5]!].map(Number);
  return parts.every((part) => part < 256) ? [record(name, parts.join("."))] : [];
}

const record = (name: string, data: string): DnsRecord => ({ name: `${name}.`, type: "A", ttl: 60, data });
