import type { Clock } from "../../../base/clock.ts";
import type { ValidatingAdmissionPolicyObject } from "../../generated/types.ts";
import { invalidObject } from "../../machinery/failures.ts";
import { type Kind, qualifiedResource } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Admission, AdmissionContext } from "../request.ts";

type Code = typeof import("../webhooks/policyExpressions.ts");

const POLICIES = "validatingadmissionpolicies.admissionregistration.k8s.io";

/** Reads the expressions of policies as they are stored; the code that can is fetched with the first of them. */
export class PolicyExpressions {
  readonly #clock: Clock;
  #code: Code | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is not there yet for a write of this kind; undefined when nothing is missing. */
  missing(kind: Kind): Promise<void> | undefined {
    if (this.#code || kind.plural !== "validatingadmissionpolicies" || qualifiedResource(kind) !== POLICIES) {
      return undefined;
    }
    return this.#clock.hold(import("../webhooks/policyExpressions.ts")).then((code) => {
      this.#code = code;
    });
  }

  readonly admission: Admission = {
    name: "PolicyExpressions",
    resources: [POLICIES],
    checkCreate: (policy, context) => this.#check(policy, context),
    checkUpdate: (policy, _, context) => this.#check(policy, context),
  };

  #check(policy: KubeObject, { kind }: AdmissionContext): void {
    const errors = this.#code?.policyExpressionErrors(policy as ValidatingAdmissionPolicyObject) ?? [];
    if (errors.length > 0) throw invalidObject(kind, policy.metadata.name, errors);
  }
}
