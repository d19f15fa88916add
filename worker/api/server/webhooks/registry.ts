import type {
  MatchResources,
  MutatingWebhook,
  NamedRuleWithOperations,
  RuleWithOperations,
  ValidatingAdmissionPolicyBindingObject,
  ValidatingAdmissionPolicyObject,
} from "../../generated/types.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { KindRegistry } from "../kindRegistry.ts";
import type { Store } from "../store.ts";
import { type AdmissionCall, ruleMatches } from "./match.ts";

const GROUP = "admissionregistration.k8s.io";
const MUTATING = `mutatingwebhookconfigurations.${GROUP}`;
const VALIDATING = `validatingwebhookconfigurations.${GROUP}`;
const POLICIES = `validatingadmissionpolicies.${GROUP}`;
const BINDINGS = `validatingadmissionpolicybindings.${GROUP}`;

/** A webhook of a configuration. Validating ones have no reinvocation policy. */
export interface Webhook {
  readonly hook: MutatingWebhook;
  /** "name of the configuration/name of the webhook": who is called again. */
  readonly id: string;
}

/** A webhook that wants to know of a request, and in which version of the kind. */
export interface Concerned extends Webhook {
  readonly kind: Kind;
}

/** A policy with those of its bindings that a request concerns. */
export interface ConcernedPolicy {
  readonly policy: ValidatingAdmissionPolicyObject;
  readonly bindings: readonly ValidatingAdmissionPolicyBindingObject[];
}

export interface ConcernedWebhooks {
  readonly mutating: readonly Concerned[];
  readonly policies: readonly ConcernedPolicy[];
  readonly validating: readonly Concerned[];
}

interface Known {
  readonly mutating: readonly Webhook[];
  readonly policies: readonly ConcernedPolicy[];
  readonly validating: readonly Webhook[];
}

interface Matching {
  readonly rules?: readonly RuleWithOperations[];
  readonly matchPolicy?: string | undefined;
}

interface Configuration extends KubeObject {
  readonly webhooks?: readonly MutatingWebhook[];
}

/**
 * The webhooks and policies that are configured now, and which of them rules of theirs make a request's concern. Requests that
 * concern none of them, which is nearly all, learn it at once.
 */
export class WebhookRegistry {
  readonly #store: Store;
  readonly #kinds: KindRegistry;
  #known: Known | undefined;

  constructor(store: Store, kinds: KindRegistry) {
    this.#store = store;
    this.#kinds = kinds;
    for (const resource of [MUTATING, VALIDATING, POLICIES, BINDINGS]) {
      store.listen(resource, () => {
        this.#known = undefined;
      });
    }
  }

  /** Whether there is nobody who could be asked. */
  get none(): boolean {
    const { mutating, policies, validating } = this.#all();
    return mutating.length + policies.length + validating.length === 0;
  }

  #all(): Known {
    this.#known ??= {
      mutating: this.#read(MUTATING),
      policies: this.#readPolicies(),
      validating: this.#read(VALIDATING),
    };
    return this.#known;
  }

  /** Undefined when nobody is to be asked. Selectors and conditions are not looked at yet. */
  concerning(call: AdmissionCall): ConcernedWebhooks | undefined {
    if (this.none) return undefined;
    const { mutating, policies, validating } = this.#all();
    // Configurations themselves are exempt, so that a bad one can be removed.
    if (call.kind.group === GROUP) return undefined;
    const concerned = {
      mutating: this.#of(mutating, call),
      policies: this.#policiesOf(policies, call),
      validating: this.#of(validating, call),
    };
    const some = concerned.mutating.length + concerned.policies.length + concerned.validating.length > 0;
    return some ? concerned : undefined;
  }

  /** In the order of the configurations' names. */
  #read(resource: string): readonly Webhook[] {
    return this.#named<Configuration>(resource).flatMap(({ metadata, webhooks = [] }) =>
      webhooks.map((hook) => ({ hook, id: `${metadata.name}/${hook.name}` })),
    );
  }

  #named<T extends KubeObject>(resource: string): readonly T[] {
    const all = [...this.#store.collection(resource).all()] as unknown as T[];
    return all.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  /** Policies that are bound. */
  #readPolicies(): readonly ConcernedPolicy[] {
    const bindings = this.#named<ValidatingAdmissionPolicyBindingObject>(BINDINGS);
    return this.#named<ValidatingAdmissionPolicyObject>(POLICIES).flatMap((policy) => {
      const own = bindings.filter(({ spec }) => spec.policyName === policy.metadata.name);
      return own.length > 0 ? [{ policy, bindings: own }] : [];
    });
  }

  #policiesOf(policies: readonly ConcernedPolicy[], call: AdmissionCall): readonly ConcernedPolicy[] {
    return policies.flatMap(({ policy, bindings }) => {
      if (!this.#constrained(policy.spec.matchConstraints, call)) return [];
      const own = bindings.filter(({ spec }) => !spec.matchResources || this.#constrained(spec.matchResources, call));
      return own.length > 0 ? [{ policy, bindings: own }] : [];
    });
  }

  /** No rules at all leave out nothing. */
  #constrained(match: MatchResources | undefined, call: AdmissionCall): boolean {
    const { resourceRules, excludeResourceRules, matchPolicy } = match ?? {};
    const named = (rules: readonly NamedRuleWithOperations[] = []) =>
      rules.filter(({ resourceNames }) => !resourceNames?.length || resourceNames.includes(call.name));
    const hit = (rules: readonly NamedRuleWithOperations[]) =>
      this.#versionFor({ rules, matchPolicy }, call) !== undefined;
    if (hit(named(excludeResourceRules))) return false;
    return !resourceRules?.length || hit(named(resourceRules));
  }

  #of(webhooks: readonly Webhook[], call: AdmissionCall): readonly Concerned[] {
    return webhooks.flatMap((webhook) => {
      const kind = this.#versionFor(webhook.hook, call);
      return kind ? [{ ...webhook, kind }] : [];
    });
  }

  /** The version that a rule names: the request's own, or with matchPolicy Equivalent another of the same objects. */
  #versionFor({ rules = [], matchPolicy }: Matching, call: AdmissionCall): Kind | undefined {
    if (rules.some((rule) => ruleMatches(rule, call))) return call.kind;
    if (matchPolicy === "Exact") return undefined;
    const { group, plural, version } = call.kind;
    const others = this.#kinds
      .all()
      .filter((kind) => kind.group === group && kind.plural === plural && kind.version !== version);
    for (const rule of rules) {
      const fits = others.find((kind) => ruleMatches(rule, call, kind));
      if (fits) return fits;
    }
    return undefined;
  }
}
