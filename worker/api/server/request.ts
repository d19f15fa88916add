import type { Kind } from "../machinery/kind.ts";
import type { Draft, KubeObject } from "../machinery/object.ts";
import type { Store } from "./store.ts";
import type { Written } from "./written.ts";

/** Who asks. */
export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Who asks, as reviews and admission requests say it. authentication.k8s.io/v1 UserInfo */
export function userInfo({ user, uid, groups, extra }: Identity) {
  return { username: user, ...(uid ? { uid } : {}), groups: [...groups], ...(extra ? { extra } : {}) };
}

/** What every write carries along. */
export interface WriteRequest {
  readonly by: Identity;
  /** dryRun=All: everything happens except the write. */
  readonly dryRun?: boolean;
  /** Who signs for the fields; known by the identity when absent. */
  readonly manager?: string;
  /** Comes from outside: what the server adds to the object is told apart from what its author gave. */
  readonly outside?: true;
  /** Who owns which field from now on, where the request itself decides that. */
  readonly written?: () => Written;
  /** The object as it was, with the owners that the request names itself. */
  readonly rebased?: () => KubeObject | undefined;
  /** Gathers what the answer's Warning headers say. */
  readonly warnings?: string[];
}

export interface DeleteRequest extends WriteRequest {
  readonly gracePeriodSeconds?: number;
  readonly propagation?: "Background" | "Foreground" | "Orphan";
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** What admission sees beside the object. */
export interface AdmissionContext {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly store: Store;
  readonly nowMs: number;
  readonly request: WriteRequest;
}

/**
 * Rules of the server that look beyond the object itself. Each throws a StatusError to refuse.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
 */
export interface Admission {
  readonly name: string;
  /** Qualified resources it concerns; all when absent. */
  readonly resources?: readonly string[];
  /** After defaulting, before the name is generated. */
  admitCreate?(draft: Draft<KubeObject>, context: AdmissionContext): void;
  admitUpdate?(draft: Draft<KubeObject>, old: KubeObject, context: AdmissionContext): void;
  /** Once a new object is valid, before it is stored. */
  checkCreate?(object: KubeObject, context: AdmissionContext): void;
  /** Once an object that changes is valid, before it is stored. */
  checkUpdate?(object: KubeObject, old: KubeObject, context: AdmissionContext): void;
  admitDelete?(object: KubeObject, context: AdmissionContext): void;
  /** Once the name is known and before validation: what the storage itself assigns. */
  assignOnCreate?(draft: Draft<KubeObject>, context: AdmissionContext): void;
  assignOnUpdate?(draft: Draft<KubeObject>, old: KubeObject, context: AdmissionContext): void;
}
