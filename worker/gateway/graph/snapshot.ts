import type { EndpointSliceObject, NamespaceObject, SecretObject, ServiceObject } from "../../api/generated/types.ts";
import type { ObjectRef } from "../../api/machinery/object.ts";
import type { GatewayClassObject, GatewayObject, HTTPRouteObject, ReferenceGrantObject } from "../kinds/index.ts";

/** The cluster as a graph is built from it: lists of what is looked through, and look-ups for what is only referred to. */
export interface Snapshot {
  readonly gatewayClasses: readonly GatewayClassObject[];
  readonly gateways: readonly GatewayObject[];
  readonly httpRoutes: readonly HTTPRouteObject[];
  readonly referenceGrants: readonly ReferenceGrantObject[];
  service(ref: ObjectRef): ServiceObject | undefined;
  /** The slices of a Service. */
  endpointSlices(service: ObjectRef): readonly EndpointSliceObject[];
  secret(ref: ObjectRef): SecretObject | undefined;
  namespace(name: string): NamespaceObject | undefined;
  /** gateway.networking.k8s.io/bundle-version of the installed definitions: "v1.4.1". */
  readonly bundleVersion?: string;
}
