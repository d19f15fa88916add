import { parseDuration } from "../../base/duration.ts";
import { expressionOf } from "../../routing/index.ts";
import { invalidFilterKind } from "../conditions/index.ts";
import type { ConditionDraft, HTTPRouteFilter, HTTPRouteObject, HTTPRouteRule } from "../kinds/index.ts";
import type { Implementation } from "./implementation.ts";
import type { ListenerContext } from "./listener.ts";
import { recalling } from "./recall.ts";
import { type BackendTarget, resolveBackend } from "./service.ts";

/** A rule of an HTTPRoute. */
export interface RuleNode {
  readonly spec: HTTPRouteRule;
  readonly index: number;
  /** The rule cannot be served at all: it is dropped. */
  readonly dropped?: { readonly says: string; readonly incompatible?: boolean };
  /** A filter refers to what there is not: matching requests get an error. */
  readonly broken?: ConditionDraft;
  /** As in spec.backendRefs. */
  readonly backends: readonly BackendNode[];
  /** By the place of the filter; of RequestMirror filters only. */
  readonly mirrors: ReadonlyMap<HTTPRouteFilter, BackendTarget>;
}

export interface BackendNode extends BackendTarget {
  readonly weight: number;
  /** A filter of this backend refers to what there is not. */
  readonly broken?: ConditionDraft;
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule */
export function resolveRules({ metadata, spec }: HTTPRouteObject, context: ListenerContext): readonly RuleNode[] {
  return rulesOf(spec, metadata.namespace ?? "", context);
}

/** A new status leaves the spec as it is: the rules are worked out once for each. */
const rulesOf = recalling((route: HTTPRouteObject["spec"], own, context): readonly RuleNode[] =>
  (route.rules ?? []).map((spec, index): RuleNode => {
    const dropped = problemOf(spec, context.implementation);
    const mirrors = new Map<HTTPRouteFilter, BackendTarget>();
    const backends = (spec.backendRefs ?? []).map((ref): BackendNode => {
      const broken = brokenFilter(ref.filters);
      for (const [filter, target] of mirrorsOf(ref.filters, own, context)) mirrors.set(filter, target);
      return { ...resolveBackend(ref, own, context), weight: ref.weight ?? 1, ...(broken && { broken }) };
    });
    for (const [filter, target] of mirrorsOf(spec.filters, own, context)) mirrors.set(filter, target);
    const broken = brokenFilter(spec.filters);
    return { spec, index, backends, mirrors, ...(dropped && { dropped }), ...(broken && { broken }) };
  }),
);

/** Every reference of the rules that does not resolve, in the order of the spec. */
export function unresolvedRefs(rules: readonly RuleNode[]): readonly ConditionDraft[] {
  return rules.flatMap(({ broken, backends, mirrors }) => [
    ...(broken ? [broken] : []),
    ...backends.flatMap((backend) => [
      ...(backend.problem ? [backend.problem] : []),
      ...(backend.broken ? [backend.broken] : []),
    ]),
    ...[...mirrors.values()].flatMap(({ problem }) => (problem ? [problem] : [])),
  ]);
}

function mirrorsOf(filters: readonly HTTPRouteFilter[] | undefined, own: string, context: ListenerContext) {
  return (filters ?? []).flatMap((filter) =>
    filter.requestMirror ? [[filter, resolveBackend(filter.requestMirror.backendRef, own, context)] as const] : [],
  );
}

/** A filter that cannot be resolved must not be skipped: https://gateway-api.sigs.k8s.io/reference/spec/#httproutefilter */
function brokenFilter(filters: readonly HTTPRouteFilter[] | undefined): ConditionDraft | undefined {
  const extension = filters?.find(({ type }) => type === "ExtensionRef")?.extensionRef;
  return extension && invalidFilterKind(extension.kind, extension.name);
}

/** What of a rule cannot be served, whatever the cluster holds. Worked out once for each rule as it is written. */
const problems = new WeakMap<HTTPRouteRule, { readonly of: Implementation; readonly found: RuleNode["dropped"] }>();

function problemOf(rule: HTTPRouteRule, implementation: Implementation): RuleNode["dropped"] {
  const known = problems.get(rule);
  if (known?.of === implementation) return known.found;
  const found = findProblem(rule, implementation);
  problems.set(rule, { of: implementation, found });
  return found;
}

function findProblem(rule: HTTPRouteRule, implementation: Implementation): RuleNode["dropped"] {
  const filters = [...(rule.filters ?? []), ...(rule.backendRefs ?? []).flatMap((ref) => ref.filters ?? [])];
  const strange = filters.find(({ type }) => type !== "ExtensionRef" && !implementation.filters.has(type));
  if (strange) return { says: `filter ${strange.type} is not supported` };
  const types = new Set((rule.filters ?? []).map(({ type }) => type));
  if (types.has("RequestRedirect") && types.has("URLRewrite")) {
    return { says: "filters RequestRedirect and URLRewrite cannot stand together", incompatible: true };
  }
  if (rule.sessionPersistence) return { says: "sessionPersistence is not supported" };
  const expression = badExpression(rule);
  if (expression !== undefined) return { says: `"${expression}" is not a regular expression` };
  const duration = [rule.timeouts?.request, rule.timeouts?.backendRequest, rule.retry?.backoff].find(
    (text) => text !== undefined && !isDuration(text),
  );
  return duration === undefined ? undefined : { says: `"${duration}" is not a duration` };
}

function badExpression({ matches = [] }: HTTPRouteRule): string | undefined {
  for (const { path, headers = [], queryParams = [] } of matches) {
    for (const match of [...(path ? [path] : []), ...headers, ...queryParams]) {
      if (match.type !== "RegularExpression") continue;
      if (!expressionOf(match.value ?? "")) return match.value ?? "";
    }
  }
  return undefined;
}

function isDuration(text: string): boolean {
  try {
    return parseDuration(text) >= 0;
  } catch {
    return false;
  }
}
