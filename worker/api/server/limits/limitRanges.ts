import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  quantityMilli,
} from "../../../base/quantity.ts";
import type {
  Container,
  LimitRangeItem,
  LimitRangeObject,
  PersistentVolumeClaimObject,
  PodObject,
  ResourceRequirements,
} from "../../generated/types.ts";
import { forbiddenRequest } from "../../machinery/failures.ts";
import type { Draft, KubeObject } from "../../machinery/object.ts";
import type { AdmissionContext } from "../request.ts";

/** https://kubernetes.io/docs/concepts/policy/limit-range/ k8s.io/kubernetes plugin/pkg/admission/limitranger */

const ANNOTATION = "kubernetes.io/limit-ranger";

export type Amounts = Readonly<Record<string, Quantity>>;

export const readAmounts = (list: Readonly<Record<string, string>> | undefined): Amounts =>
  Object.fromEntries(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(String(text))]));

const limitsIn = ({ store, namespace }: AdmissionContext): readonly LimitRangeItem[] =>
  [...store.collection("limitranges").all(namespace)].flatMap(
    (range) => (range as unknown as LimitRangeObject).spec?.limits ?? [],
  );

/** Gives containers the requests and limits that they do not say. */
export function fillLimits(draft: Draft<KubeObject>, context: AdmissionContext): void {
  const pod = draft as unknown as Draft<PodObject>;
  for (const range of context.store.collection("limitranges").all(context.namespace)) {
    const items = ((range as unknown as LimitRangeObject).spec?.limits ?? []).filter(
      ({ type }) => type === "Container",
    );
    const limits = Object.assign({}, ...items.map((item) => item.default)) as Record<string, string>;
    const requests = Object.assign({}, ...items.map(({ defaultRequest }) => defaultRequest)) as Record<string, string>;
    const told: string[] = [];
    const fill = (container: Draft<Container>, what: string) => {
      const tell = (names: readonly string[], which: string) => {
        if (names.length > 0) told.push(`${[...names].sort().join(", ")} ${which} for ${what} ${container.name}`);
      };
      const own = container.resources ?? {};
      const missing = (list: Record<string, string>, from: Readonly<Record<string, string>> | undefined) =>
        Object.keys(list).filter((name) => from?.[name] === undefined);
      tell(missing(requests, own.requests), "request");
      tell(missing(limits, own.limits), "limit");
      container.resources = {
        ...own,
        ...(own.limits || Object.keys(limits).length > 0 ? { limits: { ...limits, ...own.limits } } : {}),
        ...(own.requests || Object.keys(requests).length > 0 ? { requests: { ...requests, ...own.requests } } : {}),
      };
    };
    for (const container of pod.spec.containers ?? []) fill(container, "container");
    for (const container of pod.spec.initContainers ?? []) fill(container, "init container");
    if (told.length === 0) continue;
    pod.metadata.annotations = {
      ...pod.metadata.annotations,
      [ANNOTATION]: `LimitRanger plugin set: ${told.join("; ")}`,
    };
  }
}

/** What one of a type asks for and may use. */
interface Claim {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

const claimOf = (resources: Pick<ResourceRequirements, "limits" | "requests"> | undefined): Claim => ({
  requests: readAmounts(resources?.requests),
  limits: readAmounts(resources?.limits),
});

/** @throws StatusError Forbidden */
export function refuseByLimits(object: KubeObject, context: AdmissionContext): void {
  const problems = limitsIn(context).flatMap((item) => {
    if (context.kind.kind === "PersistentVolumeClaim") {
      if (item.type !== "PersistentVolumeClaim") return [];
      const { spec } = object as unknown as PersistentVolumeClaimObject;
      return ofClaim(item, readAmounts(spec.resources?.requests));
    }
    const { spec } = object as unknown as PodObject;
    if (item.type === "Container") {
      const containers = [...spec.containers, ...(spec.initContainers ?? [])];
      return containers.flatMap(({ resources }) => within(item, claimOf(resources)));
    }
    if (item.type !== "Pod") return [];
    const requests = podAmounts(object as unknown as PodObject, "requests");
    return within(item, { requests, limits: podAmounts(object as unknown as PodObject, "limits") });
  });
  if (problems.length === 0) return;
  const words = problems.length === 1 ? problems[0]! : `[${problems.join(", ")}]`;
  throw forbiddenRequest(context.kind, object.metadata.name, words);
}

const sorted = (list: Readonly<Record<string, string>> | undefined): (readonly [string, Quantity])[] =>
  Object.entries(readAmounts(list)).sort(([a], [b]) => (a < b ? -1 : 1));

function ofClaim(item: LimitRangeItem, requests: Amounts): string[] {
  const usage = (which: string, name: string, amount: Quantity) =>
    `${which} ${name} usage per ${item.type} is ${formatQuantity(amount)}`;
  return [
    ...sorted(item.min).flatMap(([name, least]) => {
      const asked = requests[name];
      if (!asked) return [`${usage("minimum", name, least)}.  No request is specified`];
      const less = compareQuantities(asked, least) < 0;
      return less ? [`${usage("minimum", name, least)}, but request is ${formatQuantity(asked)}`] : [];
    }),
    ...sorted(item.max).flatMap(([name, most]) => {
      const asked = requests[name];
      if (!asked) return [`${usage("maximum", name, most)}.  No request is specified`];
      const more = compareQuantities(asked, most) > 0;
      return more ? [`${usage("maximum", name, most)}, but request is ${formatQuantity(asked)}`] : [];
    }),
  ];
}

function within(item: LimitRangeItem, { requests, limits }: Claim): string[] {
  const per = (name: string, amount: Quantity) => `${name} usage per ${item.type} is ${formatQuantity(amount)}`;
  return [
    ...sorted(item.min).flatMap(([name, least]) => {
      const words = `minimum ${per(name, least)}`;
      const [asked, limit] = [requests[name], limits[name]];
      if (!asked) return [`${words}.  No request is specified`];
      if (compareQuantities(asked, least) < 0) return [`${words}, but request is ${formatQuantity(asked)}`];
      return limit && compareQuantities(limit, least) < 0 ? [`${words}, but limit is ${formatQuantity(limit)}`] : [];
    }),
    ...sorted(item.max).flatMap(([name, most]) => {
      const words = `maximum ${per(name, most)}`;
      const [asked, limit] = [requests[name], limits[name]];
      if (!limit) return [`${words}.  No limit is specified`];
      if (compareQuantities(limit, most) > 0) return [`${words}, but limit is ${formatQuantity(limit)}`];
      return asked && compareQuantities(asked, most) > 0 ? [`${words}, but request is ${formatQuantity(asked)}`] : [];
    }),
    ...sorted(item.maxLimitRequestRatio).flatMap(([name, most]) => {
      const words = `${name} max limit to request ratio per ${item.type} is ${formatQuantity(most)}`;
      const [asked, limit] = [requests[name], limits[name]];
      if (!asked || asked.nanos === 0n) return [`${words}, but no request is specified or request is 0`];
      if (!limit || limit.nanos === 0n) return [`${words}, but no limit is specified or limit is 0`];
      const ratio = quantityMilli(limit) / quantityMilli(asked);
      return ratio * 1000 > quantityMilli(most) ? [`${words}, but provided ratio is ${ratio.toFixed(6)}`] : [];
    }),
  ];
}

/** What a pod's containers come to: all that run at once, or the most that one init container needs with the sidecars before it. */
export function podAmounts({ spec }: PodObject, which: "requests" | "limits"): Amounts {
  const running: Record<string, Quantity> = {};
  const sidecars: Record<string, Quantity> = {};
  const most: Record<string, Quantity> = {};
  const add = (to: Record<string, Quantity>, amounts: Amounts) => {
    for (const [name, amount] of Object.entries(amounts)) {
      to[name] = to[name] ? addQuantities(to[name], amount) : amount;
    }
  };
  const raise = (to: Record<string, Quantity>, amounts: Amounts) => {
    for (const [name, amount] of Object.entries(amounts)) {
      if (!to[name] || compareQuantities(to[name], amount) < 0) to[name] = amount;
    }
  };
  for (const { resources } of spec.containers) add(running, readAmounts(resources?.[which]));
  for (const { resources, restartPolicy } of spec.initContainers ?? []) {
    const own = readAmounts(resources?.[which]);
    if (restartPolicy === "Always") {
      add(running, own);
      add(sidecars, own);
      raise(most, sidecars);
    } else {
      const beside = { ...sidecars };
      add(beside, own);
      raise(most, beside);
    }
  }
  raise(running, most);
  for (const [name, amount] of Object.entries(readAmounts(spec.resources?.[which]))) running[name] = amount;
  return running;
}
