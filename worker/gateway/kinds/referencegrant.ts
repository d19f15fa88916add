import { customKind, type Kind } from "../../api/machinery/kind.ts";
import { GATEWAY_GROUP, type Meta } from "./common.ts";

/** https://gateway-api.sigs.k8s.io/reference/spec/#referencegrant */
export interface ReferenceGrantObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Meta;
  readonly spec: {
    readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
    readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[];
  };
}

export const ReferenceGrant: Kind<ReferenceGrantObject> = customKind<ReferenceGrantObject>({
  group: GATEWAY_GROUP,
  version: "v1beta1",
  kind: "ReferenceGrant",
  plural: "referencegrants",
  namespaced: true,
});
