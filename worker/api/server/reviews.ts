/**
 * Questions to the server that are asked by creating an object and answered in its status: who am I, whose token is this, may I?
 * Nothing is stored.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 */
import type {
  LocalSubjectAccessReviewObject,
  NonResourceAttributes,
  ResourceAttributes,
  SelfSubjectAccessReviewObject,
  SelfSubjectRulesReviewObject,
  SubjectAccessReviewObject,
  TokenReviewObject,
} from "../generated/types.ts";
import { badRequest, invalidObject } from "../machinery/failures.ts";
import { type FieldError, fieldPath, invalid } from "../machinery/field.ts";
import { defineKind, type Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import { timestamp } from "../machinery/values.ts";
import { type Attributes, type Authorize, resourceRequest } from "./authorization/attributes.ts";
import type { Authorization } from "./authorization/authorization.ts";
import { type Identity, userInfo } from "./request.ts";
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

const BEFORE: readonly string[] = ["", "apiregistration.k8s.io", "apps", "events.k8s.io"];

/** The kinds of a server, with the reviews in their place of discovery: after apps and events. */
export function withReviews(kinds: readonly Kind[]): readonly Kind[] {
  const at = kinds.findIndex(({ group }) => !BEFORE.includes(group));
  return at < 0 ? [...kinds, ...KINDS] : [...kinds.slice(0, at), ...KINDS, ...kinds.slice(at)];
}

export const isReview = (kind: Kind): boolean => KINDS.includes(kind);

export interface Reviewer {
  readonly verbs: Verbs;
  readonly authorize: Authorize;
  /** Absent where everyone may do everything. */
  readonly authorization: Authorization | undefined;
  readonly by: Identity;
}

/** The review with its answer, in the namespace of its path. @throws StatusError Invalid, BadRequest */
export async function reviewed(
  given: KubeObject,
  namespace: string | undefined,
  reviewer: Reviewer,
): Promise<KubeObject> {
  const metadata = { ...given.metadata, ...(namespace ? { namespace } : {}) };
  const object = { ...given, metadata };
  const status = await statusOf(object, reviewer);
  switch (object.kind) {
    case "SelfSubjectReview": {
      const creationTimestamp = timestamp(reviewer.verbs.resources.clock.now());
      return { ...object, metadata: { ...metadata, creationTimestamp }, status } as KubeObject;
    }
    case "SelfSubjectRulesReview":
      return { ...object, spec: {}, status } as KubeObject;
    default:
      return { ...object, status } as KubeObject;
  }
}

async function statusOf(object: KubeObject, reviewer: Reviewer): Promise<object> {
  const { by } = reviewer;
  switch (object.kind) {
    case "SelfSubjectReview":
      return { userInfo: userInfo(by) };
    case "TokenReview":
      return tokenStatus(object as TokenReviewObject, reviewer);
    case "SelfSubjectRulesReview":
      return rulesStatus(object as SelfSubjectRulesReviewObject, reviewer);
    default:
      return accessStatus(object as AccessReview, reviewer);
  }
}

/** What there is to list where nothing is worked out from roles: whoever is let in may do everything. */
const EVERYTHING = {
  resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
  incomplete: false,
};

/** k8s.io/kubernetes pkg/registry/authorization/selfsubjectrulesreview */
async function rulesStatus({ spec }: SelfSubjectRulesReviewObject, { authorization, by }: Reviewer): Promise<object> {
  if (!spec?.namespace) throw badRequest("no namespace on request");
  if (!authorization) return EVERYTHING;
  const { rules, missing } = (await authorization.evaluator()).grants(by, spec.namespace);
  const isNode = by.user.startsWith("system:node:") && by.groups.includes("system:nodes");
  const errors = [...(isNode ? ["node authorizer does not support user rule resolution"] : []), ...missing];
  return {
    resourceRules: rules
      .filter(({ rule }) => rule.resources?.length)
      .map(({ rule: { verbs, apiGroups, resources, resourceNames } }) => ({
        verbs,
        ...(apiGroups ? { apiGroups } : {}),
        ...(resources ? { resources } : {}),
        ...(resourceNames ? { resourceNames } : {}),
      })),
    nonResourceRules: rules
      .filter(({ rule }) => rule.nonResourceURLs?.length)
      .map(({ rule: { verbs, nonResourceURLs } }) => ({ verbs, nonResourceURLs })),
    incomplete: isNode,
    ...(errors.length > 0 ? { evaluationError: errors.length > 1 ? `[${errors.join(", ")}]` : errors[0] } : {}),
  };
}

function tokenStatus({ spec }: TokenReviewObject, { verbs }: Reviewer): object {
  if (!spec?.token) throw badRequest("token is required for TokenReview in authentication");
  const identity = verbs.identityOf(spec.token);
  if (!identity) {
    const ours = verbs.tokens.isOurs(spec.token) ? ", service account token is not valid]" : "";
    return { user: {}, error: `${ours && "["}invalid bearer token${ours}` };
  }
  return {
    authenticated: true,
    user: userInfo(identity),
    audiences: ["https://kubernetes.default.svc.cluster.local"],
  };
}

type AccessReview = SelfSubjectAccessReviewObject | SubjectAccessReviewObject | LocalSubjectAccessReviewObject;

async function accessStatus(review: AccessReview, { authorize, authorization, by }: Reviewer): Promise<object> {
  const errors = accessErrors(review);
  if (errors.length > 0) throw invalidObject({ group: AUTHORIZATION, kind: "" }, "", errors);
  const { resourceAttributes: asked, nonResourceAttributes: path } = review.spec;
  const attributes: Attributes = asked
    ? resourceRequest(asked.verb ?? "", { group: asked.group ?? "", plural: asked.resource ?? "" }, selectedBy(asked))
    : { verb: path?.verb ?? "", path: path?.path ?? "" };
  const who = subjectOf(review, by);
  const evaluator = await authorization?.evaluator();
  const { allowed, reason } = evaluator ? evaluator.decide(who, attributes) : await authorize(who, attributes);
  return { allowed, ...(reason ? { reason } : {}) };
}

function selectedBy({ fieldSelector, ...asked }: ResourceAttributes) {
  const { namespace = "", name = "", subresource = "" } = asked;
  return { namespace, name, subresource, fields: fieldSelector?.rawSelector ?? "" };
}

/** Whom a review asks about. */
function subjectOf(review: AccessReview, by: Identity): Identity {
  if (review.kind === "SelfSubjectAccessReview") return by;
  const { user = "", groups = [] } = (review as SubjectAccessReviewObject).spec;
  return { user, groups };
}

/** The server's own type has no names for JSON. */
const asGo = ({ path = "", verb = "" }: NonResourceAttributes) => ({ Path: path, Verb: verb });

/** k8s.io/kubernetes pkg/apis/authorization/validation */
function accessErrors(review: AccessReview): readonly FieldError[] {
  const spec = fieldPath("spec");
  const { resourceAttributes: asked, nonResourceAttributes: path } = review.spec ?? {};
  const errors: FieldError[] = [];
  if (asked && path) {
    errors.push(
      invalid(
        spec.child("nonResourceAttributes"),
        asGo(path),
        "cannot be specified in combination with resourceAttributes",
      ),
    );
  }
  if (!asked && !path) {
    const words = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    errors.push(invalid(spec.child("resourceAttributes"), null, words));
  }
  if (review.kind === "SelfSubjectAccessReview") return errors;
  const { user = "", groups = [] } = (review as SubjectAccessReviewObject).spec ?? {};
  if (!user && groups.length === 0) {
    errors.push(invalid(spec.child("user"), "", "at least one of user or group must be specified"));
  }
  if (review.kind !== "LocalSubjectAccessReview") return errors;
  const { namespace = "" } = review.metadata ?? {};
  if (asked && (asked.namespace ?? "") !== namespace) {
    const at = fieldPath("spec.resourceAttributes.namespace");
    errors.push(invalid(at, asked.namespace ?? "", "must match metadata.namespace"));
  }
  if (path) {
    errors.push(invalid(fieldPath("spec.nonResourceAttributes"), asGo(path), "disallowed on this kind of request"));
  }
  return errors;
}
