/**
 * Conditions of a Gateway. https://gateway-api.sigs.k8s.io/reference/spec/#gatewayconditiontype
 */
import type { ConditionDraft } from "../kinds/index.ts";
import { listenerNames } from "./words.ts";

export const gatewayAccepted = (): ConditionDraft => ({
  type: "Accepted",
  status: "True",
  reason: "Accepted",
  message: "Gateway is accepted",
});

/** Some listeners are well and are served. */
export const someListenersNotValid = (names: readonly string[]): ConditionDraft => ({
  type: "Accepted",
  status: "True",
  reason: "ListenersNotValid",
  message: `Gateway is accepted, but not ${listenerNames(names)}: see status.listeners`,
});

export const noListenerValid = (names: readonly string[]): ConditionDraft => ({
  type: "Accepted",
  status: "False",
  reason: "ListenersNotValid",
  message: names.length > 0 ? "Gateway has no valid listener: see status.listeners" : "Gateway has no listener",
});

export const gatewayInvalidParameters = (wanted: string, implementation: string): ConditionDraft => ({
  type: "Accepted",
  status: "False",
  reason: "InvalidParameters",
  message: `spec.infrastructure.parametersRef names ${wanted}, but ${implementation} takes no parameters`,
});

export const unsupportedAddress = (type: string, supported: string): ConditionDraft => ({
  type: "Accepted",
  status: "False",
  reason: "UnsupportedAddress",
  message: `spec.addresses asks for an address of type ${type}; supported is ${supported}`,
});

export const gatewayProgrammed = (addresses: readonly string[]): ConditionDraft => ({
  type: "Programmed",
  status: "True",
  reason: "Programmed",
  message: `Gateway is programmed and reachable at ${addresses.join(", ")}`,
});

const notProgrammed = (reason: string, message: string): ConditionDraft => ({
  type: "Programmed",
  status: "False",
  reason,
  message,
});

/** Nothing of it can be served. */
export const gatewayInvalid = (): ConditionDraft =>
  notProgrammed("Invalid", "Gateway is not accepted, so nothing is programmed");

export const gatewayPending = (message: string): ConditionDraft => notProgrammed("Pending", message);

export const noResources = (message: string): ConditionDraft => notProgrammed("NoResources", message);

export const addressNotAssigned = (message: string): ConditionDraft => notProgrammed("AddressNotAssigned", message);

export const addressNotUsable = (message: string): ConditionDraft => notProgrammed("AddressNotUsable", message);
