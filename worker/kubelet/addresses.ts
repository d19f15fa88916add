import type { NodeRecord } from "./records.ts";

/** A range of IPv4 addresses: its first address as a number, and how many there are. */
export interface AddressRange {
  readonly first: number;
  readonly size: number;
  readonly prefix: number;
}

export function parseRange(cidr: string): AddressRange {
  const [ip = "", length = "32"] = cidr.split("/");
  const prefix = Number(length);
  const size = 2 ** (32 - prefix);
  const number = ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first: number - (number % size), size, prefix };
}

export function addressAt({ first }: AddressRange, offset: number): string {
  const n = first + offset;
  return [n / 2 ** 24, n / 2 ** 16, n / 2 ** 8, n].map((part) => Math.floor(part) % 256).join(".");
}

/**
 * The next free address, going round the range as the host-local plugin does; the first address is the node's own.
 * @returns undefined when none is free
 */
export function nextAddress(record: NodeRecord, range: AddressRange): string | undefined {
  for (let tried = 0; tried < range.size - 3; tried++) {
    const offset = record.lastAddress + 1 < range.size - 1 ? record.lastAddress + 1 : 2;
    record.lastAddress = offset;
    const ip = addressAt(range, offset);
    if (!isUsed(record, ip)) return ip;
  }
  return undefined;
}

function isUsed({ pods }: NodeRecord, ip: string): boolean {
  for (const uid in pods) {
    const sandbox = pods[uid]?.sandbox;
    if (sandbox?.ip === ip && !sandbox.released) return true;
  }
  return false;
}
