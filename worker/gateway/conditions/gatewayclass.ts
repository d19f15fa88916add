/**
 * Conditions of a GatewayClass. https://gateway-api.sigs.k8s.io/reference/spec/#gatewayclassconditiontype
 */
import type { ConditionDraft } from "../kinds/index.ts";
import { invalidParameters, isTrue, versionNotSupported } from "./words.ts";

export const classAccepted = (controllerName: string): ConditionDraft =>
  isTrue("Accepted", `GatewayClass is accepted by ${controllerName}`);

export const classInvalidParameters = (wanted: string, implementation: string): ConditionDraft =>
  invalidParameters("spec.parametersRef", wanted, implementation);

export const versionSupported = (version: string): ConditionDraft =>
  isTrue("SupportedVersion", `The installed Gateway API CRDs are of version ${version}, which is supported`);

export const versionUnsupported = (version: string | undefined, range: string): ConditionDraft =>
  versionNotSupported(
    "UnsupportedVersion",
    version
      ? `The installed Gateway API CRDs are of version ${version}; supported are ${range}. Doing what can be done`
      : `The installed Gateway API CRDs do not say their version (annotation gateway.networking.k8s.io/bundle-version); supported are ${range}`,
  );
