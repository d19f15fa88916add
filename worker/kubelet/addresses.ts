import type { NodeRecord, PodRecord } from "./records.ts";

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
export function nextAddress(record: NodeRecord, range: AddressRange, pod: PodRecord): string | undefined {
  for (let tried = 0; tried < range.size - 3; tried++) {
    const offset = record.lastAddress + 1 < range.size - 1 ? record.lastAddress + 1 : 2;
    record.lastAddress = offset;
    const ip = addressAt(range, offset);
    const holders = holdersOf(record);
    if (isHeld(record, ip, holders.get(ip))) continue;
    holders.set(ip, pod);
    return ip;
  }
  return undefined;
}

/** Which pod of a node each address was given to last. */
const known = new WeakMap<NodeRecord, Map<string, PodRecord>>();

function holdersOf(record: NodeRecord): Map<string, PodRecord> {
  let holders = known.get(record);
  if (!holders) {
    const living = Object.values(record.pods).filter((pod) => pod.sandbox?.ip !== undefined && !pod.sandbox.released);
    known.set(record, (holders = new Map(living.map((pod) => [pod.sandbox!.ip!, pod]))));
  }
  return holders;
}

/** Whether the pod that got an address still has it. */
const isHeld = ({ pods }: NodeRecord, ip: string, pod: PodRecord | undefined): boolean =>
  pod?.sandbox?.ip === ip && !pod.sandbox.released && pods[pod.uid] === pod;
