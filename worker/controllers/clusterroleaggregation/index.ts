/**
 * Cluster roles that gather the rules of others: those whose labels their selectors choose.
 *
 * In:   ClusterRoles.
 * Out:  the rules of those with an aggregationRule.
 * Never: touches another role.
 *
 * @module
 */
import { type Controller, defineController, on } from "../../api/client/controller.ts";
import type { ClusterRoleObject } from "../../api/generated/types.ts";
import { ClusterRole } from "../../api/kinds/index.ts";
import { aggregatedRules } from "../../api/server/authorization/aggregation.ts";

export function clusterRoleAggregationController(): Controller<ClusterRoleObject> {
  return defineController<ClusterRoleObject>({
    name: "clusterrole-aggregation-controller",
    for: ClusterRole,
    watches: [
      // Any role may be one that some other gathers.
      on(ClusterRole, (_role, cache) =>
        cache.list(ClusterRole).flatMap(({ aggregationRule, metadata }) => (aggregationRule ? [metadata.name] : [])),
      ),
    ],
    async reconcile(ref, role, { cache, client }) {
      const rules = role && aggregatedRules(role, cache.list(ClusterRole));
      if (rules) await client.patch(ClusterRole, ref, { type: "merge", body: { rules } });
    },
  });
}
