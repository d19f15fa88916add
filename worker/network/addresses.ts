import type { Transport } from "../base/net.ts";

const OCTET = /^\d+$/;

/** Addresses that were parsed or written before: the same few are asked about again and again. */
const parsed = new Map<string, number>();
const MAXIMUM_PARSED = 4096;

/** An IPv4 address as a number, or undefined when it is none. */
export function parseIp(ip: string): number | undefined {
  const known = parsed.get(ip);
  if (known !== undefined) return known;
  const value = parsedAnew(ip);
  if (value !== undefined) remember(ip, value);
  return value;
}

function remember(ip: string, value: number): void {
  if (parsed.size >= MAXIMUM_PARSED) parsed.clear();
  parsed.set(ip, value);
}

function parsedAnew(ip: string): number | undefined {
  const octets = ip.split(".");
  if (octets.length !== 4) return undefined;
  let value = 0;
  for (const octet of octets) {
    if (!OCTET.test(octet) || Number(octet) > 255) return undefined;
    value = value * 256 + Number(octet);
  }
  return value;
}

export function formatIp(value: number): string {
  const ip = `${(value >>> 24) & 255}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
  remember(ip, value);
  return ip;
}

/** A range of addresses, "10.244.1.0/24", ready for comparing. */
export interface Range {
  readonly first: number;
  readonly size: number;
  readonly prefix: number;
}

/** @throws Error when it is no IPv4 range */
export function parseRange(cidr: string): Range {
  const [ip, length] = cidr.split("/");
  const address = parseIp(ip ?? "");
  const prefix = length === undefined ? 32 : Number(length);
  if (address === undefined || !(prefix >= 0 && prefix <= 32)) throw new Error(`invalid CIDR address: ${cidr}`);
  const size = 2 ** (32 - prefix);
  return { first: address - (address % size), size, prefix };
}

export function rangeHas(range: Range, address: number): boolean {
  return address >= range.first && address < range.first + range.size;
}

/** 127.0.0.0/8, and the IPv6 loopback. */
export const isLoopback = (ip: string): boolean => ip.startsWith("127.") || ip === "::1";

export const ANY_ADDRESS = "0.0.0.0";

export const showSocket = (address: { readonly ip: string; readonly port: number }): string =>
  `${address.ip}:${address.port}`;

/** A port of a transport, as one number. */
export type Slot = number;

export function slotOf(port: number, transport: Transport | "ICMP"): Slot {
  if (transport === "TCP") return port * 4;
  return port * 4 + (transport === "UDP" ? 1 : transport === "SCTP" ? 2 : 3);
}
