import type { Container } from "../../api/generated/types.ts";
import { parseQuantity, quantityMilli, quantityValue } from "../../base/quantity.ts";
import type { ContainerRecord } from "../records.ts";
import { type Figures, figuresOf } from "./figures.ts";

/** Who a container is, as far as its use of the machine goes. */
export interface Consumer {
  readonly record: ContainerRecord;
  readonly spec: Pick<Container, "resources">;
  /** Makes two of a kind differ a little, always in the same way. */
  readonly key: string;
}

/** What the kernel has counted of a container since it was started. */
export interface Usage {
  readonly startMs: number;
  /** CPU time, milliseconds. */
  readonly cpuMs: number;
  /** Bytes. */
  readonly workingSet: number;
}

/** Between 0.9 and 1.1. */
function character(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return 0.9 + ((hash >>> 0) % 2001) / 10_000;
}

/**
 * Brings a container's meter up to date: idling and requests since it was last read, held to its limit as the kernel's quota does. What it was held
 * back from is not made up for later.
 *
 * @param cores how many the node has
 */
export function readMeter({ record, spec, key }: Consumer, cores: number, nowMs: number): Usage {
  const figures = figuresOf(record.image ?? "");
  const startMs = record.startedMs ?? nowMs;
  const fresh = record.meter?.startMs !== startMs;
  const before = fresh ? { startMs, cpuMs: 0, readMs: startMs, requests: 0 } : record.meter!;
  // Requests are counted from the container's start on; see ContainerProcess.
  const requests = record.requests ?? 0;
  const elapsedMs = Math.max(0, nowMs - before.readMs);
  const own = character(key);
  const wanted =
    (figures.idleMilli / 1000) * own * elapsedMs + figures.requestMs * Math.max(0, requests - before.requests);
  const cpuMs = before.cpuMs + Math.min(wanted, elapsedMs * limitOf(spec, cores));
  record.meter = { startMs, cpuMs, readMs: nowMs, requests };
  return { startMs, cpuMs, workingSet: memoryOf(figures, spec, own, requests) };
}

function limitOf({ resources }: Consumer["spec"], cores: number): number {
  const limit = resources?.limits?.cpu;
  return limit === undefined ? cores : quantityMilli(parseQuantity(limit)) / 1000;
}

const MI = 1024 * 1024;
const PAGE = 4096;
/** Buffers and caches of a busy program: what it has grown to after so many requests. */
const GROWTH = 0.3;
const GROWN_AFTER = 5_000;

function memoryOf({ memoryMi }: Figures, { resources }: Consumer["spec"], own: number, requests: number): number {
  const grown = 1 + GROWTH * Math.min(1, requests / GROWN_AFTER);
  const limit = resources?.limits?.memory;
  const most = limit === undefined ? Number.POSITIVE_INFINITY : quantityValue(parseQuantity(limit)) * 0.95;
  return Math.floor(Math.min(memoryMi * MI * own * grown, most) / PAGE) * PAGE;
}
