/**
 * Conditions of a GatewayClass. https://gateway-api.sigs.k8s.io/reference/spec/#gatewayclassconditiontype
 */
import type { ConditionDraft } from "../kinds/index.ts";

export const classAccepted = (controllerName: string): ConditionDraft => ({
  type: "Accepted",
  status: "True",
  reason: "Accepted",
  message: `GatewayClass is accepted by ${controllerName}`,
});

export const classInvalidParameters = (wanted: string, implementation: string): ConditionDraft => ({
  type: "Accepted",
  status: "False",
  reason: "InvalidParameters",
  message: `spec.parametersRef names ${wanted}, but ${implementation} takes no parameters`,
});

export const versionSupported = (version: string): ConditionDraft => ({
  type: "SupportedVersion",
  status: "True",
  reason: "SupportedVersion",
  message: `The installed Gateway API CRDs are of version ${version}, which is supported`,
});

export const versionUnsupported = (version: string | undefined, range: string): ConditionDraft => ({
  type: "SupportedVersion",
  status: "False",
  reason: "UnsupportedVersion",
  message: version
    ? `The installed Gateway API CRDs are of version ${version}; supported are ${range}. Doing what can be done`
    : `The installed Gateway API CRDs do not say their version (annotation gateway.networking.k8s.io/bundle-version); supported are ${range}`,
});
