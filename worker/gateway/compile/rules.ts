import { parseDuration } from "../../base/duration.ts";
import type { TraceObject } from "../../base/trace.ts";
import type { RouteBackend, RouteFilter, RouteRule, RouteTimeouts } from "../../routing/index.ts";
import type { BackendNode, HTTPRouteNode, RuleNode } from "../graph/index.ts";
import type { ConditionDraft, HTTPRouteObject, HTTPRouteRule } from "../kinds/index.ts";
import { compileFilters } from "./filters.ts";
import { compileMatches } from "./matches.ts";

/** Part of an HTTPRoute, as traces name it. */
export function routeObject({ metadata }: HTTPRouteObject, field?: string): TraceObject {
  return {
    kind: "HTTPRoute",
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    ...(field !== undefined && { field }),
  };
}

/** The rules of a route that can be served; the very same ones while the route means the same. */
export function compileRules({ object, rules }: HTTPRouteNode): readonly RouteRule[] {
  let compiled = known.get(rules);
  if (!compiled) {
    compiled = compileAnew(object, rules);
    known.set(rules, compiled);
  }
  return compiled;
}

const known = new WeakMap<readonly RuleNode[], readonly RouteRule[]>();

function compileAnew(object: HTTPRouteObject, rules: readonly RuleNode[]): readonly RouteRule[] {
  const createdMs = Date.parse(object.metadata.creationTimestamp ?? "") || 0;
  return rules
    .filter(({ dropped }) => !dropped)
    .map(
      (rule): RouteRule => ({
        object: routeObject(object, `rule ${rule.index + 1}`),
        createdMs,
        index: rule.index,
        matches: compileMatches(rule.spec),
        filters: filtersOf(object, rule),
        backends: rule.backends.map((backend, at) => compileBackend(object, rule, backend, at)),
        ...limits(rule.spec),
      }),
    );
}

function filtersOf(route: HTTPRouteObject, { spec, index, broken, mirrors }: RuleNode): readonly RouteFilter[] {
  if (broken) return [errorFilter(broken, routeObject(route, `spec.rules[${index}].filters`))];
  return compileFilters(spec.filters, mirrors);
}

/** A filter that cannot be resolved answers with an error: it must not be skipped. */
const errorFilter = (problem: ConditionDraft, look: TraceObject): RouteFilter => ({
  type: "DirectResponse",
  status: 500,
  says: problem.message,
  look,
});

function compileBackend(
  route: HTTPRouteObject,
  { spec, index, mirrors }: RuleNode,
  { object, key, weight, problem, broken }: BackendNode,
  at: number,
): RouteBackend {
  const field = `spec.rules[${index}].backendRefs[${at}]`;
  const filters = broken
    ? [errorFilter(broken, routeObject(route, `${field}.filters`))]
    : compileFilters(spec.backendRefs?.[at]?.filters, mirrors);
  return {
    object,
    weight,
    upstream: key,
    ...(problem && {
      invalid: { because: `${problem.reason}: ${problem.message}`, status: 500, look: routeObject(route, field) },
    }),
    ...(filters.length > 0 && { filters }),
  };
}

/** GEP-2257 durations; 0 switches a limit off. */
function limits({ timeouts, retry }: HTTPRouteRule): Pick<RouteRule, "timeouts" | "retry"> {
  const given: RouteTimeouts = {
    ...(timeouts?.request !== undefined && { requestMs: parseDuration(timeouts.request) }),
    ...(timeouts?.backendRequest !== undefined && { backendRequestMs: parseDuration(timeouts.backendRequest) }),
  };
  return {
    ...(timeouts && { timeouts: given }),
    ...(retry && {
      retry: {
        attempts: retry.attempts ?? 1,
        ...(retry.codes && { codes: retry.codes }),
        ...(retry.backoff !== undefined && { backoffMs: parseDuration(retry.backoff) }),
      },
    }),
  };
}
