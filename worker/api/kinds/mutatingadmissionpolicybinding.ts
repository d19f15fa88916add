import type { MutatingAdmissionPolicyBindingObject } from "../generated/types.ts";
import { fieldPath, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { dnsSubdomain } from "./rules.ts";
import { paramText, validateParamRef } from "./validatingadmissionpolicybinding.ts";
import { defaultMatch, validateMatch } from "./webhooks/policy.ts";
import { ADMISSION_REGISTRATION } from "./webhooks/rules.ts";

const SPEC = fieldPath("spec");

/** https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/ */
export const MutatingAdmissionPolicyBinding = defineKind<MutatingAdmissionPolicyBindingObject>({
  group: ADMISSION_REGISTRATION,
  version: "v1",
  kind: "MutatingAdmissionPolicyBinding",
  plural: "mutatingadmissionpolicybindings",
  categories: ["api-extensions"],
  namespaced: false,
  schema: "MutatingAdmissionPolicyBinding",
  setDefaults(draft) {
    draft.spec ??= {};
    defaultMatch(draft.spec.matchResources);
  },
  validate({ spec = {} }) {
    const { policyName, paramRef, matchResources } = spec;
    const at = SPEC.child("policyName");
    return [
      ...(policyName ? dnsSubdomain(at, policyName) : [required(at)]),
      ...(paramRef ? validateParamRef(paramRef, SPEC.child("paramRef")) : []),
      ...(matchResources ? validateMatch(matchResources, SPEC.child("matchResources")) : []),
    ];
  },
  columns: [
    nameColumn,
    { name: "PolicyName", cell: ({ spec }) => spec?.policyName ?? "" },
    { name: "ParamRef", cell: ({ spec }) => paramText(spec?.paramRef) },
    ageColumn,
  ],
});
