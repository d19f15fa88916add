import { CommandError } from "../cli/errors.ts";
import type { Collection } from "./collection.ts";
import { visitField } from "./fields.ts";
import { NAME_REFERENCES } from "./referenceFields.ts";
import {
  effectiveNamespace,
  type Gvk,
  idText,
  isClusterScoped,
  isSelected,
  type ResId,
  type Resource,
} from "./resource.ts";
import { type Branch, isBranch, type Tree, wordAt } from "./tree.ts";

/**
 * Puts the present names of objects where others call them by a former one.
 *
 * @throws CommandError when several objects could be meant
 * @see sigs.k8s.io/kustomize/api/filters/nameref
 */
export function fixReferences(all: Collection): void {
  for (const referrer of all.list) {
    const candidates = couldBeNamedBy(referrer, all);
    for (const { target, fields } of NAME_REFERENCES) {
      for (const field of fields) {
        if (!isSelected(referrer.originalId, field)) continue;
        const search = { referrer, target, path: field.path };
        visitField(referrer.object, { path: field.path }, (value, set) => {
          const settled = renamed(value, search, candidates);
          if (settled !== undefined) set(settled);
        });
      }
    }
  }
}

interface Search {
  readonly referrer: Resource;
  readonly target: Partial<Gvk>;
  readonly path: string;
}

function renamed(value: Tree | undefined, search: Search, candidates: readonly Resource[]): Tree | undefined {
  if (typeof value === "string") return pick(value, search, candidates, sameNames)?.name;
  if (Array.isArray(value)) return value.map((item) => renamed(item, search, candidates) ?? item);
  if (!isBranch(value)) return undefined;
  if (value.name === undefined) throw new CommandError("path config error; no 'name' field in node");
  return renamedMap(value, search, candidates);
}

/** A map with a name, and a namespace that narrows the choice. */
function renamedMap(value: Branch, search: Search, candidates: readonly Resource[]): Tree | undefined {
  const namespace = wordAt(value, "namespace");
  const within = value.namespace === undefined ? candidates : inNamespace(candidates, namespace);
  const name = wordAt(value, "name");
  const found = pick(name, search, within, samePlaces);
  if (!found || (found.name === name && found.namespace === "")) return undefined;
  return { ...value, name: found.name, ...(found.namespace !== "" && { namespace: found.namespace }) };
}

function inNamespace(candidates: readonly Resource[], namespace: string): readonly Resource[] {
  const of = (id: (one: Resource) => ResId) =>
    candidates.filter((one) => effectiveNamespace(id(one)) === (namespace || "default"));
  const original = of((one) => one.originalId);
  return original.length > 0 ? original : of((one) => one.id);
}

/** Objects without a namespace, of the same one, or of one that a role binding's subjects name. */
function couldBeNamedBy(referrer: Resource, all: Collection): readonly Resource[] {
  const { id } = referrer;
  if (isClusterScoped(id)) return all.list;
  const subjects = id.kind === "RoleBinding" && Array.isArray(referrer.object.subjects) ? referrer.object.subjects : [];
  const others = subjects
    .filter((one) => wordAt(one, "kind") === "ServiceAccount")
    .map((one) => wordAt(one, "namespace"))
    .filter((namespace) => namespace !== "");
  return all.list.filter(
    (one) =>
      isClusterScoped(one.id) ||
      effectiveNamespace(one.id) === effectiveNamespace(id) ||
      others.includes(one.namespace),
  );
}

const sameNames = (list: readonly Resource[]): boolean => list.every((one) => one.name === list[0]!.name);
const samePlaces = (list: readonly Resource[]): boolean =>
  sameNames(list) && list.every((one) => one.namespace === list[0]!.namespace);

function pick(
  name: string,
  { referrer, target, path }: Search,
  candidates: readonly Resource[],
  identical: (list: readonly Resource[]) => boolean,
): Resource | undefined {
  const wasCalled = (one: Resource) => one.previous.some((id) => id.name === name);
  const wasOf = (one: Resource, kind: Partial<Gvk>) => one.previous.some((id) => isSelected(id, kind));
  const roleRef = path.endsWith("roleRef/name") ? referrer.object.roleRef : undefined;
  const reachable = (one: Resource) =>
    isClusterScoped(referrer.id) ||
    isClusterScoped(one.id) ||
    one.id.kind === "ServiceAccount" ||
    effectiveNamespace(one.id) === effectiveNamespace(referrer.id);
  const left = candidates.filter(
    (one) =>
      wasCalled(one) &&
      wasOf(one, target) &&
      (!isBranch(roleRef) || wasOf(one, { group: wordAt(roleRef, "apiGroup"), kind: wordAt(roleRef, "kind") })) &&
      reachable(one),
  );
  if (left.length <= 1) return left[0];
  const alike = left.filter((one) => sameContext(one, referrer, true));
  const closer = alike.length > 1 ? alike.filter((one) => sameContext(one, referrer, false)) : alike;
  if (closer.length <= 1) return closer[0];
  if (identical(closer)) return closer[0];
  throw new CommandError(`found multiple possible referrals: ${closer.map((one) => idText(one.id)).join(", ")}`);
}

/** Whether two objects got their names by the same overlays. */
function sameContext(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]) =>
    (allowEmpty && (x.length === 0 || y.length === 0)) || sameEnding(x, y);
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}

function sameEnding(x: readonly string[], y: readonly string[]): boolean {
  const [short, long] = x.length < y.length ? [x, y] : [y, x];
  if (short.length === 0) return long.length === 0;
  return short.every((word, index) => long[long.length - short.length + index] === word);
}
