/**
 * Conditions of a listener. https://gateway-api.sigs.k8s.io/reference/spec/#listenerconditiontype
 */
import type { ConditionDraft } from "../kinds/index.ts";
import {
  isTrue,
  listenerNames,
  notAccepted,
  notConflicted,
  notProgrammed,
  refNotPermitted,
  unresolved,
} from "./words.ts";

export const listenerAccepted = (): ConditionDraft => isTrue("Accepted", "Listener is accepted");

export const unsupportedProtocol = (protocol: string, supported: readonly string[]): ConditionDraft =>
  notAccepted("UnsupportedProtocol", `Protocol ${protocol} is not supported; supported are ${supported.join(", ")}`);

export const listenerUnsupportedValue = (message: string): ConditionDraft => notAccepted("UnsupportedValue", message);

/** A listener that conflicts is not accepted either: with the reason and words of the conflict. */
export const refusedByConflict = ({ reason, message }: ConditionDraft): ConditionDraft => notAccepted(reason, message);

export const noConflicts = (): ConditionDraft =>
  notConflicted("NoConflicts", "No other listener conflicts with this one");

export const protocolConflict = (
  port: number,
  own: string,
  others: readonly { readonly name: string; readonly protocol: string }[],
): ConditionDraft => {
  const named = others.map(({ name, protocol }) => `${protocol} (listener "${name}")`).join(", ");
  return isTrue("Conflicted", `Port ${port} cannot serve ${own} and ${named}`, "ProtocolConflict");
};

export const hostnameConflict = (
  port: number,
  hostname: string | undefined,
  others: readonly string[],
): ConditionDraft => {
  const have = others.length === 1 ? "has" : "have";
  const what = hostname ? `hostname "${hostname}"` : "no hostname";
  return isTrue("Conflicted", `On port ${port} ${listenerNames(others)} ${have} ${what} too`, "HostnameConflict");
};

export const invalidCertificateRef = (message: string): ConditionDraft => unresolved("InvalidCertificateRef", message);

export const certificateNotPermitted = (gateways: string, secret: string, namespace: string): ConditionDraft =>
  refNotPermitted(`Secret "${secret}"`, "Gateways", gateways, namespace);

export const invalidRouteKinds = (kinds: readonly string[], supported: readonly string[]): ConditionDraft =>
  unresolved(
    "InvalidRouteKinds",
    `allowedRoutes.kinds names ${kinds.join(", ")}; supported ${supported.length === 1 ? "is" : "are"} ${supported.join(", ")}`,
  );

export const listenerProgrammed = (): ConditionDraft => isTrue("Programmed", "Listener is programmed");

export const listenerInvalid = (why: string): ConditionDraft =>
  notProgrammed("Invalid", `Listener is not programmed: ${why}`);

export const listenerPending = (why: string): ConditionDraft => notProgrammed("Pending", why);

/** Legal, but a client may reuse a connection for a host of the other listener. */
export const overlappingHostnames = (others: readonly string[]): ConditionDraft =>
  isTrue(
    "OverlappingTLSConfig",
    `Hostnames of ${listenerNames(others)} overlap with this listener's on the same port`,
    "OverlappingHostnames",
  );
