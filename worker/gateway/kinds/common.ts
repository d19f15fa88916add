import type { Condition, LabelSelector, NamedMeta } from "../../api/generated/types.ts";

/** The API group of Gateway API. */
export const GATEWAY_GROUP = "gateway.networking.k8s.io";

export type Meta = NamedMeta;
export type { Condition, LabelSelector };

/** A condition before it is settled: without the time of its last change and the generation it speaks of. */
export type ConditionDraft = Pick<Condition, "type" | "status" | "reason" | "message">;

/** A RouteGroupKind or the `from` of a grant: which kind of object is meant. */
export interface GroupKind {
  readonly group?: string;
  readonly kind: string;
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#parentreference */
export interface ParentReference {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#secretobjectreference */
export interface SecretReference {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#backendobjectreference */
export interface BackendObjectReference extends SecretReference {
  readonly port?: number;
}

export interface RouteParentStatus {
  readonly parentRef: ParentReference;
  readonly controllerName: string;
  readonly conditions?: readonly Condition[];
}
