/**
 * AdmissionReview v1: what a webhook is sent and what it answers.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#webhook-request-and-response
 */
import { fromBase64 } from "../../../base/base64.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { JsonPatchOperation } from "../../machinery/patch.ts";
import type { Status } from "../../machinery/status.ts";
import { isObject, type JsonObject } from "../../machinery/values.ts";
import { userInfo, type WriteRequest } from "../request.ts";
import type { AdmissionCall } from "./match.ts";

export interface Reviewed {
  readonly call: AdmissionCall;
  /** The version in which the webhook wants the objects. */
  readonly kind: Kind;
  readonly request: WriteRequest;
  /** As they go over the wire. */
  readonly object: unknown;
  readonly oldObject: unknown;
}

const OPTIONS = { CREATE: "CreateOptions", UPDATE: "UpdateOptions", DELETE: "DeleteOptions" } as const;

const kindOf = ({ group, version, kind }: Kind) => ({ group, version, kind });
const resourceOf = ({ group, version, plural }: Kind) => ({ group, version, resource: plural });

/** The versions of the review that are spoken here. */
export const REVIEW_VERSIONS = ["v1", "v1beta1"];

export function reviewOf(uid: string, version: string, reviewed: Reviewed): JsonObject {
  const { call, kind, request, object, oldObject } = reviewed;
  const { by, dryRun = false, manager } = request;
  const { subresource } = call;
  const isNamespace = call.kind.group === "" && call.kind.plural === "namespaces";
  const namespace = isNamespace ? call.name : call.namespace;
  return {
    kind: "AdmissionReview",
    apiVersion: `admission.k8s.io/${version}`,
    request: {
      uid,
      kind: kindOf(kind),
      resource: resourceOf(kind),
      ...(subresource ? { subResource: subresource } : {}),
      requestKind: kindOf(call.kind),
      requestResource: resourceOf(call.kind),
      ...(subresource ? { requestSubResource: subresource } : {}),
      ...(call.name ? { name: call.name } : {}),
      ...(namespace ? { namespace } : {}),
      operation: call.operation,
      userInfo: userInfo(by),
      object: object ?? null,
      oldObject: oldObject ?? null,
      dryRun,
      options: {
        kind: OPTIONS[call.operation],
        apiVersion: "meta.k8s.io/v1",
        ...(dryRun ? { dryRun: ["All"] } : {}),
        ...(manager && call.operation !== "DELETE" ? { fieldManager: manager } : {}),
      },
    },
  };
}

/** What a webhook has decided. */
export interface Verdict {
  readonly allowed: boolean;
  readonly status?: Partial<Status>;
  readonly warnings: readonly string[];
  readonly patch?: readonly JsonPatchOperation[];
}

/** An answer that is none, and why. */
export class ReviewError extends Error {}

/** @throws ReviewError in the server's words */
export function readVerdict(body: string, asked: { uid: string; version: string; mutating: boolean }): Verdict {
  const { uid, version, mutating } = asked;
  const review = parse(body);
  const { response } = review;
  const invalid = (words: string) => new ReviewError(`received invalid webhook response: ${words}`);
  if (!isObject(response)) throw invalid("webhook response was absent");
  if (version === "v1") {
    const given = typeof response.uid === "string" ? response.uid : "";
    if (given !== uid) throw invalid(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(given)}`);
    const [group, own] = `${review.apiVersion ?? ""}`.split("/");
    if (review.apiVersion !== "admission.k8s.io/v1" || review.kind !== "AdmissionReview") {
      const gotten = `${group}/${own ?? ""}, Kind=${review.kind ?? ""}`;
      throw invalid(`expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got ${gotten}`);
    }
    checkPatch(response, mutating, invalid);
  }
  const { patch, allowed, status, warnings } = response;
  return {
    allowed: allowed === true,
    ...(isObject(status) ? { status: status as Partial<Status> } : {}),
    warnings: Array.isArray(warnings) ? warnings.map(String) : [],
    ...(mutating && typeof patch === "string" && patch !== "" ? { patch: readPatch(patch) } : {}),
  };
}

function checkPatch(
  { patch, patchType }: JsonObject,
  mutating: boolean,
  invalid: (words: string) => ReviewError,
): void {
  const given = typeof patch === "string" && patch !== "";
  const typed = patchType !== undefined && patchType !== null;
  if (!mutating) {
    if (given) throw invalid("validating webhook may not return response.patch");
    if (typed) throw invalid("validating webhook may not return response.patchType");
    return;
  }
  if (given && !typed) throw invalid("webhook returned response.patch but not response.patchType");
  if (!given && typed) throw invalid("webhook returned response.patchType but not response.patch");
  if (typed && patchType === "") throw invalid('webhook returned invalid response.patchType of ""');
  if (typed && patchType !== "JSONPatch") throw new ReviewError(`unsupported patch type ${JSON.stringify(patchType)}`);
}

function parse(body: string): JsonObject {
  try {
    const review: unknown = JSON.parse(body);
    if (isObject(review)) return review;
  } catch {
    // Told below.
  }
  throw new ReviewError(
    "failed to call webhook: couldn't get version/kind; json parse error: invalid character in the webhook's answer",
  );
}

function readPatch(base64: string): readonly JsonPatchOperation[] {
  try {
    const text = fromBase64(base64);
    const patch: unknown = JSON.parse(text);
    if (patch === null) return [];
    if (Array.isArray(patch)) return patch as readonly JsonPatchOperation[];
  } catch {
    // Told below.
  }
  throw new ReviewError("received undecodable patch in webhook response: invalid JSON Patch");
}
