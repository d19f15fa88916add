/**
 * Conditions of a route toward a parent. https://gateway-api.sigs.k8s.io/reference/spec/#routeconditiontype
 */
import type { ConditionDraft } from "../kinds/index.ts";
import { isTrue, notAccepted, refNotPermitted, unresolved } from "./words.ts";

export const routeAccepted = (): ConditionDraft => isTrue("Accepted", "Route is accepted");

export const noMatchingParent = (message: string): ConditionDraft => notAccepted("NoMatchingParent", message);

export const notAllowedByListeners = (message: string): ConditionDraft => notAccepted("NotAllowedByListeners", message);

export const noMatchingListenerHostname = (message: string): ConditionDraft =>
  notAccepted("NoMatchingListenerHostname", message);

/** Not in the spec's list, which lets implementations add their own: every listener that would take the route is itself refused. */
export const noReadyListeners = (message: string): ConditionDraft => notAccepted("NoReadyListeners", message);

export const routeUnsupportedValue = (message: string): ConditionDraft => notAccepted("UnsupportedValue", message);

export const incompatibleFilters = (message: string): ConditionDraft => notAccepted("IncompatibleFilters", message);

/** Rules that cannot be served are left out, the others are served. */
export const droppedRules = (message: string): ConditionDraft =>
  isTrue("PartiallyInvalid", `Dropped Rule: ${message}`, "UnsupportedValue");

export const backendNotFound = (service: string): ConditionDraft =>
  unresolved("BackendNotFound", `Service "${service}" not found`);

export const backendPortNotFound = (
  service: string,
  port: number | undefined,
  ports: readonly number[],
): ConditionDraft =>
  unresolved(
    "BackendNotFound",
    `Service "${service}" has no port ${port ?? "of no number"}: it has ${ports.length > 0 ? ports.join(", ") : "none"}`,
  );

export const backendPortMissing = (service: string): ConditionDraft =>
  unresolved("UnsupportedValue", `The reference to Service "${service}" names no port`);

export const invalidBackendKind = (kind: string): ConditionDraft =>
  unresolved("InvalidKind", `A backend of kind ${kind} is not supported: only Service is`);

export const invalidFilterKind = (kind: string, name: string): ConditionDraft =>
  unresolved("InvalidKind", `The filter extension ${kind} "${name}" is of a kind that is not supported`);

export const backendNotPermitted = (service: string, from: string, to: string): ConditionDraft =>
  refNotPermitted(`Service "${service}"`, "HTTPRoutes", from, to);

export const backendUnsupportedProtocol = (service: string, port: number, protocol: string): ConditionDraft =>
  unresolved("UnsupportedProtocol", `Port ${port} of Service "${service}" speaks ${protocol}, which is not supported`);

export const externalNameBackend = (service: string): ConditionDraft =>
  unresolved("UnsupportedValue", `Service "${service}" is of type ExternalName, which is not supported as a backend`);
