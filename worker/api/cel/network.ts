import type { Environment } from "@marcbachmann/cel-js";
import { type Address, isMapped, parseAddress, specialRangeOf } from "../kinds/addresses.ts";

/** Only the canonical way of writing an address is taken: no zones, no leading zeros, no IPv4 in IPv6. */
function strictAddress(text: string): Address | undefined {
  if (text.includes("%") || (text.includes(":") && text.includes("."))) return undefined;
  if (/(^|\.)0\d/.test(text) && !text.includes(":")) return undefined;
  const address = parseAddress(text);
  return address && isMapped(address) ? undefined : address;
}

function addressText({ family, bytes }: Address): string {
  if (family === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  let [from, length] = [-1, 1];
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run += 1;
    if (run > length) [from, length] = [i, run];
  }
  const hex = groups.map((group) => group.toString(16));
  if (from < 0) return hex.join(":");
  return `${hex.slice(0, from).join(":")}::${hex.slice(from + length).join(":")}`;
}

class Ip {
  constructor(readonly address: Address) {}
}

class Cidr {
  constructor(
    readonly address: Address,
    readonly bits: number,
  ) {}

  contains({ family, bytes }: Address): boolean {
    if (family !== this.address.family) return false;
    return bytes.every((byte, i) => {
      const kept = Math.max(0, Math.min(8, this.bits - 8 * i));
      const mask = (0xff << (8 - kept)) & 0xff;
      return (byte & mask) === (this.address.bytes[i]! & mask);
    });
  }

  masked(): Cidr {
    const bytes = this.address.bytes.map((byte, i) => {
      const kept = Math.max(0, Math.min(8, this.bits - 8 * i));
      return byte & ((0xff << (8 - kept)) & 0xff);
    });
    return new Cidr({ ...this.address, bytes }, this.bits);
  }
}

function cidrOf(text: string): Cidr | undefined {
  const [, ip = "", bits = ""] = /^([^/]+)\/(0|[1-9]\d*)$/.exec(text) ?? [];
  const address = strictAddress(ip);
  return address && Number(bits) <= 8 * address.bytes.length ? new Cidr(address, Number(bits)) : undefined;
}

function ip(text: string): Ip {
  const address = strictAddress(text);
  if (!address) throw new Error(`IP Address "${text}" parse error during conversion from string`);
  return new Ip(address);
}

function cidr(text: string): Cidr {
  const made = cidrOf(text);
  if (!made) throw new Error(`network address parse error during conversion from string: ${JSON.stringify(text)}`);
  return made;
}

const cidrText = ({ address, bits }: Cidr) => `${addressText(address)}/${bits}`;
const withinCidr = (outer: Cidr, inner: Cidr) => outer.bits <= inner.bits && outer.contains(inner.address);
const isGlobalUnicast = (address: Address) => {
  const special = specialRangeOf(address);
  const multicast = address.family === 4 ? address.bytes[0]! >> 4 === 14 : address.bytes[0] === 0xff;
  const broadcast = address.family === 4 && address.bytes.every((byte) => byte === 255);
  return special === undefined && !multicast && !broadcast;
};

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library and the CIDR library */
export function registerNetwork(env: Environment): void {
  env.registerType("net.IP", Ip);
  env.registerType("net.CIDR", Cidr);
  env.registerFunction("isIP(string): bool", (text: string) => strictAddress(text) !== undefined);
  env.registerFunction("ip(string): net.IP", ip);
  env.registerFunction("string(net.IP): string", ({ address }: Ip) => addressText(address));
  env.registerFunction("net.IP.family(): int", ({ address }: Ip) => BigInt(address.family));
  for (const [name, range] of [
    ["isUnspecified", "unspecified"],
    ["isLoopback", "loopback"],
    ["isLinkLocalMulticast", "linkLocalMulticast"],
    ["isLinkLocalUnicast", "linkLocal"],
  ] as const) {
    env.registerFunction(`net.IP.${name}(): bool`, ({ address }: Ip) => specialRangeOf(address) === range);
  }
  env.registerFunction("net.IP.isGlobalUnicast(): bool", ({ address }: Ip) => isGlobalUnicast(address));
  env.registerOperator("net.IP == net.IP", (a: Ip, b: Ip) => addressText(a.address) === addressText(b.address));
  env.registerFunction("isCIDR(string): bool", (text: string) => cidrOf(text) !== undefined);
  env.registerFunction("cidr(string): net.CIDR", cidr);
  env.registerFunction("string(net.CIDR): string", cidrText);
  env.registerFunction("net.CIDR.containsIP(string): bool", (net: Cidr, text: string) =>
    net.contains(ip(text).address),
  );
  env.registerFunction("net.CIDR.containsIP(net.IP): bool", (net: Cidr, { address }: Ip) => net.contains(address));
  env.registerFunction("net.CIDR.containsCIDR(string): bool", (net: Cidr, text: string) => withinCidr(net, cidr(text)));
  env.registerFunction("net.CIDR.containsCIDR(net.CIDR): bool", withinCidr);
  env.registerFunction("net.CIDR.ip(): net.IP", ({ address }: Cidr) => new Ip(address));
  env.registerFunction("net.CIDR.masked(): net.CIDR", (net: Cidr) => net.masked());
  env.registerFunction("net.CIDR.prefixLength(): int", ({ bits }: Cidr) => BigInt(bits));
  env.registerOperator("net.CIDR == net.CIDR", (a: Cidr, b: Cidr) => cidrText(a) === cidrText(b));
}
