/** Expressions of policies are read when they are stored. k8s.io/kubernetes pkg/apis/admissionregistration/validation */

import { CelFailure, celTyped, kubernetesEnvironment } from "../../cel/index.ts";
import type { ValidatingAdmissionPolicyObject } from "../../generated/types.ts";
import { type FieldError, type FieldPath, fieldPath, invalid } from "../../machinery/field.ts";

const SPEC = fieldPath("spec");
const ALWAYS = ["object", "oldObject", "request", "namespaceObject", "variables"];

/** What a policy's expressions may come to; anything where absent. */
type Result = "bool" | "string" | undefined;

/** Every expression that cannot be read, or comes to something else than it should. */
export function policyExpressionErrors({ spec }: ValidatingAdmissionPolicyObject): readonly FieldError[] {
  const environment = (more: readonly string[]) => {
    const env = kubernetesEnvironment();
    for (const name of [...ALWAYS, ...more]) env.registerVariable(name, "dyn");
    return env;
  };
  const params = spec.paramKind ? ["params"] : [];
  const env = environment(["authorizer", ...params]);
  const ofMessages = environment(params);
  const errors = (at: FieldPath, expression: string | undefined, result: Result, within = env): FieldError[] => {
    if (!expression?.trim()) return [];
    try {
      const type = celTyped(within, expression);
      const wrong = result !== undefined && type !== undefined && type !== result;
      return wrong ? [invalid(at, expression, `must evaluate to ${result} but got ${type}`)] : [];
    } catch (error) {
      if (!(error instanceof CelFailure)) throw error;
      return [invalid(at, expression, `compilation failed: ${error.message}`)];
    }
  };
  const each = <T>(list: readonly T[] | undefined, name: string, work: (one: T, at: FieldPath) => FieldError[]) =>
    (list ?? []).flatMap((one, i) => work(one, SPEC.child(name).index(i)));
  return [
    ...each(spec.matchConditions, "matchConditions", ({ expression }, at) =>
      errors(at.child("expression"), expression, "bool"),
    ),
    ...each(spec.variables, "variables", ({ expression }, at) => errors(at.child("expression"), expression, undefined)),
    ...each(spec.validations, "validations", ({ expression, messageExpression }, at) => [
      ...errors(at.child("expression"), expression, "bool"),
      ...errors(at.child("messageExpression"), messageExpression, "string", ofMessages),
    ]),
    ...each(spec.auditAnnotations, "auditAnnotations", ({ valueExpression }, at) =>
      errors(at.child("valueExpression"), valueExpression, undefined),
    ),
  ];
}
