import { CommandError } from "../cli/errors.ts";
import { effectiveNamespace, gvkText, idText, type ResId, type Resource, sameId } from "./resource.ts";

/** The resources of one kustomization, in order; no two with the same id. */
export class Collection {
  #list: Resource[] = [];

  get list(): readonly Resource[] {
    return this.#list;
  }

  /** @throws CommandError when its id is taken */
  append(one: Resource): void {
    const { id } = one;
    if (this.#list.some((other) => sameId(other.id, id))) {
      throw new CommandError(`may not add resource with an already registered id: ${idText(id)}`);
    }
    this.#list.push(one);
  }

  appendAll(others: readonly Resource[]): void {
    for (const one of others) this.append(one);
  }

  /** Takes in what a generator made, by its behaviour. @throws CommandError */
  absorb(one: Resource): void {
    const matches = this.byAnyId(one.id);
    if (matches.length > 1) throw new CommandError(`found multiple objects ${idText(one.id)} that could accept merge`);
    const [old] = matches;
    const { behavior } = one;
    if (!old) {
      if (behavior === "merge" || behavior === "replace") {
        throw new CommandError(`id ${goId(one.id)} does not exist; cannot merge or replace`);
      }
      this.append(one);
      return;
    }
    if (behavior !== "merge" && behavior !== "replace") {
      throw new CommandError(
        `id ${goId(one.id)} exists; can not use behavior: '${behavior}', behavior must be merge or replace`,
      );
    }
    one.inherit(old);
    if (behavior === "merge") one.mergeData(old);
    this.#list[this.#list.indexOf(old)] = one;
  }

  /** Those that have, or once had, this id. */
  byAnyId(id: ResId): readonly Resource[] {
    return this.#list.filter((one) => one.ids.some((own) => sameId(own, id)));
  }

  /** The one that a patch means. @throws CommandError */
  only(id: ResId): Resource {
    const found = this.byAnyId(id);
    if (found.length === 1) return found[0]!;
    const what = found.length > 1 ? "multiple matches" : "no matches";
    throw new CommandError(`${what} for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`);
  }

  dropEmpty(): void {
    this.#list = this.#list.filter((one) => !one.isEmpty);
  }

  keep(accepts: (one: Resource) => boolean): void {
    this.#list = this.#list.filter(accepts);
  }

  sort(compare: (a: Resource, b: Resource) => number): void {
    this.#list.sort(compare);
  }
}

/** Go's %#v of an id, as errors print it. */
function goId(id: ResId): string {
  const quote = JSON.stringify;
  const scoped = effectiveNamespace(id).startsWith("_");
  return `resid.ResId{Gvk:resid.Gvk{Group:${quote(id.group)}, Version:${quote(id.version)}, Kind:${quote(id.kind)}, isClusterScoped:${scoped}}, Name:${quote(id.name)}, Namespace:${quote(id.namespace)}}`;
}

const FIRST = [
  "Namespace",
  "ResourceQuota",
  "StorageClass",
  "CustomResourceDefinition",
  "ServiceAccount",
  "PodSecurityPolicy",
  "Role",
  "ClusterRole",
  "RoleBinding",
  "ClusterRoleBinding",
  "ConfigMap",
  "Secret",
  "Endpoints",
  "Service",
  "LimitRange",
  "PriorityClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "Deployment",
  "StatefulSet",
  "CronJob",
  "PodDisruptionBudget",
];
const LAST = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/**
 * The "legacy" order, which is the default of `kubectl kustomize`: some kinds first, some last, the others by group, version,
 * kind; then by namespace and name.
 */
export function legacyOrder(
  first: readonly string[] = FIRST,
  last: readonly string[] = LAST,
): (a: Resource, b: Resource) => number {
  const rank = (kind: string): number => {
    const early = first.indexOf(kind);
    return early >= 0 ? early - first.length : last.indexOf(kind) + 1;
  };
  const byKind = ({ group, version, kind }: ResId) => `${group || "~G"}_${version || "~V"}_${kind || "~K"}`;
  const byName = (id: ResId) => `${gvkText(id)}|${id.namespace || "~X"}|${id.name || "~N"}`;
  const compare = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return ({ id: a }, { id: b }) =>
    rank(a.kind) - rank(b.kind) || compare(byKind(a), byKind(b)) || compare(byName(a), byName(b));
}
