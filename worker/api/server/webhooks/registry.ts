import type { MutatingWebhook } from "../../generated/types.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { KindRegistry } from "../kindRegistry.ts";
import type { Store } from "../store.ts";
import { type AdmissionCall, ruleMatches } from "./match.ts";

const GROUP = "admissionregistration.k8s.io";
const MUTATING = `mutatingwebhookconfigurations.${GROUP}`;
const VALIDATING = `validatingwebhookconfigurations.${GROUP}`;

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

export interface ConcernedWebhooks {
  readonly mutating: readonly Concerned[];
  readonly validating: readonly Concerned[];
}

interface Configuration extends KubeObject {
  readonly webhooks?: readonly MutatingWebhook[];
}

/**
 * The webhooks that are configured now, and which of them rules of theirs make a request's concern. Requests that concern none
 * of them, which is nearly all, learn it at once.
 */
export class WebhookRegistry {
  readonly #store: Store;
  readonly #kinds: KindRegistry;
  #known: { readonly mutating: readonly Webhook[]; readonly validating: readonly Webhook[] } | undefined;

  constructor(store: Store, kinds: KindRegistry) {
    this.#store = store;
    this.#kinds = kinds;
    for (const resource of [MUTATING, VALIDATING]) {
      store.listen(resource, () => {
        this.#known = undefined;
      });
    }
  }

  /** Undefined when nobody is to be asked. Selectors and conditions are not looked at yet. */
  concerning(call: AdmissionCall): ConcernedWebhooks | undefined {
    this.#known ??= { mutating: this.#read(MUTATING), validating: this.#read(VALIDATING) };
    const { mutating, validating } = this.#known;
    if (mutating.length === 0 && validating.length === 0) return undefined;
    // Configurations themselves are exempt, so that a bad one can be removed.
    if (call.kind.group === GROUP) return undefined;
    const concerned = { mutating: this.#of(mutating, call), validating: this.#of(validating, call) };
    return concerned.mutating.length + concerned.validating.length > 0 ? concerned : undefined;
  }

  /** In the order of the configurations' names. */
  #read(resource: string): readonly Webhook[] {
    const configurations = [...this.#store.collection(resource).all()] as readonly Configuration[];
    return configurations
      .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      .flatMap(({ metadata, webhooks = [] }) =>
        webhooks.map((hook) => ({ hook, id: `${metadata.name}/${hook.name}` })),
      );
  }

  #of(webhooks: readonly Webhook[], call: AdmissionCall): readonly Concerned[] {
    return webhooks.flatMap((webhook) => {
      const kind = this.#versionFor(webhook.hook, call);
      return kind ? [{ ...webhook, kind }] : [];
    });
  }

  /** The version that a rule names: the request's own, or with matchPolicy Equivalent another of the same objects. */
  #versionFor({ rules = [], matchPolicy }: MutatingWebhook, call: AdmissionCall): Kind | undefined {
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
