import type { Container, PodObject, PodSpec } from "../../api/generated/types.ts";
import { parseQuantity, quantityMilli, quantityValue } from "../../base/quantity.ts";

/** Amounts by resource name: thousandths of a core for "cpu", whole units (bytes) for the rest. */
export type Amounts = Readonly<Record<string, number>>;

type Quantities = Readonly<Record<string, string>> | undefined;

/** What the scheduler assumes of a container that asks for nothing, for scoring only. k8s.io/kubernetes scheduler/util */
const ASSUMED_CPU_MILLI = 100;
const ASSUMED_MEMORY = 200 * 1024 * 1024;

const numbers = new Map<string, number>();
/** Few texts, read often. */
const REMEMBERED = 1000;

function amount(resource: string, text: string): number {
  const key = resource === "cpu" ? `cpu ${text}` : text;
  let value = numbers.get(key);
  if (value === undefined) {
    const quantity = parseQuantity(text);
    value = resource === "cpu" ? quantityMilli(quantity) : quantityValue(quantity);
    if (numbers.size >= REMEMBERED) numbers.clear();
    numbers.set(key, value);
  }
  return value;
}

export function amountsOf(quantities: Quantities): Amounts {
  const amounts: Record<string, number> = {};
  for (const [resource, text] of Object.entries(quantities ?? {})) amounts[resource] = amount(resource, text);
  return amounts;
}

/** What a pod takes from its node. */
export interface PodRequest {
  readonly amounts: Amounts;
  /** The same for scoring, where cpu and memory are never nothing. */
  readonly assumed: { readonly cpu: number; readonly memory: number };
}

const known = new WeakMap<PodSpec, PodRequest>();

/**
 * The sum over containers and sidecars, or the most any init container needs beside the sidecars started before it, plus
 * overhead. Specs are frozen, so each is summed once. https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export function requestOf({ spec }: PodObject): PodRequest {
  let request = known.get(spec);
  if (!request) {
    const amounts = totalOf(spec, ({ resources }) => amountsOf(resources?.requests));
    const assumed = totalOf(spec, ({ resources }) => {
      const { cpu = ASSUMED_CPU_MILLI, memory = ASSUMED_MEMORY } = amountsOf(resources?.requests);
      return { cpu, memory };
    });
    request = { amounts, assumed: { cpu: assumed.cpu ?? 0, memory: assumed.memory ?? 0 } };
    known.set(spec, request);
  }
  return request;
}

function totalOf(spec: PodSpec, of: (container: Container) => Amounts): Amounts {
  const running: Record<string, number> = {};
  const sidecars: Record<string, number> = {};
  const starting: Record<string, number> = {};
  for (const container of spec.containers) add(running, of(container));
  for (const container of spec.initContainers ?? []) {
    const own = of(container);
    if (container.restartPolicy === "Always") {
      add(running, own);
      add(sidecars, own);
      raise(starting, sidecars);
    } else {
      const beside = { ...sidecars };
      add(beside, own);
      raise(starting, beside);
    }
  }
  raise(running, starting);
  add(running, amountsOf(spec.overhead));
  return running;
}

export function add(total: Record<string, number>, amounts: Amounts): void {
  for (const resource in amounts) total[resource] = (total[resource] ?? 0) + amounts[resource]!;
}

export function subtract(total: Record<string, number>, amounts: Amounts): void {
  for (const resource in amounts) total[resource] = (total[resource] ?? 0) - amounts[resource]!;
}

function raise(most: Record<string, number>, amounts: Amounts): void {
  for (const resource in amounts) most[resource] = Math.max(most[resource] ?? 0, amounts[resource]!);
}
