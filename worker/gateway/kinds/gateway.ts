import { customKind, type Kind } from "../../api/machinery/kind.ts";
import {
  type Condition,
  GATEWAY_GROUP,
  type GroupKind,
  type LabelSelector,
  type Meta,
  type SecretReference,
} from "./common.ts";

/** https://gateway-api.sigs.k8s.io/reference/spec/#gateway */
export interface GatewayObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Meta;
  readonly spec: GatewaySpec;
  readonly status?: GatewayStatus;
}

export interface GatewaySpec {
  readonly gatewayClassName: string;
  readonly listeners?: readonly Listener[];
  readonly addresses?: readonly GatewayAddress[];
  readonly infrastructure?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly parametersRef?: { readonly group: string; readonly kind: string; readonly name: string };
  };
}

export interface GatewayAddress {
  readonly type?: string;
  readonly value?: string;
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#listener */
export interface Listener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: string;
  readonly tls?: {
    readonly mode?: string;
    readonly certificateRefs?: readonly SecretReference[];
    readonly options?: Readonly<Record<string, string>>;
  };
  readonly allowedRoutes?: {
    readonly namespaces?: { readonly from?: string; readonly selector?: LabelSelector };
    readonly kinds?: readonly GroupKind[];
  };
}

export interface GatewayStatus {
  readonly addresses?: readonly GatewayAddress[];
  readonly conditions?: readonly Condition[];
  readonly listeners?: readonly ListenerStatus[];
}

export interface ListenerStatus {
  readonly name: string;
  readonly supportedKinds?: readonly GroupKind[];
  readonly attachedRoutes: number;
  readonly conditions: readonly Condition[];
}

export const Gateway: Kind<GatewayObject> = customKind<GatewayObject>({
  group: GATEWAY_GROUP,
  version: "v1",
  kind: "Gateway",
  plural: "gateways",
  namespaced: true,
});
