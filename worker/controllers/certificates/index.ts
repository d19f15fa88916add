/**
 * Certificate signing requests: signs those that are approved, and clears away those that nobody needs any more.
 *
 * In:   CertificateSigningRequests for the signers of Kubernetes itself, and the cluster's authority.
 * Out:  certificates in their status, or why there is none; deletions.
 * Never: approves anything.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
 * @module
 */
import { type Controller, defineController, type ReconcileContext, type Requeue } from "../../api/client/controller.ts";
import type { CertificateSigningRequestObject } from "../../api/generated/types.ts";
import { CertificateSigningRequest } from "../../api/kinds/index.ts";
import { refOf } from "../../api/machinery/object.ts";
import { fromBase64 } from "../../base/base64.ts";
import { rfc3339 } from "../../base/time.ts";
import { unlessGone } from "../workload/ownership.ts";
import { refusal, SIGNERS } from "./recognise.ts";
import { requestIn, type SigningAuthority, signed } from "./sign.ts";

export type { SigningAuthority } from "./sign.ts";

const HOUR_MS = 3_600_000;
/** k8s.io/kubernetes pkg/controller/certificates/cleaner */
const DECIDED_MS = HOUR_MS;
const PENDING_MS = 24 * HOUR_MS;

/** @param authority what certificates are signed with; without it none are */
export function certificateController(
  authority: SigningAuthority | undefined,
): Controller<CertificateSigningRequestObject> {
  return defineController<CertificateSigningRequestObject>({
    name: "certificate-controller",
    for: CertificateSigningRequest,
    watches: [],
    async reconcile(_ref, request, context) {
      if (!request) return undefined;
      if (authority && isWaiting(request)) await answer(request, authority, context);
      return clearAway(request, context);
    },
  });
}

const has = ({ status }: CertificateSigningRequestObject, type: string): boolean =>
  status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;

/** Approved, and not answered yet. */
const isWaiting = (request: CertificateSigningRequestObject): boolean =>
  has(request, "Approved") &&
  !has(request, "Failed") &&
  !request.status?.certificate &&
  SIGNERS.has(request.spec.signerName);

async function answer(
  object: CertificateSigningRequestObject,
  authority: SigningAuthority,
  { client, clock, random, log }: ReconcileContext,
): Promise<void> {
  const { spec, status, metadata } = object;
  const request = requestIn(fromBase64(spec.request));
  if (!request) {
    log(`"Unhandled Error" err="unable to parse csr \\"${metadata.name}\\""`);
    return;
  }
  const usages = spec.usages ?? [];
  const words = refusal(spec.signerName, request, usages);
  if (words !== undefined) {
    const failed = {
      type: "Failed",
      status: "True",
      reason: "SignerValidationFailure",
      message: words,
      lastUpdateTime: rfc3339(clock.now()),
    };
    const conditions = [...(status?.conditions ?? []), failed];
    await unlessGone(client.replaceStatus(CertificateSigningRequest, { ...object, status: { ...status, conditions } }));
    return;
  }
  const { expirationSeconds } = spec;
  const chance = random.stream("certificates");
  const pem = signed({ request, usages, expirationSeconds }, authority, { nowMs: clock.now(), chance });
  const certificate = btoa(pem);
  await unlessGone(client.replaceStatus(CertificateSigningRequest, { ...object, status: { ...status, certificate } }));
}

/** Decided ones go after an hour, the others after a day. */
async function clearAway(
  object: CertificateSigningRequestObject,
  { client, clock }: ReconcileContext,
): Promise<Requeue | undefined> {
  const { status, metadata } = object;
  const decided = status?.conditions?.map(({ lastUpdateTime }) => Date.parse(lastUpdateTime ?? "") || 0) ?? [];
  const dueMs =
    decided.length > 0 ? Math.max(...decided) + DECIDED_MS : Date.parse(metadata.creationTimestamp ?? "") + PENDING_MS;
  const restMs = dueMs - clock.now();
  if (restMs > 0) return { requeueAfterMs: restMs };
  await unlessGone(client.delete(CertificateSigningRequest, refOf(object)));
  return undefined;
}
