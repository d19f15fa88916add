import { fromBase64 } from "../../base/base64.ts";
import { humanDuration } from "../../base/duration.ts";
import type { CertificateSigningRequestObject } from "../generated/types.ts";
import {
  duplicate,
  type FieldError,
  fieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { labelProblems, subdomainProblems } from "../machinery/names.ts";
import { timestamp } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { invalidFor } from "./rules.ts";
import { SPEC } from "./workload.ts";

const USAGES = [
  "any",
  "cert sign",
  "client auth",
  "code signing",
  "content commitment",
  "crl sign",
  "data encipherment",
  "decipher only",
  "digital signature",
  "email protection",
  "encipher only",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "key agreement",
  "key encipherment",
  "microsoft sgc",
  "netscape sgc",
  "ocsp signing",
  "s/mime",
  "server auth",
  "signing",
  "timestamping",
];

/** "example.com/signer": a domain, and one name in it. k8s.io/kubernetes pkg/apis/core/validation ValidateSignerName */
function validateSigner(name: string): FieldError[] {
  const at = SPEC.child("signerName");
  if (!name) return [required(at)];
  const [domain = "", path = "", ...rest] = name.split("/");
  if (!name.includes("/") || rest.length > 0) {
    return [invalid(at, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
  }
  return [
    ...invalidFor(at, domain, subdomainProblems(domain)),
    ...(domain.includes(".")
      ? []
      : [invalid(at, domain, "should be a domain with at least two segments separated by dots")]),
    ...path.split(".").flatMap((part) => invalidFor(at, part, labelProblems(part))),
  ];
}

const has = ({ status }: CertificateSigningRequestObject, condition: string) =>
  status?.conditions?.some(({ type }) => type === condition) ?? false;

function statusWord(request: CertificateSigningRequestObject): string {
  const decided = has(request, "Denied") ? "Denied" : has(request, "Approved") ? "Approved" : "Pending";
  return `${decided}${has(request, "Failed") ? ",Failed" : ""}${request.status?.certificate ? ",Issued" : ""}`;
}

const CONDITIONS = fieldPath("status.conditions");
const DECISIONS = ["Approved", "Denied"];

/** What was decided stays decided. k8s.io/kubernetes pkg/apis/certificates/validation */
function validateDecision(
  { status }: CertificateSigningRequestObject,
  { status: old }: CertificateSigningRequestObject,
  part?: string,
): FieldError[] {
  const [now = [], before = []] = [status?.conditions, old?.conditions];
  const count = (conditions: typeof now, type: string) => conditions.filter((one) => one.type === type).length;
  const both = now.filter(({ type }) => DECISIONS.includes(type)).map(({ type }) => type);
  const certificate = fieldPath("status.certificate");
  const words = (verb: string, type: string) => `updates may not ${verb} a condition of type "${type}"`;
  return [
    ...now.flatMap(({ status: value }, i) => (value ? [] : [required(CONDITIONS.index(i).child("status"))])),
    ...(new Set(both).size > 1
      ? [invalid(CONDITIONS, both.at(-1), "Approved and Denied conditions are mutually exclusive")]
      : []),
    ...now.flatMap(({ type }, i) =>
      now.findIndex((one) => one.type === type) < i ? [duplicate(CONDITIONS.index(i).child("type"), type)] : [],
    ),
    ...[...DECISIONS, "Failed"].flatMap((type) =>
      count(now, type) < count(before, type) ? [forbidden(CONDITIONS, words("remove", type))] : [],
    ),
    ...(part === "approval"
      ? []
      : DECISIONS.flatMap((type) =>
          count(now, type) > count(before, type) ? [forbidden(CONDITIONS, words("add", type))] : [],
        )),
    ...(old?.certificate && status?.certificate !== old.certificate
      ? [forbidden(certificate, "updates may not modify existing certificate content")]
      : []),
  ];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/certificate-signing-request-v1/ */
export const CertificateSigningRequest = defineKind<CertificateSigningRequestObject>({
  group: "certificates.k8s.io",
  version: "v1",
  kind: "CertificateSigningRequest",
  plural: "certificatesigningrequests",
  shortNames: ["csr"],
  namespaced: false,
  subresources: ["approval", "status"],
  schema: "CertificateSigningRequest",
  withoutGeneration: true,
  nameProblems: () => [],
  selectableFields: { "spec.signerName": ({ spec }) => spec.signerName },
  prepareCreate(request) {
    request.status = {};
  },
  prepareUpdate(request, old) {
    request.spec = structuredClone(old.spec) as typeof request.spec;
  },
  prepareStatus(request, old, nowMs) {
    for (const condition of request.status?.conditions ?? []) {
      condition.lastUpdateTime ??= timestamp(nowMs);
      const same = old.status?.conditions?.find(
        ({ type, status }) => type === condition.type && status === condition.status,
      );
      condition.lastTransitionTime ??= same?.lastTransitionTime ?? timestamp(nowMs);
    }
  },
  validateStatus: validateDecision,
  validate({ spec }) {
    const usages = SPEC.child("usages");
    const list = spec.usages ?? [];
    const isRequest = /-----BEGIN CERTIFICATE REQUEST-----/.test(fromBase64(spec.request ?? ""));
    return [
      ...(isRequest
        ? []
        : [invalid(SPEC.child("request"), spec.request ?? "", "PEM block type must be CERTIFICATE REQUEST")]),
      ...(list.length === 0 ? [required(usages)] : []),
      ...list.flatMap((usage, i) => (USAGES.includes(usage) ? [] : [notSupported(usages.index(i), usage, USAGES)])),
      ...list.flatMap((usage, i) => (list.indexOf(usage) < i ? [duplicate(usages.index(i), usage)] : [])),
      ...(spec.signerName === "kubernetes.io/legacy-unknown"
        ? [
            invalid(
              SPEC.child("signerName"),
              spec.signerName,
              "the legacy signerName is not allowed via this API version",
            ),
          ]
        : validateSigner(spec.signerName)),
      ...(spec.expirationSeconds !== undefined && spec.expirationSeconds < 600
        ? [
            invalid(
              SPEC.child("expirationSeconds"),
              spec.expirationSeconds,
              "may not specify a duration less than 600 seconds (10 minutes)",
            ),
          ]
        : []),
    ];
  },
  columns: [
    nameColumn,
    ageColumn,
    { name: "SignerName", cell: ({ spec }) => spec.signerName || "<none>" },
    { name: "Requestor", cell: ({ spec }) => spec.username ?? "" },
    {
      name: "RequestedDuration",
      cell: ({ spec }) =>
        spec.expirationSeconds === undefined ? "<none>" : humanDuration(spec.expirationSeconds * 1000),
    },
    { name: "Condition", cell: statusWord },
  ],
});
