import type { OwnerReference } from "../../../api/generated/types.ts";
import type { GatewayObject } from "../../kinds/index.ts";

/** https://gateway-api.sigs.k8s.io/geps/gep-1762/ */
export const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";
const CLASS_NAME = "gateway.networking.k8s.io/gateway-class-name";
const MANAGED_BY = "app.kubernetes.io/managed-by";
export const MANAGER = "gatehouse";

/** Where proxies ask whether they are ready. */
export const READY_PORT = 19_001;
/** Where the controller hands out configurations, and where its own health is asked for. */
export const CONFIGURATION_PORT = 18_000;
export const HEALTH_PORT = 8081;

/** Deployment and Service of a Gateway: "shop-gatehouse", in its namespace. GEP-1762: NAME-CLASS. */
export function resourceName({ metadata, spec }: GatewayObject): string {
  return `${metadata.name}-${spec.gatewayClassName}`;
}

/** Labels of all that is made for a Gateway; what infrastructure asks for comes first, so that ours cannot be taken away. */
export function labelsOf({ metadata, spec }: GatewayObject): Readonly<Record<string, string>> {
  return {
    ...spec.infrastructure?.labels,
    [MANAGED_BY]: MANAGER,
    [GATEWAY_NAME]: metadata.name,
    [CLASS_NAME]: spec.gatewayClassName,
  };
}

/** The Gateway as the controller of what is made for it: goes with it. */
export function ownerOf({ apiVersion, kind, metadata }: GatewayObject): OwnerReference {
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}
