/**
 * Conditions of a listener. https://gateway-api.sigs.k8s.io/reference/spec/#listenerconditiontype
 */
import type { ConditionDraft } from "../kinds/index.ts";
import { listenerNames } from "./words.ts";

export const listenerAccepted = (): ConditionDraft => ({
  type: "Accepted",
  status: "True",
  reason: "Accepted",
  message: "Listener is accepted",
});

const notAccepted = (reason: string, message: string): ConditionDraft => ({
  type: "Accepted",
  status: "False",
  reason,
  message,
});

export const unsupportedProtocol = (protocol: string, supported: readonly string[]): ConditionDraft =>
  notAccepted("UnsupportedProtocol", `Protocol ${protocol} is not supported; supported are ${supported.join(", ")}`);

export const listenerUnsupportedValue = (message: string): ConditionDraft => notAccepted("UnsupportedValue", message);

/** A listener that conflicts is not accepted either: with the reason and words of the conflict. */
export const refusedByConflict = ({ reason, message }: ConditionDraft): ConditionDraft => notAccepted(reason, message);

export const noConflicts = (): ConditionDraft => ({
  type: "Conflicted",
  status: "False",
  reason: "NoConflicts",
  message: "No other listener conflicts with this one",
});

export const protocolConflict = (
  port: number,
  own: string,
  others: readonly { readonly name: string; readonly protocol: string }[],
): ConditionDraft => ({
  type: "Conflicted",
  status: "True",
  reason: "ProtocolConflict",
  message: `Port ${port} cannot serve ${own} and ${others.map(({ name, protocol }) => `${protocol} (listener "${name}")`).join(", ")}`,
});

export const hostnameConflict = (
  port: number,
  hostname: string | undefined,
  others: readonly string[],
): ConditionDraft => ({
  type: "Conflicted",
  status: "True",
  reason: "HostnameConflict",
  message: `On port ${port} ${listenerNames(others)} ${others.length === 1 ? "has" : "have"} ${hostname ? `hostname "${hostname}"` : "no hostname"} too`,
});

export const listenerRefsResolved = (): ConditionDraft => ({
  type: "ResolvedRefs",
  status: "True",
  reason: "ResolvedRefs",
  message: "All references are resolved",
});

const unresolved = (reason: string, message: string): ConditionDraft => ({
  type: "ResolvedRefs",
  status: "False",
  reason,
  message,
});

export const invalidCertificateRef = (message: string): ConditionDraft => unresolved("InvalidCertificateRef", message);

export const certificateNotPermitted = (gateways: string, secret: string, namespace: string): ConditionDraft =>
  unresolved(
    "RefNotPermitted",
    `Secret "${secret}" is in another namespace, and no ReferenceGrant in namespace "${namespace}" lets Gateways of namespace "${gateways}" refer to it`,
  );

export const invalidRouteKinds = (kinds: readonly string[], supported: readonly string[]): ConditionDraft =>
  unresolved(
    "InvalidRouteKinds",
    `allowedRoutes.kinds names ${kinds.join(", ")}; supported ${supported.length === 1 ? "is" : "are"} ${supported.join(", ")}`,
  );

export const listenerProgrammed = (): ConditionDraft => ({
  type: "Programmed",
  status: "True",
  reason: "Programmed",
  message: "Listener is programmed",
});

export const listenerInvalid = (why: string): ConditionDraft => ({
  type: "Programmed",
  status: "False",
  reason: "Invalid",
  message: `Listener is not programmed: ${why}`,
});

export const listenerPending = (why: string): ConditionDraft => ({
  type: "Programmed",
  status: "False",
  reason: "Pending",
  message: why,
});

/** Legal, but a client may reuse a connection for a host of the other listener. */
export const overlappingHostnames = (others: readonly string[]): ConditionDraft => ({
  type: "OverlappingTLSConfig",
  status: "True",
  reason: "OverlappingHostnames",
  message: `Hostnames of ${listenerNames(others)} overlap with this listener's on the same port`,
});
