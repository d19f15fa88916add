import type { Site } from "../base/site.ts";

/** An address of the internet, with every name that leads there. */
export interface InternetHost {
  readonly address: string;
  readonly names: readonly string[];
}

/** 198.18.0.0/15 is set aside for tests, RFC 2544: no cluster and no profile has its addresses. */
const FIRST = 198 * 2 ** 24 + 18 * 2 ** 16;
const COUNT = 2 ** 17;

/**
 * Gives every name an address: a site's own where it says one, else one that follows from the site's first name, so that it stays the
 * same whatever else there is.
 *
 * @param names every name, those that no site of the catalogue has included
 */
export function giveAddresses(sites: readonly Site[], names: readonly string[]): readonly InternetHost[] {
  const byAddress = new Map<string, string[]>();
  const placed = new Set<string>();
  const place = (address: string, own: readonly string[]) => {
    const fresh = own.filter((name) => !placed.has(name));
    for (const name of fresh) placed.add(name);
    if (fresh.length > 0) byAddress.set(address, [...(byAddress.get(address) ?? []), ...fresh]);
  };
  const free = (name: string): string => {
    for (let slot = hashOf(name) % COUNT; ; slot = (slot + 1) % COUNT) {
      const address = dotted(FIRST + slot);
      if (!byAddress.has(address)) return address;
    }
  };
  for (const site of sites) if (site.address) place(site.address, site.names);
  for (const site of sites) if (!site.address) place(free(site.names[0]!), site.names);
  for (const name of names) if (!placed.has(name)) place(free(name), [name]);
  return [...byAddress].map(([address, own]) => ({ address, names: own }));
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
