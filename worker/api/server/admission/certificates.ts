import type { CertificateSigningRequestObject } from "../../generated/types.ts";
import { forbiddenRequest } from "../../machinery/failures.ts";
import type { Draft } from "../../machinery/object.ts";
import type { Admission } from "../request.ts";

const CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client";
const MASTERS = "system:masters";

/**
 * A certificate signing request says who made it. Nobody gets a certificate of the group that may do everything.
 *
 * @see k8s.io/kubernetes pkg/registry/certificates, plugin/pkg/admission/certificates/subjectrestriction
 */
export const certificateRequests: Admission = {
  name: "CertificateSubjectRestriction",
  resources: ["certificatesigningrequests.certificates.k8s.io"],
  assignOnCreate(draft, { request: { by } }) {
    const { spec } = draft as unknown as Draft<CertificateSigningRequestObject>;
    const { username: _, uid: __, groups: ___, extra: ____, ...asked } = spec;
    const { user, uid, groups, extra } = by;
    Object.assign(draft, {
      spec: {
        ...asked,
        ...(user ? { username: user } : {}),
        ...(uid ? { uid } : {}),
        ...(groups.length > 0 ? { groups: [...groups] } : {}),
        ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
      },
    });
  },
  checkCreate(object, { kind }) {
    const { spec, metadata } = object as CertificateSigningRequestObject;
    if (spec.signerName !== CLIENT_SIGNER || !textOf(spec.request).includes(MASTERS)) return;
    const words = `use of ${CLIENT_SIGNER} signer with ${MASTERS} group is not allowed`;
    throw forbiddenRequest(kind, metadata.name, words);
  },
};

/** The bytes of a PEM block, as text. */
function textOf(request: string): string {
  const body = /-----BEGIN [^-]+-----([^-]+)/.exec(decoded(request))?.[1] ?? "";
  return decoded(body.replace(/\s/g, ""));
}

function decoded(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}
