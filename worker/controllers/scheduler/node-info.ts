import type { ContainerPort, NodeObject, PodObject, PodSpec } from "../../api/generated/types.ts";
import { type Amounts, add, amountsOf, requestOf, subtract } from "./requests.ts";

/** A port that a pod takes on its node's own address. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

const known = new WeakMap<PodSpec, readonly HostPort[]>();

export function hostPortsOf({ spec }: PodObject): readonly HostPort[] {
  let ports = known.get(spec);
  if (!ports) {
    const taken = ({ hostPort, hostIP, protocol }: ContainerPort): HostPort[] =>
      hostPort ? [{ ip: hostIP || "0.0.0.0", protocol: protocol ?? "TCP", port: hostPort }] : [];
    const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
    ports = [...spec.containers, ...sidecars].flatMap((container) => (container.ports ?? []).flatMap(taken));
    known.set(spec, ports);
  }
  return ports;
}

/** The same port and protocol, on the same address or on all addresses. */
export function portsClash(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === "0.0.0.0" || b.ip === "0.0.0.0");
}

/** A node with what its pods take, kept up as pods come and go. */
export class NodeInfo {
  readonly #requested: Record<string, number> = {};
  readonly #assumed = { cpu: 0, memory: 0 };
  readonly #ports: HostPort[] = [];
  readonly #pods = new Map<string, PodObject>();
  #node: NodeObject;
  #allocatable: Amounts;

  constructor(node: NodeObject) {
    this.#node = node;
    this.#allocatable = amountsOf(node.status?.allocatable ?? node.status?.capacity);
  }

  get node(): NodeObject {
    return this.#node;
  }
  get allocatable(): Amounts {
    return this.#allocatable;
  }
  get requested(): Amounts {
    return this.#requested;
  }
  /** For scoring: pods that ask for nothing count as a little. */
  get assumed(): { readonly cpu: number; readonly memory: number } {
    return this.#assumed;
  }
  get hostPorts(): readonly HostPort[] {
    return this.#ports;
  }
  get podCount(): number {
    return this.#pods.size;
  }
  pods(): Iterable<PodObject> {
    return this.#pods.values();
  }

  setNode(node: NodeObject): void {
    if (node.status?.allocatable !== this.#node.status?.allocatable) {
      this.#allocatable = amountsOf(node.status?.allocatable ?? node.status?.capacity);
    }
    this.#node = node;
  }

  add(pod: PodObject): void {
    this.#pods.set(pod.metadata.uid!, pod);
    const { amounts, assumed } = requestOf(pod);
    add(this.#requested, amounts);
    this.#assumed.cpu += assumed.cpu;
    this.#assumed.memory += assumed.memory;
    this.#ports.push(...hostPortsOf(pod));
  }

  remove(pod: PodObject): void {
    if (!this.#pods.delete(pod.metadata.uid!)) return;
    const { amounts, assumed } = requestOf(pod);
    subtract(this.#requested, amounts);
    this.#assumed.cpu -= assumed.cpu;
    this.#assumed.memory -= assumed.memory;
    for (const port of hostPortsOf(pod)) {
      const at = this.#ports.findIndex(
        (one) => one.port === port.port && one.protocol === port.protocol && one.ip === port.ip,
      );
      if (at >= 0) this.#ports.splice(at, 1);
    }
  }
}
