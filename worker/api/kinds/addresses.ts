/** An IP address as its bytes: 4 of them or 16. */
export interface Address {
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
}

/** What was read already: the few addresses that there are come again and again. */
const known = new Map<string, Address>();
const MOST_KNOWN = 4096;

/** The address, where the text is one. Leading zeros of IPv4 are read as decimal, as the server does. No zones. */
export function parseAddress(text: string): Address | undefined {
  const before = known.get(text);
  if (before) return before;
  const address = read(text);
  if (!address) return undefined;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, address);
  return address;
}

function read(text: string): Address | undefined {
  const bytes = text.includes(":") ? ipv6Bytes(text) : ipv4Bytes(text.replace(/(^|\.)0+(?=\d)/g, "$1"));
  return bytes && { family: bytes.length === 4 ? 4 : 6, bytes };
}

function ipv4Bytes(text: string): number[] | undefined {
  if (!/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text)) return undefined;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte < 256) ? bytes : undefined;
}

/** RFC 4291, section 2.2: eight groups, one run of zeros left out, the last two perhaps as IPv4. */
function ipv6Bytes(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const read = halves.map((half, i) => groupBytes(half, i === halves.length - 1));
  const [before, after] = read;
  if (!before || (halves.length === 2 && !after)) return undefined;
  if (!after) return before.length === 16 ? before : undefined;
  const missing = 16 - before.length - after.length;
  return missing >= 2 ? [...before, ...Array<number>(missing).fill(0), ...after] : undefined;
}

function groupBytes(text: string, last: boolean): number[] | undefined {
  const bytes: number[] = [];
  const groups = text === "" ? [] : text.split(":");
  for (const [i, group] of groups.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 255);
      continue;
    }
    const tail = last && i === groups.length - 1 ? ipv4Bytes(group) : undefined;
    if (!tail) return undefined;
    bytes.push(...tail);
  }
  return bytes;
}

/** ::ffff:0:0/96 */
export const isMapped = ({ family, bytes }: Address): boolean =>
  family === 6 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;

export type SpecialRange = "unspecified" | "loopback" | "linkLocal" | "linkLocalMulticast";

/** What is special about an address, by Go's net.IP; a mapped address is the IPv4 address that it stands for. */
export function specialRangeOf(address: Address): SpecialRange | undefined {
  const bytes = isMapped(address) ? address.bytes.slice(12) : address.bytes;
  const [first = 0, second = 0, third = 0] = bytes;
  const last = bytes.at(-1);
  const zeros = bytes.slice(0, -1).every((byte) => byte === 0);
  if (zeros && last === 0) return "unspecified";
  if (bytes.length === 4) {
    if (first === 127) return "loopback";
    if (first === 169 && second === 254) return "linkLocal";
    return first === 224 && second === 0 && third === 0 ? "linkLocalMulticast" : undefined;
  }
  if (zeros && last === 1) return "loopback";
  if (first === 0xfe && (second & 0xc0) === 0x80) return "linkLocal";
  return first === 0xff && (second & 15) === 2 ? "linkLocalMulticast" : undefined;
}

/** Whether a range of addresses is part of another and smaller. @param inner @param outer "10.0.0.0/8" */
export function liesStrictlyWithin(inner: string, outer: string): boolean {
  const [small, large] = [inner, outer].map((text) => text.split("/") as [string, string]);
  const [address, base] = [parseAddress(small![0]), parseAddress(large![0])];
  const bits = Number(large![1]);
  if (!address || !base || address.family !== base.family || Number(small![1]) <= bits) return false;
  return base.bytes.every((byte, i) => {
    const mask = (0xff << (8 - Math.max(0, Math.min(8, bits - i * 8)))) & 0xff;
    return (byte & mask) === (address.bytes[i]! & mask);
  });
}
