import { altNamesOf, type CertificateRequest } from "../../base/x509/index.ts";

/** What the signers of the cluster ask of a request. k8s.io/kubernetes pkg/controller/certificates/signer, pkg/apis/certificates */

const SERVING = "kubernetes.io/kubelet-serving";
const KUBELET = "kubernetes.io/kube-apiserver-client-kubelet";
const CLIENT = "kubernetes.io/kube-apiserver-client";
const LEGACY = "kubernetes.io/legacy-unknown";

/** The signers that kube-controller-manager is. */
export const SIGNERS: ReadonlySet<string> = new Set([SERVING, KUBELET, CLIENT, LEGACY]);

const ORGANISATION = "2.5.4.10";
const COMMON_NAME = "2.5.4.3";
const NODE = "system:node:";

/** Why a signer refuses a request; undefined when it signs it. */
export function refusal(signer: string, request: CertificateRequest, usages: readonly string[]): string | undefined {
  switch (signer) {
    case CLIENT:
      return clientRefusal(usages);
    case KUBELET:
    case SERVING:
      return nodeRefusal(signer, request, usages);
    default:
      return undefined;
  }
}

function clientRefusal(usages: readonly string[]): string | undefined {
  const allowed = ["digital signature", "key encipherment", "client auth"];
  const other = usages.find((usage) => !allowed.includes(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes("client auth") ? undefined : "missing required usage for client certificate: client auth";
}

function nodeRefusal(signer: string, request: CertificateRequest, usages: readonly string[]): string | undefined {
  const values = (oid: string) => request.subject.attributes.filter((one) => one.oid === oid).map(({ value }) => value);
  const types = new Set(altNamesOf(request).map(({ type }) => type));
  const serving = signer === SERVING;
  const organisations = values(ORGANISATION);
  if (organisations.length !== 1 || organisations[0] !== "system:nodes") {
    return "subject organization is not system:nodes";
  }
  if (serving) {
    if (!types.has("DNS") && !types.has("IP Address")) return "DNS or IP subjectAltName is required";
  } else {
    if (types.has("DNS")) return "DNS subjectAltNames are not allowed";
    if (types.has("IP Address")) return "IP subjectAltNames are not allowed";
  }
  if (types.has("email")) return "Email subjectAltNames are not allowed";
  if (types.has("URI")) return "URI subjectAltNames are not allowed";
  const named = values(COMMON_NAME).at(-1)?.startsWith(NODE) ?? false;
  const words = usageRefusal(usages, serving ? "server auth" : "client auth");
  if (serving) return words ?? (named ? undefined : `subject common name does not begin with ${NODE}`);
  return named ? words : `subject common name does not begin with ${NODE}`;
}

function usageRefusal(usages: readonly string[], purpose: string): string | undefined {
  const required = [purpose, "digital signature", "key encipherment"].sort();
  const given = new Set(usages);
  const others = [...given].filter((usage) => !required.includes(usage));
  const complete = given.has(purpose) && given.has("digital signature");
  return complete && others.length === 0 ? undefined : `usages did not match [${required.join(" ")}]`;
}
