import type { AuditAnnotation, ValidatingAdmissionPolicyObject, Validation } from "../generated/types.ts";
import { duplicate, type FieldError, type FieldPath, fieldPath, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { oneOf, oneOfIfSet, qualifiedName } from "./rules.ts";
import { defaultMatch, validateMatch, validateParamKind } from "./webhooks/policy.ts";
import { ADMISSION_REGISTRATION, FAILURE_POLICIES, validateConditions } from "./webhooks/rules.ts";

const SPEC = fieldPath("spec");
const REASONS = ["Forbidden", "Invalid", "RequestEntityTooLarge"];
const NOTHING_TO_DO = "validations or auditAnnotations must contain at least one item";
const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;

function validateValidation({ expression, message = "", messageExpression, reason }: Validation, at: FieldPath) {
  const errors: FieldError[] = [];
  if (!expression?.trim()) errors.push(required(at.child("expression"), "expression is not specified"));
  if (messageExpression && !messageExpression.trim()) {
    errors.push(invalid(at.child("messageExpression"), messageExpression, "must be non-empty if specified"));
  }
  const here = at.child("message");
  if (message && !message.trim()) errors.push(invalid(here, message, "must be non-empty if specified"));
  else if (/[\n\r]/.test(message.trim())) errors.push(invalid(here, message, "must not contain line breaks"));
  return [...errors, ...oneOfIfSet(at.child("reason"), reason, REASONS)];
}

function validateAnnotation({ key, valueExpression }: AuditAnnotation, policy: string, at: FieldPath): FieldError[] {
  return [
    ...qualifiedName(at.child("key"), `${policy}/${key}`),
    ...(valueExpression?.trim() ? [] : [required(at.child("valueExpression"), "valueExpression is not specified")]),
  ];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-admission-policy-v1/ */
export const ValidatingAdmissionPolicy = defineKind<ValidatingAdmissionPolicyObject>({
  group: ADMISSION_REGISTRATION,
  version: "v1",
  kind: "ValidatingAdmissionPolicy",
  plural: "validatingadmissionpolicies",
  categories: ["api-extensions"],
  namespaced: false,
  subresources: ["status"],
  statusKeeps: "all",
  schema: "ValidatingAdmissionPolicy",
  setDefaults(draft) {
    draft.spec ??= {};
    draft.spec.failurePolicy ??= "Fail";
    defaultMatch(draft.spec.matchConstraints);
  },
  prepareCreate(draft) {
    draft.status = {};
  },
  validate({ spec, metadata }) {
    const { paramKind, matchConstraints: match, variables = [], validations = [], auditAnnotations = [] } = spec;
    const nothing = validations.length === 0 && auditAnnotations.length === 0;
    const constraints = SPEC.child("matchConstraints");
    return [
      ...oneOf(SPEC.child("failurePolicy"), spec.failurePolicy, FAILURE_POLICIES),
      ...(paramKind ? validateParamKind(paramKind, SPEC.child("paramKind")) : []),
      ...(match ? validateMatch(match, constraints) : [required(constraints)]),
      ...(match && !match.resourceRules?.length ? [required(constraints.child("resourceRules"))] : []),
      ...validateConditions(spec.matchConditions, SPEC.child("matchConditions")),
      ...variables.flatMap(({ name, expression }, i) => {
        const at = SPEC.child("variables").index(i);
        return [
          ...(name?.trim() ? [] : [required(at.child("name"), "name is not specified")]),
          ...(name?.trim() && !IDENTIFIER.test(name)
            ? [invalid(at.child("name"), name, "must be a valid CEL identifier")]
            : []),
          ...(expression?.trim() ? [] : [required(at.child("expression"), "expression is not specified")]),
        ];
      }),
      ...(nothing ? ["validations", "auditAnnotations"].map((one) => required(SPEC.child(one), NOTHING_TO_DO)) : []),
      ...validations.flatMap((one, i) => validateValidation(one, SPEC.child("validations").index(i))),
      ...auditAnnotations.flatMap((one, i) => {
        const at = SPEC.child("auditAnnotations").index(i);
        const again = auditAnnotations.findIndex(({ key }) => key === one.key) < i;
        return [...validateAnnotation(one, metadata.name, at), ...(again ? [duplicate(at.child("key"), one.key)] : [])];
      }),
    ];
  },
  columns: [
    nameColumn,
    { name: "Validations", type: "integer", cell: ({ spec }) => spec.validations?.length ?? 0 },
    {
      name: "ParamKind",
      cell: ({ spec }) => (spec.paramKind ? `${spec.paramKind.apiVersion}/${spec.paramKind.kind}` : "<unset>"),
    },
    ageColumn,
  ],
});
