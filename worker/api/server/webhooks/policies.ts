/**
 * Validating admission policies, and the match conditions of webhooks: expressions over a request.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
import type { Clock } from "../../../base/clock.ts";
import type {
  MatchCondition,
  ParamRef,
  ValidatingAdmissionPolicyBindingObject,
  ValidatingAdmissionPolicyObject,
  Validation,
} from "../../generated/types.ts";
import { forbiddenRequest } from "../../machinery/failures.ts";
import { fromLabelSelector, matches } from "../../machinery/labels.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { StatusError, type StatusReason } from "../../machinery/status.ts";
import { isObject } from "../../machinery/values.ts";
import { type KindRegistry, resourceOf } from "../kindRegistry.ts";
import { userInfo, type WriteRequest } from "../request.ts";
import type { Store } from "../store.ts";
import type { AdmissionCall } from "./match.ts";
import type { ConcernedPolicy } from "./registry.ts";
import { selectsRequest } from "./selectors.ts";

type Cel = typeof import("../../cel/index.ts");
type Program = ReturnType<Cel["compileCel"]>;
type Environment = ReturnType<Cel["kubernetesEnvironment"]>;

/** What expressions see. */
export interface Scene {
  readonly call: AdmissionCall;
  readonly request: WriteRequest;
  /** As they go over the wire; null where there is none. */
  readonly object: unknown;
  readonly oldObject: unknown;
}

interface Denial {
  readonly message: string;
  readonly reason: StatusReason;
}

const CODES: Partial<Record<StatusReason, number>> = { Forbidden: 403, RequestEntityTooLarge: 413, Invalid: 422 };
const VARIABLES = ["object", "oldObject", "request", "params", "namespaceObject", "variables"];

/** Evaluates policies. Each expression is read once. */
export class Policies {
  readonly #store: Store;
  readonly #kinds: KindRegistry;
  readonly #clock: Clock;
  readonly #programs = new Map<string, Program | Error>();
  #cel: Cel | undefined;
  #environment: Environment | undefined;

  constructor(parts: { readonly store: Store; readonly kinds: KindRegistry; readonly clock: Clock }) {
    this.#store = parts.store;
    this.#kinds = parts.kinds;
    this.#clock = parts.clock;
  }

  /** @throws StatusError in the words of the first policy that denies it */
  async check(policies: readonly ConcernedPolicy[], scene: Scene): Promise<void> {
    if (policies.length === 0) return;
    await this.#load();
    const values = this.#values(scene);
    const objects = [scene.object, scene.oldObject].filter(isObject) as unknown as KubeObject[];
    const selected = (match: Parameters<typeof selectsRequest>[0]) =>
      selectsRequest(match, scene.call, objects, this.#store);
    for (const { policy, bindings } of policies) {
      if (!selected(policy.spec.matchConstraints ?? {})) continue;
      for (const binding of bindings) {
        if (!selected(binding.spec.matchResources ?? {})) continue;
        for (const denial of this.#denials(policy, binding, scene, values)) this.#act(policy, binding, scene, denial);
      }
    }
  }

  /** Whether every condition holds. @throws Error when one cannot be evaluated and none is false */
  async conditionsHold(conditions: readonly MatchCondition[] | undefined, scene: Scene): Promise<boolean> {
    if (!conditions?.length) return true;
    await this.#load();
    return this.#hold(conditions, this.#values(scene));
  }

  #act(
    { metadata: policy }: ValidatingAdmissionPolicyObject,
    { metadata: binding, spec }: ValidatingAdmissionPolicyBindingObject,
    { call, request }: Scene,
    { message, reason }: Denial,
  ): void {
    const names = `ValidatingAdmissionPolicy '${policy.name}' with binding '${binding.name}'`;
    if (spec.validationActions.includes("Warn")) request.warnings?.push(`Validation failed for ${names}: ${message}`);
    if (!spec.validationActions.includes("Deny")) return;
    const words = `${names} denied request: ${message}`;
    const { status } = forbiddenRequest(call.kind, call.name, words);
    const details = { ...status.details, causes: [{ message: words }] };
    throw new StatusError({ ...status, reason, code: CODES[reason] ?? 422, details });
  }

  *#denials(
    { spec }: ValidatingAdmissionPolicyObject,
    binding: ValidatingAdmissionPolicyBindingObject,
    { call }: Scene,
    values: Readonly<Record<string, unknown>>,
  ): Generator<Denial> {
    const failing = (message: string): Denial[] =>
      spec.failurePolicy === "Ignore" ? [] : [{ message, reason: "Invalid" }];
    const params = spec.paramKind ? this.#params(spec.paramKind, binding.spec.paramRef, call) : [null];
    if (typeof params === "string") {
      yield* failing(`failed to configure binding: ${params}`);
      return;
    }
    for (const param of params) {
      const scope: Record<string, unknown> = { ...values, params: celValue(param), variables: {} };
      try {
        if (!this.#hold(spec.matchConditions ?? [], scope)) continue;
        const variables: Record<string, unknown> = {};
        for (const { name, expression } of spec.variables ?? []) {
          variables[name] = this.#evaluate(expression, { ...scope, variables });
        }
        scope.variables = variables;
      } catch (error) {
        yield* failing((error as Error).message);
        continue;
      }
      for (const validation of spec.validations ?? []) {
        try {
          if (this.#evaluate(validation.expression, scope) === true) continue;
          yield { message: this.#message(validation, scope), reason: (validation.reason ?? "Invalid") as StatusReason };
        } catch (error) {
          yield* failing((error as Error).message);
        }
      }
    }
  }

  #message({ expression, message, messageExpression }: Validation, scope: Readonly<Record<string, unknown>>): string {
    if (messageExpression) {
      try {
        const text = this.#evaluate(messageExpression, scope);
        if (typeof text === "string" && text.trim() && !text.trim().includes("\n")) return text.trim();
      } catch {
        // The plain message has to do.
      }
    }
    return message?.trim() || `failed expression: ${expression.trim()}`;
  }

  /** The objects that a policy is given, or why there are none. */
  #params(
    kind: { readonly apiVersion?: string; readonly kind?: string },
    ref: ParamRef | undefined,
    { namespace }: AdmissionCall,
  ): readonly (KubeObject | null)[] | string {
    const served = this.#kinds.byKind(kind.apiVersion ?? "", kind.kind ?? "");
    if (!served) return `failed to find resource referenced by paramKind: '${kind.apiVersion}, Kind=${kind.kind}'`;
    if (!ref) return [null];
    const within = served.namespaced ? ref.namespace || namespace : undefined;
    const all = [...this.#store.collection(resourceOf(served)).all()].filter(
      ({ metadata }) => (metadata.namespace ?? undefined) === within,
    );
    const found = ref.name
      ? all.filter(({ metadata }) => metadata.name === ref.name)
      : all.filter(({ metadata }) => matches(fromLabelSelector(ref.selector ?? {}), metadata.labels));
    if (found.length > 0 || ref.parameterNotFoundAction === "Allow") return found;
    return "no params found for policy binding with `Deny` parameterNotFoundAction";
  }

  #hold(conditions: readonly MatchCondition[], values: Readonly<Record<string, unknown>>): boolean {
    let failed: unknown;
    for (const { expression } of conditions) {
      try {
        if (this.#evaluate(expression, values) !== true) return false;
      } catch (error) {
        failed ??= error;
      }
    }
    if (failed) throw failed;
    return true;
  }

  /** @throws Error in the server's words */
  #evaluate(expression: string, values: Readonly<Record<string, unknown>>): unknown {
    let program = this.#programs.get(expression);
    if (!program) {
      try {
        program = this.#cel!.compileCel(this.#environment!, expression);
      } catch (error) {
        program = error as Error;
      }
      this.#programs.set(expression, program);
    }
    if (program instanceof Error) throw new Error(`compilation error: compilation failed: ${program.message}`);
    try {
      return program(values);
    } catch (error) {
      throw new Error(`expression '${expression}' resulted in error: ${(error as Error).message}`);
    }
  }

  #values({ call, request, object, oldObject }: Scene): Record<string, unknown> {
    const { kind, operation, name, namespace = "", subresource = "" } = call;
    const { group, version, plural } = kind;
    const home = namespace ? this.#store.get("namespaces", namespace) : undefined;
    const about = {
      kind: { group, version, kind: kind.kind },
      resource: { group, version, resource: plural },
      subResource: subresource,
      name,
      namespace,
      operation,
      userInfo: userInfo(request.by),
      dryRun: request.dryRun ?? false,
    };
    return {
      object: celValue(object ?? null),
      oldObject: celValue(oldObject ?? null),
      request: celValue(about),
      namespaceObject: celValue(home ?? null),
      params: null,
      variables: {},
    };
  }

  async #load(): Promise<void> {
    if (this.#environment) return;
    this.#cel = await this.#clock.hold(import("../../cel/index.ts"));
    const environment = this.#cel.kubernetesEnvironment();
    for (const name of VARIABLES) environment.registerVariable(name, "dyn");
    this.#environment = environment;
  }
}

/** A JSON value as expressions see it: whole numbers are int. */
function celValue(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, celValue(part)]));
}
