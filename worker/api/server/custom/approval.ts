import type { CustomResourceDefinitionObject } from "../../generated/types.ts";
import type { ConditionDraft } from "./names.ts";

export const APPROVED = "api-approved.kubernetes.io";

/** Groups that belong to the Kubernetes project: an API in one of them must say who approved it. */
export function isProtected(group: string): boolean {
  return (
    group === "k8s.io" || group === "kubernetes.io" || group.endsWith(".k8s.io") || group.endsWith(".kubernetes.io")
  );
}

const WORDS = `protected groups must have approval annotation "${APPROVED}"`;
const SEE = "see https://github.com/kubernetes/enhancements/pull/1111";

export interface Approval {
  readonly state: "missing" | "invalid" | "bypassed" | "approved";
  readonly message: string;
}

/** k8s.io/apiextensions-apiserver pkg/apihelpers GetAPIApprovalState */
export function approvalState(annotations: Readonly<Record<string, string>> | undefined): Approval {
  const text = annotations?.[APPROVED] ?? "";
  if (text === "") return { state: "missing", message: `${WORDS}, ${SEE}` };
  if (text.startsWith("unapproved")) return { state: "bypassed", message: `not approved: ${JSON.stringify(text)}` };
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/\s]+/i.test(text)) return { state: "approved", message: `approved in ${text}` };
  return { state: "invalid", message: `${WORDS} with either a URL or a reason starting with "unapproved", ${SEE}` };
}

const CONDITIONS = {
  missing: ["False", "MissingAnnotation"],
  invalid: ["False", "InvalidAnnotation"],
  bypassed: ["False", "UnapprovedAnnotation"],
  approved: ["True", "ApprovedAnnotation"],
} as const;

/** The condition of definitions in protected groups. */
export function approvalOf({ spec, metadata }: CustomResourceDefinitionObject): ConditionDraft | undefined {
  if (!isProtected(spec.group)) return undefined;
  const { state, message } = approvalState(metadata.annotations);
  const [status, reason] = CONDITIONS[state];
  return { type: "KubernetesAPIApprovalPolicyConformant", status, reason, message };
}
