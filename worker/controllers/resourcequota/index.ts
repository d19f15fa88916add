/**
 * ResourceQuotas tell how much of what they allow is used.
 *
 * In:   ResourceQuotas and everything that they count.
 * Out:  status: what is allowed and what is used.
 * Never: refuses anything; that is admission.
 *
 * @module
 */
import { type Controller, defineController, on } from "../../api/client/controller.ts";
import type { ResourceQuotaObject } from "../../api/generated/types.ts";
import { builtInKinds, ResourceQuota } from "../../api/kinds/index.ts";
import { type Kind, qualifiedResource } from "../../api/machinery/kind.ts";
import { type KubeObject, keyOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { isInScope, usageOf } from "../../api/server/limits/index.ts";
import { addQuantities, formatQuantity, parseQuantity, type Quantity } from "../../base/quantity.ts";

/** Counted under their own names; all others as "count/RESOURCE". */
const NAMED: Readonly<Record<string, RegExp>> = {
  pods: /^(pods|(requests\.|limits\.)?(cpu|memory|ephemeral-storage)|(requests\.)?hugepages-.*|requests\..*\/.*)$/,
  services: /^services(\..*)?$/,
  persistentvolumeclaims: /^(persistentvolumeclaims|requests\.storage|.*\.storageclass\.storage\.k8s\.io\/.*)$/,
  configmaps: /^configmaps$/,
  secrets: /^secrets$/,
  resourcequotas: /^resourcequotas$/,
  replicationcontrollers: /^replicationcontrollers$/,
};

const countable = builtInKinds.filter((kind) => kind.namespaced && kind.kind !== "Event");

/** Whether a quota that allows these counts objects of a kind. */
function counts(resource: string, hard: readonly string[]): boolean {
  return hard.some((name) => name === `count/${resource}` || NAMED[resource]?.test(name));
}

export function resourceQuotaController(): Controller<ResourceQuotaObject> {
  return defineController<ResourceQuotaObject>({
    name: "resourcequota-controller",
    for: ResourceQuota,
    watches: countable.map((kind) =>
      on(kind as Kind<KubeObject>, ({ metadata }, cache) =>
        cache
          .list(ResourceQuota, { namespace: metadata.namespace! })
          .filter(({ spec }) => counts(qualifiedResource(kind), Object.keys(spec?.hard ?? {})))
          .map(keyOf),
      ),
    ),
    async reconcile(_ref, quota, { cache, client, clock }) {
      if (!quota) return;
      const hard = quota.spec?.hard ?? {};
      const names = Object.keys(hard);
      const used: Record<string, Quantity> = {};
      for (const name of names) used[name] = parseQuantity("0");
      for (const kind of countable) {
        const resource = qualifiedResource(kind);
        if (!counts(resource, names)) continue;
        for (const object of cache.list(kind, { namespace: quota.metadata.namespace! })) {
          if (!isInScope(quota, resource, object)) continue;
          const usage = usageOf(resource, object, clock.now());
          for (const name of names) if (usage[name]) used[name] = addQuantities(used[name]!, usage[name]);
        }
      }
      const shown = Object.fromEntries(Object.entries(used).map(([name, amount]) => [name, formatQuantity(amount)]));
      const status = { hard, used: shown };
      if (!deepEqual(quota.status, status)) await client.replaceStatus(ResourceQuota, { ...quota, status });
    },
  });
}
