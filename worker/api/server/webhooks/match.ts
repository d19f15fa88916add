import type { RuleWithOperations } from "../../generated/types.ts";
import type { Kind } from "../../machinery/kind.ts";

/** What a request does, as rules of webhooks speak of it. */
export interface AdmissionCall {
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  readonly kind: Kind;
  /** "status", "scale", "binding", "eviction"; absent for the object itself. */
  readonly subresource?: string;
  readonly namespace?: string;
  /** "" where it is not known yet. */
  readonly name: string;
}

/**
 * Whether a rule speaks of a request.
 *
 * @param kind the version that the rule is asked about: that of the request, or another of the same objects
 * @see k8s.io/apiserver pkg/admission/plugin/webhook/predicates/rules
 */
export function ruleMatches(rule: RuleWithOperations, call: AdmissionCall, kind: Kind = call.kind): boolean {
  const some = (items: readonly string[] | undefined, wanted: string) =>
    items?.some((item) => item === "*" || item === wanted) ?? false;
  return (
    scopeMatches(rule.scope, call) &&
    some(rule.operations, call.operation) &&
    some(rule.apiGroups, kind.group) &&
    some(rule.apiVersions, kind.version) &&
    (rule.resources ?? []).some((text) => resourceMatches(text, kind.plural, call.subresource ?? ""))
  );
}

/** Objects of the cluster have no namespace; a namespace counts as one of them. */
function scopeMatches(scope: string | undefined, { kind }: AdmissionCall): boolean {
  if (scope === undefined || scope === "*") return true;
  return scope === (kind.namespaced ? "Namespaced" : "Cluster");
}

/** "pods", "pods/log", "pods/*", "*", "*" with a slash and a subresource. */
function resourceMatches(text: string, plural: string, subresource: string): boolean {
  const slash = text.indexOf("/");
  const [resource, sub] = slash < 0 ? [text, ""] : [text.slice(0, slash), text.slice(slash + 1)];
  return (resource === "*" || resource === plural) && (sub === "*" || sub === subresource);
}
