/**
 * Conditions of a Gateway. https://gateway-api.sigs.k8s.io/reference/spec/#gatewayconditiontype
 */
import type { ConditionDraft } from "../kinds/index.ts";
import { invalidParameters, isTrue, listenerNames, notAccepted, notProgrammed } from "./words.ts";

export const gatewayAccepted = (): ConditionDraft => isTrue("Accepted", "Gateway is accepted");

/** Some listeners are well and are served. */
export const someListenersNotValid = (names: readonly string[]): ConditionDraft =>
  isTrue("Accepted", `Gateway is accepted, but not ${listenerNames(names)}: see status.listeners`, "ListenersNotValid");

export const noListenerValid = (names: readonly string[]): ConditionDraft =>
  notAccepted(
    "ListenersNotValid",
    names.length > 0 ? "Gateway has no valid listener: see status.listeners" : "Gateway has no listener",
  );

export const gatewayInvalidParameters = (wanted: string, implementation: string): ConditionDraft =>
  invalidParameters("spec.infrastructure.parametersRef", wanted, implementation);

export const unsupportedAddress = (type: string, supported: string): ConditionDraft =>
  notAccepted("UnsupportedAddress", `spec.addresses asks for an address of type ${type}; supported is ${supported}`);

export const gatewayProgrammed = (addresses: readonly string[]): ConditionDraft =>
  isTrue("Programmed", `Gateway is programmed and reachable at ${addresses.join(", ")}`);

/** Nothing of it can be served. */
export const gatewayInvalid = (): ConditionDraft =>
  notProgrammed("Invalid", "Gateway is not accepted, so nothing is programmed");

export const gatewayPending = (message: string): ConditionDraft => notProgrammed("Pending", message);

export const noResources = (message: string): ConditionDraft => notProgrammed("NoResources", message);

export const addressNotAssigned = (message: string): ConditionDraft => notProgrammed("AddressNotAssigned", message);

export const addressNotUsable = (message: string): ConditionDraft => notProgrammed("AddressNotUsable", message);
