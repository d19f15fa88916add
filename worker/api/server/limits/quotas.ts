import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  subtractQuantities,
} from "../../../base/quantity.ts";
import type { PodObject, ResourceQuotaObject } from "../../generated/types.ts";
import { forbiddenRequest } from "../../machinery/failures.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { resourceOf } from "../kindRegistry.ts";
import type { AdmissionContext } from "../request.ts";
import { containersLacking, isInScope, usageOf } from "./usage.ts";

/** https://kubernetes.io/docs/concepts/policy/resource-quotas/ k8s.io/apiserver pkg/admission/plugin/resourcequota */

type Amounts = Readonly<Record<string, Quantity>>;

/** "limits.cpu=2,pods=1" */
const shown = (names: readonly string[], amounts: Amounts): string =>
  [...names]
    .sort()
    .map((name) => `${name}=${formatQuantity(amounts[name] ?? parseQuantity("0"))}`)
    .join(",");

/** What an object counts for beyond what it has counted for before. */
function growth(now: Amounts, before: Amounts): Amounts {
  const grown = Object.entries(now).map(([name, amount]) => {
    const old = before[name];
    return [name, old ? subtractQuantities(amount, old) : amount] as const;
  });
  return Object.fromEntries(grown.filter(([, { nanos }]) => nanos > 0n));
}

/** @throws StatusError Forbidden */
export function refuseByQuotas(object: KubeObject, old: KubeObject | undefined, context: AdmissionContext): void {
  const { store, namespace, kind, nowMs } = context;
  const resource = resourceOf(kind);
  const all = usageOf(resource, object, nowMs);
  const asked = old ? growth(all, usageOf(resource, old, nowMs)) : all;
  for (const one of store.collection("resourcequotas").all(namespace)) {
    const quota = one as unknown as ResourceQuotaObject;
    if (!isInScope(quota, resource, object)) continue;
    const hard = quota.status?.hard ?? quota.spec?.hard ?? {};
    const refuse = (words: string) => forbiddenRequest(kind, object.metadata.name, words);
    if (resource === "pods") {
      const missing = containersLacking(object as unknown as PodObject, Object.keys(hard));
      if (missing.length > 0) {
        throw refuse(`failed quota: ${quota.metadata.name}: must specify ${missing.join("; ")}`);
      }
    }
    const names = Object.keys(hard).filter((name) => asked[name] !== undefined && asked[name].nanos !== 0n);
    if (names.length === 0) continue;
    const limits = Object.fromEntries(names.map((name) => [name, parseQuantity(String(hard[name]))]));
    const used = usedIn(quota, names, context);
    const exceeded = names.filter(
      (name) => compareQuantities(addQuantities(used[name]!, asked[name]!), limits[name]!) > 0,
    );
    if (exceeded.length === 0) continue;
    throw refuse(
      `exceeded quota: ${quota.metadata.name}, requested: ${shown(exceeded, asked)}, used: ${shown(exceeded, used)}, limited: ${shown(exceeded, limits)}`,
    );
  }
}

/** What is used of a quota now, counted from what is there. */
function usedIn(
  quota: ResourceQuotaObject,
  names: readonly string[],
  { store, kind, namespace, nowMs }: AdmissionContext,
): Amounts {
  const resource = resourceOf(kind);
  const used: Record<string, Quantity> = Object.fromEntries(names.map((name) => [name, parseQuantity("0")]));
  for (const object of store.collection(resource).all(namespace)) {
    if (!isInScope(quota, resource, object)) continue;
    const usage = usageOf(resource, object, nowMs);
    for (const name of names) if (usage[name]) used[name] = addQuantities(used[name]!, usage[name]);
  }
  return used;
}
