/**
 * Questions to the server that are asked by creating an object and answered in its status: who am I, whose token is this, may I?
 * Nothing is stored.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 */
import type { Authorize } from "../client/inProcess.ts";
import type {
  LocalSubjectAccessReviewObject,
  ResourceAttributes,
  SelfSubjectAccessReviewObject,
  SubjectAccessReviewObject,
  TokenReviewObject,
} from "../generated/types.ts";
import { badRequest } from "../machinery/failures.ts";
import { defineKind, type Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import type { Identity } from "./request.ts";
import type { Verbs } from "./verbs.ts";

const AUTHENTICATION = "authentication.k8s.io";
const AUTHORIZATION = "authorization.k8s.io";

const review = (group: string, kind: string, namespaced = false): Kind =>
  defineKind<KubeObject>({
    group,
    version: "v1",
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced,
    schema: kind,
    verbs: ["create"],
    withoutGeneration: true,
    columns: [],
  });

const KINDS: readonly Kind[] = [
  review(AUTHENTICATION, "SelfSubjectReview"),
  review(AUTHENTICATION, "TokenReview"),
  review(AUTHORIZATION, "LocalSubjectAccessReview", true),
  review(AUTHORIZATION, "SelfSubjectAccessReview"),
  review(AUTHORIZATION, "SelfSubjectRulesReview"),
  review(AUTHORIZATION, "SubjectAccessReview"),
];

/** The kinds of a server, with the reviews in their place of discovery: after apps. */
export function withReviews(kinds: readonly Kind[]): readonly Kind[] {
  const at = kinds.findIndex(({ group }) => group !== "" && group !== "apps");
  return at < 0 ? [...kinds, ...KINDS] : [...kinds.slice(0, at), ...KINDS, ...kinds.slice(at)];
}

export const isReview = (kind: Kind): boolean => KINDS.includes(kind);

export interface Reviewer {
  readonly verbs: Verbs;
  readonly authorize: Authorize;
  readonly by: Identity;
}

/** The review with its answer. */
export function reviewed(object: KubeObject, reviewer: Reviewer): KubeObject {
  return { ...object, metadata: object.metadata ?? {}, status: statusOf(object, reviewer) } as KubeObject;
}

function statusOf(object: KubeObject, reviewer: Reviewer): object {
  const { by } = reviewer;
  switch (object.kind) {
    case "SelfSubjectReview":
      return { userInfo: { username: by.user, groups: by.groups } };
    case "TokenReview":
      return tokenStatus(object as TokenReviewObject, reviewer);
    case "SelfSubjectRulesReview":
      return EVERYTHING;
    case "SelfSubjectAccessReview":
      return accessStatus((object as SelfSubjectAccessReviewObject).spec, by, reviewer);
    default: {
      const { spec } = object as SubjectAccessReviewObject | LocalSubjectAccessReviewObject;
      return accessStatus(spec, { user: spec?.user ?? "", groups: spec?.groups ?? [] }, reviewer);
    }
  }
}

/** What is allowed is not worked out from roles: whoever is let in may do everything. */
const EVERYTHING = {
  resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
  incomplete: false,
};

function tokenStatus({ spec }: TokenReviewObject, { verbs }: Reviewer): object {
  if (!spec?.token) throw badRequest("token is required for TokenReview in authentication");
  const identity = verbs.identityOf(spec.token);
  if (!identity) return { user: {}, error: "[invalid bearer token, service account token is not valid]" };
  const { user, groups } = identity;
  return {
    authenticated: true,
    user: { username: user, groups },
    audiences: ["https://kubernetes.default.svc.cluster.local"],
  };
}

interface Asked {
  readonly resourceAttributes?: ResourceAttributes;
  readonly nonResourceAttributes?: unknown;
}

function accessStatus(spec: Asked | undefined, who: Identity, { verbs, authorize }: Reviewer): object {
  const { resourceAttributes: asked, nonResourceAttributes } = spec ?? {};
  if ((asked === undefined) === (nonResourceAttributes === undefined)) {
    throw badRequest("exactly one of nonResourceAttributes or resourceAttributes must be specified");
  }
  const kind =
    asked && verbs.kinds.all().find((one) => one.group === (asked.group ?? "") && one.plural === asked.resource);
  if (!asked || !kind) return { allowed: true };
  const { verb = "", namespace, name, subresource } = asked;
  const why = authorize(who, {
    verb,
    kind,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(subresource ? { subresource } : {}),
  });
  return why === undefined ? { allowed: true } : { allowed: false, reason: why };
}
