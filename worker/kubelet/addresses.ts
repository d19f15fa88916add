import { formatIp, type Range } from "../network/index.ts";
import type { NodeRecord, PodRecord } from "./records.ts";

export const addressAt = ({ first }: Range, offset: number): string => formatIp(first + offset);

/**
 * The next free address, going round the range as the host-local plugin does; the first address is the node's own.
 * @returns undefined when none is free
 */
export function nextAddress(record: NodeRecord, range: Range, pod: PodRecord): string | undefined {
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
