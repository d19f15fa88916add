import type { OwnerReference } from "../../../api/generated/types.ts";
import { fnv1a32 } from "../../../base/hash.ts";
import type { GatewayObject } from "../../kinds/index.ts";

/** https://gateway-api.sigs.k8s.io/geps/gep-1762/ */
export const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";
const CLASS_NAME = "gateway.networking.k8s.io/gateway-class-name";
export const MANAGED_BY = "app.kubernetes.io/managed-by";
export const MANAGER = "gatehouse";

/** Where proxies ask whether they are ready. */
export const READY_PORT = 19_001;
/** Where the controller hands out configurations, and where its own health is asked for. */
export const CONFIGURATION_PORT = 18_000;
export const HEALTH_PORT = 8081;

const MOST = 63;

/** Texts of at most 63 characters as they are; of longer ones the beginning and a hash of the whole. */
const shortened = (text: string): string =>
  text.length <= MOST ? text : `${text.slice(0, MOST - 9)}-${fnv1a32(text).toString(16).padStart(8, "0")}`;

/**
 * Deployment and Service of a Gateway: "shop-gatehouse", in its namespace. GEP-1762: NAME-CLASS. A Service's name is one DNS label that
 * begins with a letter, where a Gateway's may be more.
 */
export function resourceName({ metadata, spec }: GatewayObject): string {
  const name = `${metadata.name}-${spec.gatewayClassName}`.replaceAll(".", "-");
  return shortened(/^[a-z]/.test(name) ? name : `gw-${name}`);
}

/** The label by which all that belongs to a Gateway is found. */
export const gatewayLabel = ({ metadata }: GatewayObject): string => shortened(metadata.name);

/** Labels of all that is made for a Gateway; what infrastructure asks for comes first, so that ours cannot be taken away. */
export function labelsOf(gateway: GatewayObject): Readonly<Record<string, string>> {
  const { gatewayClassName, infrastructure } = gateway.spec;
  return {
    ...infrastructure?.labels,
    [MANAGED_BY]: MANAGER,
    [GATEWAY_NAME]: gatewayLabel(gateway),
    [CLASS_NAME]: shortened(gatewayClassName),
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
