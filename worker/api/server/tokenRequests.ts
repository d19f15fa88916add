import { badRequest, conflict, invalidObject } from "../machinery/failures.ts";
import { fieldPath, invalid } from "../machinery/field.ts";
import type { KubeObject, ObjectRef } from "../machinery/object.ts";
import { type JsonObject, timestamp } from "../machinery/values.ts";
import type { KindRegistry } from "./kindRegistry.ts";
import type { Resources } from "./resources.ts";
import { ISSUER, type TokenClaims, type Tokens } from "./tokens.ts";

export interface TokenRequest {
  readonly spec?: {
    readonly audiences?: readonly string[] | null;
    readonly expirationSeconds?: number | null;
    readonly boundObjectRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly name?: string;
      readonly uid?: string;
    } | null;
  };
}

type BoundObjectRef = NonNullable<NonNullable<TokenRequest["spec"]>["boundObjectRef"]>;

/** The lifetime that kubelets ask for, and what --service-account-extend-token-expiration makes of it. */
const KUBELET_SECONDS = 3607;
const EXTENDED_MS = 365 * 24 * 3_600_000;
const DEFAULT_SECONDS = 3600;
const SHORTEST_SECONDS = 600;
const LONGEST_SECONDS = 2 ** 32;

interface Registry {
  readonly resources: Resources;
  readonly kinds: KindRegistry;
}

/**
 * What a token that is asked for now would say: for an hour unless the request says otherwise.
 *
 * @throws StatusError Invalid lifetime; NotFound, Conflict, BadRequest for what it is to be bound to
 */
export function grantedClaims({ resources, kinds }: Registry, ref: ObjectRef, request: TokenRequest): TokenClaims {
  const account = resources.get(kinds.required("v1", "ServiceAccount"), ref);
  const { boundObjectRef, audiences, expirationSeconds } = request.spec ?? {};
  const seconds = expirationSeconds ?? DEFAULT_SECONDS;
  const heard = audiences?.length ? audiences : [ISSUER];
  refuseLifetime(seconds);
  const { name, uid = "", namespace = "" } = account.metadata;
  const bound = boundObjectRef ? boundTo({ resources, kinds }, account, boundObjectRef) : undefined;
  const pod = boundObjectRef?.kind === "Pod" && bound ? { name: bound.name, uid: bound.uid ?? "" } : undefined;
  const issuedMs = resources.clock.now();
  return {
    namespace,
    serviceAccount: { name, uid },
    ...(pod ? { pod, ...nodeOf({ resources, kinds }, { namespace, name: pod.name }) } : {}),
    audiences: heard,
    issuedMs,
    // A kubelet's are good for longer than they say, for clients that do not read them again.
    expiresMs: issuedMs + (pod && seconds === KUBELET_SECONDS ? EXTENDED_MS : seconds * 1000),
  };
}

/**
 * serviceaccounts/token.
 *
 * @throws StatusError see grantedClaims
 * @see k8s.io/kubernetes pkg/registry/core/serviceaccount/storage TokenREST
 */
export function issueToken(
  { tokens, ...registry }: Registry & { readonly tokens: Tokens },
  ref: ObjectRef,
  request: TokenRequest,
): JsonObject {
  const claims = grantedClaims(registry, ref, request);
  const { namespace, serviceAccount, audiences, issuedMs } = claims;
  const { name, uid } = serviceAccount;
  const { boundObjectRef = null, expirationSeconds } = request.spec ?? {};
  const seconds = expirationSeconds ?? DEFAULT_SECONDS;
  return {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, uid, creationTimestamp: timestamp(issuedMs) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef },
    status: { token: tokens.sign(claims), expirationTimestamp: timestamp(issuedMs + seconds * 1000) },
  };
}

/** Where a pod runs: its token says so too. */
function nodeOf({ resources, kinds }: Registry, pod: ObjectRef) {
  const found = resources.find(kinds.required("v1", "Pod"), pod) as { spec?: { nodeName?: string } } | undefined;
  const name = found?.spec?.nodeName;
  const node = name && resources.find(kinds.required("v1", "Node"), { name });
  return node ? { node: { name, uid: node.metadata.uid ?? "" } } : {};
}

function refuseLifetime(seconds: number): void {
  const words =
    seconds < SHORTEST_SECONDS
      ? "may not specify a duration less than 10 minutes"
      : seconds > LONGEST_SECONDS
        ? "may not specify a duration larger than 2^32 seconds"
        : undefined;
  if (!words) return;
  const kind = { group: "authentication.k8s.io", kind: "TokenRequest" };
  throw invalidObject(kind, "", [invalid(fieldPath("spec.expirationSeconds"), seconds, words)]);
}

/** The object that the token is good for as long as. */
function boundTo(
  { resources, kinds }: Registry,
  account: KubeObject,
  { apiVersion = "", kind = "", name = "", uid }: BoundObjectRef,
): KubeObject["metadata"] {
  if ((apiVersion !== "" && apiVersion !== "v1") || !["Pod", "Node", "Secret"].includes(kind)) {
    throw badRequest(`cannot bind token to object of type ${apiVersion}, Kind=${kind}`);
  }
  const type = kinds.required("v1", kind);
  const object = resources.get(type, { name, ...(type.namespaced ? { namespace: account.metadata.namespace! } : {}) });
  const { serviceAccountName } = (object as { spec?: { serviceAccountName?: string } }).spec ?? {};
  if (kind === "Pod" && serviceAccountName !== account.metadata.name) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account.metadata.name)} to pod running with different serviceaccount name.`,
    );
  }
  if (uid && uid !== object.metadata.uid) {
    const words = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: "", plural: kind }, name, words);
  }
  return object.metadata;
}
