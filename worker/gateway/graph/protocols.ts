import { GATEWAY_GROUP, type GroupKind } from "../kinds/index.ts";

export type ProtocolName = "HTTP" | "HTTPS" | "TLS" | "TCP" | "UDP";

/** Kinds of routes that can attach to listeners of a protocol here. */
const ROUTES: Readonly<Record<string, readonly string[]>> = { HTTP: ["HTTPRoute"], HTTPS: ["HTTPRoute"] };

export function routeKindsOf(protocol: string): readonly GroupKind[] {
  return (ROUTES[protocol] ?? []).map((kind) => ({ group: GATEWAY_GROUP, kind }));
}

/**
 * What cannot share a port: plain HTTP, TLS in any form, and bare TCP each need it for themselves; UDP is another transport.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#gatewayspec listeners, "distinct"
 */
export function portUse(protocol: string): string {
  return protocol === "HTTPS" ? "TLS" : protocol;
}
