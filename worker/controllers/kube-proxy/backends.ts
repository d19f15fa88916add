import type { EndpointSliceObject, ServiceObject, ServicePort } from "../../api/generated/types.ts";
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
export function backendsOf({ service, slices }: ProxiedService, port: ServicePort): readonly Backend[] {
  const protocol = port.protocol ?? "TCP";
  const seen = new Map<string, Backend>();
  for (const slice of slices) {
    if (slice.addressType !== "IPv4") continue;
    const slicePort = slice.ports?.find(
      (one) => (one.name ?? "") === (port.name ?? "") && (one.protocol ?? "TCP") === protocol,
    );
    for (const { addresses, conditions, nodeName, targetRef } of slice.endpoints ?? []) {
      const [ip] = addresses;
      if (!ip || (seen.has(ip) && slicePort === undefined)) continue;
      const ready = conditions?.ready ?? true;
      const serving = conditions?.serving ?? ready;
      const namespace = targetRef?.namespace ?? service.metadata.namespace;
      seen.set(ip, {
        ip,
        port: slicePort?.port,
        nodeName,
        ready,
        draining: !ready && serving && conditions?.terminating === true,
        object: targetRef?.name
          ? { kind: targetRef.kind ?? "Pod", ...(namespace ? { namespace } : {}), name: targetRef.name }
          : {
              kind: "EndpointSlice",
              ...(namespace ? { namespace } : {}),
              name: slice.metadata.name,
              field: "endpoints",
            },
      });
    }
  }
  return [...seen.values()];
}

/** Those that traffic may go to: ready ones, else those that still serve while they terminate. */
export function usable(backends: readonly Backend[]): readonly Backend[] {
  const there = backends.filter((backend) => backend.port !== undefined);
  const ready = there.filter((backend) => backend.ready);
  return ready.length > 0 ? ready : there.filter((backend) => backend.draining);
}
