import type { MutatingAdmissionPolicyObject, Mutation } from "../generated/types.ts";
import { type FieldError, type FieldPath, fieldPath, forbidden, notSupported, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { oneOf } from "./rules.ts";
import { defaultMatch, validateMatch, validateParamKind } from "./webhooks/policy.ts";
import { ADMISSION_REGISTRATION, FAILURE_POLICIES, validateConditions } from "./webhooks/rules.ts";

const SPEC = fieldPath("spec");
const REINVOCATIONS = ["IfNeeded", "Never"];

/** What each type of patch says its patch in. */
const PATCHES = { ApplyConfiguration: "applyConfiguration", JSONPatch: "jsonPatch" } as const;

function validateMutation(mutation: Mutation, at: FieldPath): FieldError[] {
  const { patchType } = mutation;
  const types = Object.keys(PATCHES) as (keyof typeof PATCHES)[];
  const type = types.find((one) => one === patchType);
  if (!patchType) return [required(at.child("patchType"))];
  if (!type) return [notSupported(at.child("patchType"), patchType, types)];
  const other = types.find((one) => one !== type)!;
  const own = mutation[PATCHES[type]];
  return [
    ...(own
      ? own.expression?.trim()
        ? []
        : [required(at.child(PATCHES[type]).child("expression"))]
      : [required(at.child(PATCHES[type]), `must be specified when patchType is ${type}`)]),
    ...(mutation[PATCHES[other]]
      ? [forbidden(at.child(PATCHES[other]), `may not be specified when patchType is ${type}`)]
      : []),
  ];
}

/** https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/ */
export const MutatingAdmissionPolicy = defineKind<MutatingAdmissionPolicyObject>({
  group: ADMISSION_REGISTRATION,
  version: "v1",
  kind: "MutatingAdmissionPolicy",
  plural: "mutatingadmissionpolicies",
  categories: ["api-extensions"],
  namespaced: false,
  schema: "MutatingAdmissionPolicy",
  setDefaults(draft) {
    draft.spec ??= {};
    draft.spec.failurePolicy ??= "Fail";
    defaultMatch(draft.spec.matchConstraints);
  },
  validate({ spec = {} }) {
    const { paramKind, matchConstraints: match, mutations = [], reinvocationPolicy } = spec;
    const constraints = SPEC.child("matchConstraints");
    const list = SPEC.child("mutations");
    return [
      ...oneOf(SPEC.child("failurePolicy"), spec.failurePolicy, FAILURE_POLICIES),
      ...(paramKind ? validateParamKind(paramKind, SPEC.child("paramKind")) : []),
      ...(match ? validateMatch(match, constraints) : [required(constraints)]),
      ...(match && !match.resourceRules?.length ? [required(constraints.child("resourceRules"))] : []),
      ...validateConditions(spec.matchConditions, SPEC.child("matchConditions")),
      ...(mutations.length === 0 ? [required(list, "mutations must contain at least one item")] : []),
      ...mutations.flatMap((one, i) => validateMutation(one, list.index(i))),
      ...oneOf(SPEC.child("reinvocationPolicy"), reinvocationPolicy, REINVOCATIONS),
    ];
  },
  warn: () => ["Gatehouse applies no mutating admission policies: this one is stored and changes nothing"],
  columns: [
    nameColumn,
    { name: "Mutations", type: "integer", cell: ({ spec }) => spec?.mutations?.length ?? 0 },
    {
      name: "ParamKind",
      cell: ({ spec }) => (spec?.paramKind ? `${spec.paramKind.apiVersion}/${spec.paramKind.kind}` : "<unset>"),
    },
    ageColumn,
  ],
});
