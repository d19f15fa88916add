import type { Endpoint, EndpointSliceObject, ServiceObject, ServicePort } from "../../api/generated/types.ts";
import type { TraceObject } from "../../base/trace.ts";

/** What kube-proxy keeps of one Service: the objects as it last saw them. */
export interface ProxiedService {
  readonly service: ServiceObject;
  readonly slices: readonly EndpointSliceObject[];
}

/** One endpoint as it stands for one port of a Service. */
export interface Backend {
  readonly ip: string;
  /** Undefined when the pod has no such port: a targetPort by a name that it lacks. */
  readonly port: number | undefined;
  readonly nodeName: string | undefined;
  readonly ready: boolean;
  /** Ready but for being deleted: taken only when nothing is ready. */
  readonly draining: boolean;
  readonly object: TraceObject;
}

/** Every endpoint that the slices name, whether or not it can be used. IPv4 only, as the network is. */
export function backendsOf({ slices }: ProxiedService, port: ServicePort): readonly Backend[] {
  const protocol = port.protocol ?? "TCP";
  const seen = new Map<string, Backend>();
  for (const slice of slices) {
    if (slice.addressType !== "IPv4") continue;
    const slicePort = slice.ports?.find(
      (one) => (one.name ?? "") === (port.name ?? "") && (one.protocol ?? "TCP") === protocol,
    );
    for (const endpoint of slice.endpoints ?? []) {
      const ip = endpoint.addresses[0];
      if (!ip || (slicePort === undefined && seen.has(ip))) continue;
      seen.set(ip, new SlicedBackend(ip, slicePort?.port, endpoint, slice));
    }
  }
  return [...seen.values()];
}

class SlicedBackend implements Backend {
  readonly ip: string;
  readonly port: number | undefined;
  readonly ready: boolean;
  readonly draining: boolean;
  readonly #endpoint: Endpoint;
  readonly #slice: EndpointSliceObject;

  constructor(ip: string, port: number | undefined, endpoint: Endpoint, slice: EndpointSliceObject) {
    const { conditions } = endpoint;
    this.ip = ip;
    this.port = port;
    this.ready = conditions?.ready ?? true;
    this.draining = !this.ready && conditions?.serving === true && conditions.terminating === true;
    this.#endpoint = endpoint;
    this.#slice = slice;
  }

  get nodeName(): string | undefined {
    return this.#endpoint.nodeName;
  }

  get object(): TraceObject {
    const { name, namespace } = this.#slice.metadata;
    const { targetRef } = this.#endpoint;
    const within = targetRef?.namespace ?? namespace;
    return {
      kind: targetRef?.name ? (targetRef.kind ?? "Pod") : "EndpointSlice",
      ...(within ? { namespace: within } : {}),
      ...(targetRef?.name ? { name: targetRef.name } : { name, field: "endpoints" }),
    };
  }
}

/** Those that traffic may go to: ready ones, else those that still serve while they terminate. */
export function usable(backends: readonly Backend[]): readonly Backend[] {
  const there = backends.filter((backend) => backend.port !== undefined);
  const ready = there.filter((backend) => backend.ready);
  return ready.length > 0 ? ready : there.filter((backend) => backend.draining);
}
