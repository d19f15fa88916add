import type { ParamRef, ValidatingAdmissionPolicyBindingObject } from "../generated/types.ts";
import {
  duplicate,
  type FieldError,
  type FieldPath,
  fieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { dnsSubdomain, invalidFor, labelSelector, oneOf, pathSegmentProblems } from "./rules.ts";
import { goSelector } from "./selector.ts";
import { defaultMatch, validateMatch } from "./webhooks/policy.ts";
import { ADMISSION_REGISTRATION } from "./webhooks/rules.ts";

const SPEC = fieldPath("spec");
const ACTIONS = ["Audit", "Deny", "Warn"];
const TWICE =
  "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)";
const EITHER = "name and selector are mutually exclusive";

export function validateParamRef(
  { name, selector, parameterNotFoundAction: action }: ParamRef,
  at: FieldPath,
): FieldError[] {
  return [
    ...(name ? invalidFor(at.child("name"), name, pathSegmentProblems(name)) : []),
    ...(name && selector ? [forbidden(at.child("name"), EITHER)] : []),
    ...labelSelector(at.child("selector"), selector),
    ...(name && selector ? [forbidden(at.child("selector"), EITHER)] : []),
    ...(name || selector ? [] : [required(at, "one of name or selector must be specified")]),
    ...oneOf(at.child("parameterNotFoundAction"), action, ["Deny", "Allow"]),
  ];
}

function validateActions(actions: readonly string[], at: FieldPath): FieldError[] {
  return [
    ...actions.flatMap((action, i) => [
      ...(ACTIONS.includes(action) ? [] : [notSupported(at.index(i), action, ACTIONS)]),
      ...(actions.indexOf(action) < i ? [duplicate(at.index(i), action)] : []),
    ]),
    ...(actions.includes("Deny") && actions.includes("Warn") ? [invalid(at, actions, TWICE)] : []),
    ...(actions.length > 0 ? [] : [required(at, "at least one validation action is required")]),
  ];
}

/** "shop/limits", with a star where the namespace is that of the request; a selector as Go prints it. */
export function paramText(ref: ParamRef | undefined): string {
  if (ref?.name) return `${ref.namespace || "*"}/${ref.name}`;
  return ref?.selector ? goSelector(ref.selector) : "<unset>";
}

/** https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-admission-policy-binding-v1/ */
export const ValidatingAdmissionPolicyBinding = defineKind<ValidatingAdmissionPolicyBindingObject>({
  group: ADMISSION_REGISTRATION,
  version: "v1",
  kind: "ValidatingAdmissionPolicyBinding",
  plural: "validatingadmissionpolicybindings",
  categories: ["api-extensions"],
  namespaced: false,
  schema: "ValidatingAdmissionPolicyBinding",
  setDefaults(draft) {
    draft.spec ??= { policyName: "", validationActions: [] };
    defaultMatch(draft.spec.matchResources);
  },
  validate({ spec }) {
    const { policyName, paramRef, matchResources, validationActions = [] } = spec;
    const at = SPEC.child("policyName");
    return [
      ...(policyName ? dnsSubdomain(at, policyName) : [required(at)]),
      ...(paramRef ? validateParamRef(paramRef, SPEC.child("paramRef")) : []),
      ...(matchResources ? validateMatch(matchResources, SPEC.child("matchResources")) : []),
      ...validateActions(validationActions, SPEC.child("validationActions")),
    ];
  },
  columns: [
    nameColumn,
    { name: "PolicyName", cell: ({ spec }) => spec.policyName },
    { name: "ParamRef", cell: ({ spec }) => paramText(spec.paramRef) },
    ageColumn,
  ],
});
