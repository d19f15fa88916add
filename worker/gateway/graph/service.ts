import type { EndpointSliceObject, ServiceObject, ServicePort } from "../../api/generated/types.ts";
import type { TraceObject } from "../../base/trace.ts";
import {
  backendNotFound,
  backendNotPermitted,
  backendPortMissing,
  backendPortNotFound,
  backendUnsupportedProtocol,
  externalNameBackend,
  invalidBackendKind,
} from "../conditions/index.ts";
import { type BackendObjectReference, type ConditionDraft, GATEWAY_GROUP } from "../kinds/index.ts";
import type { Grants } from "./referencegrant.ts";
import type { Snapshot } from "./snapshot.ts";

/** A reference to a Service's port, whether or not it leads anywhere. */
export interface BackendTarget {
  /** { kind: "Service", namespace: "web", name: "shop", field: "port 80" } */
  readonly object: TraceObject;
  /** "web/shop:80" */
  readonly key: string;
  /** Present when the reference is good. */
  readonly service?: ServiceObject;
  readonly port?: ServicePort;
  /** ResolvedRefs False. */
  readonly problem?: ConditionDraft;
}

/**
 * Protocols beyond HTTP/1.1 that a port can announce. wss needs TLS toward the backend, which its own policy describes.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-1911/
 */
const UNSUPPORTED_APP_PROTOCOLS = new Set(["kubernetes.io/wss"]);

/** https://gateway-api.sigs.k8s.io/reference/spec/#backendobjectreference */
export function resolveBackend(
  ref: BackendObjectReference,
  own: string,
  { snapshot, grants }: { readonly snapshot: Snapshot; readonly grants: Grants },
): BackendTarget {
  const { group = "", kind = "Service", name, port: number } = ref;
  const namespace = ref.namespace ?? own;
  const shown = `${namespace}/${name}`;
  const object: TraceObject = { kind, namespace, name, ...(number !== undefined && { field: `port ${number}` }) };
  const key = `${shown}:${number ?? ""}`;
  const bad = (problem: ConditionDraft): BackendTarget => ({ object, key, problem });
  if (group !== "" || kind !== "Service") return bad(invalidBackendKind(group ? `${kind}.${group}` : kind));
  const from = { group: GATEWAY_GROUP, kind: "HTTPRoute", namespace: own };
  if (!grants.permits({ from, to: { group, kind, namespace, name } })) {
    return bad(backendNotPermitted(shown, own, namespace));
  }
  const service = snapshot.service({ namespace, name });
  if (!service) return bad(backendNotFound(shown));
  if (service.spec.type === "ExternalName") return bad(externalNameBackend(shown));
  if (number === undefined) return bad(backendPortMissing(shown));
  const ports = service.spec.ports ?? [];
  const port = ports.find((one) => one.port === number);
  if (!port) {
    return bad(
      backendPortNotFound(
        shown,
        number,
        ports.map((one) => one.port),
      ),
    );
  }
  const protocol = port.protocol ?? "TCP";
  if (protocol !== "TCP") return bad(backendUnsupportedProtocol(shown, number, protocol));
  if (port.appProtocol && UNSUPPORTED_APP_PROTOCOLS.has(port.appProtocol)) {
    return bad(backendUnsupportedProtocol(shown, number, port.appProtocol));
  }
  return { object, key, service, port };
}

/** An endpoint that a proxy may send to. */
export interface ReadyEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly object: TraceObject;
}

/** What the slices of a Service give for one of its ports: who is ready, else who still serves; and how many there are at all. */
export function endpointsOf(
  service: ServiceObject,
  port: ServicePort,
  slices: readonly EndpointSliceObject[],
): { readonly ready: readonly ReadyEndpoint[]; readonly all: number } {
  const ready = new Map<string, ReadyEndpoint>();
  const draining = new Map<string, ReadyEndpoint>();
  const all = new Set<string>();
  for (const slice of slices) {
    if (slice.addressType !== "IPv4") continue;
    const own = slice.ports?.find((one) => (one.name ?? "") === (port.name ?? ""))?.port;
    for (const { addresses, conditions, targetRef } of slice.endpoints ?? []) {
      const [ip] = addresses;
      if (!ip) continue;
      all.add(ip);
      if (own === undefined) continue;
      const namespace = targetRef?.namespace ?? service.metadata.namespace ?? "";
      const object: TraceObject = targetRef?.name
        ? { kind: targetRef.kind ?? "Pod", namespace, name: targetRef.name }
        : { kind: "EndpointSlice", namespace, name: slice.metadata.name };
      if (conditions?.ready ?? true) ready.set(ip, { ip, port: own, object });
      else if (conditions?.serving && conditions.terminating) draining.set(ip, { ip, port: own, object });
    }
  }
  return { ready: [...(ready.size > 0 ? ready : draining).values()], all: all.size };
}
