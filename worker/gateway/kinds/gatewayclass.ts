import { customKind, type Kind } from "../../api/machinery/kind.ts";
import { type Condition, GATEWAY_GROUP, type Meta } from "./common.ts";

/** https://gateway-api.sigs.k8s.io/reference/spec/#gatewayclass */
export interface GatewayClassObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Meta;
  readonly spec: {
    readonly controllerName: string;
    readonly description?: string;
    readonly parametersRef?: {
      readonly group: string;
      readonly kind: string;
      readonly namespace?: string;
      readonly name: string;
    };
  };
  readonly status?: GatewayClassStatus;
}

export interface GatewayClassStatus {
  readonly conditions?: readonly Condition[];
  readonly supportedFeatures?: readonly { readonly name: string }[];
}

/** The kind by which clients and caches find it; what it validates is the CustomResourceDefinition's. */
export const GatewayClass: Kind<GatewayClassObject> = customKind<GatewayClassObject>({
  group: GATEWAY_GROUP,
  version: "v1",
  kind: "GatewayClass",
  plural: "gatewayclasses",
  namespaced: false,
});
