import { classAccepted, classInvalidParameters, versionSupported, versionUnsupported } from "../conditions/index.ts";
import type { ConditionDraft, GatewayClassObject } from "../kinds/index.ts";
import type { Implementation } from "./implementation.ts";

/** A class that names this implementation's controller. */
export interface GatewayClassNode {
  readonly object: GatewayClassObject;
  readonly conditions: readonly ConditionDraft[];
  /** Gateways of a class that is not accepted are left alone. */
  readonly accepted: boolean;
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#gatewayclassspec controllerName, parametersRef */
export function resolveClass(
  object: GatewayClassObject,
  implementation: Implementation,
  bundleVersion: string | undefined,
): GatewayClassNode | undefined {
  if (object.spec.controllerName !== implementation.controllerName) return undefined;
  const { parametersRef } = object.spec;
  const acceptance = parametersRef
    ? classInvalidParameters(`${parametersRef.kind} "${parametersRef.name}"`, implementation.name)
    : classAccepted(implementation.controllerName);
  return {
    object,
    accepted: !parametersRef,
    conditions: [acceptance, versionCondition(implementation, bundleVersion)],
  };
}

function versionCondition({ minorVersions: [first, last] }: Implementation, version: string | undefined) {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version ?? "") ?? [];
  const supported = major === "1" && Number(minor) >= first && Number(minor) <= last;
  return supported ? versionSupported(version!) : versionUnsupported(version, `v1.${first} to v1.${last}`);
}
