import type { ClusterRoleObject, PolicyRule } from "../../generated/types.ts";
import { fromLabelSelector, matches } from "../../machinery/labels.ts";
import { deepEqual } from "../../machinery/values.ts";

/**
 * The rules that a role gathers from others; undefined when it gathers none, or has them already.
 *
 * @see k8s.io/kubernetes pkg/controller/clusterroleaggregation syncClusterRole
 */
export function aggregatedRules(
  role: ClusterRoleObject,
  among: readonly ClusterRoleObject[],
): readonly PolicyRule[] | undefined {
  const selectors = role.aggregationRule?.clusterRoleSelectors;
  if (!role.aggregationRule) return undefined;
  const rules: PolicyRule[] = [];
  for (const selector of selectors ?? []) {
    const wanted = fromLabelSelector(selector);
    const chosen = among.filter(({ metadata }) => matches(wanted, metadata.labels));
    for (const { metadata, rules: own = [] } of [...chosen].sort(byName)) {
      if (metadata.name === role.metadata.name) continue;
      for (const rule of own) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    }
  }
  return deepEqual(rules, role.rules ?? []) ? undefined : rules;
}

const byName = (a: ClusterRoleObject, b: ClusterRoleObject): number =>
  a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0;
