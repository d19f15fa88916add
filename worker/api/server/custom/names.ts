import type {
  CustomResourceDefinitionCondition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionObject,
} from "../../generated/types.ts";

export type ConditionDraft = Omit<CustomResourceDefinitionCondition, "lastTransitionTime">;

/** What a definition's names come to: those that are its own now, and what to say of it. */
export interface Naming {
  readonly acceptedNames: CustomResourceDefinitionNames;
  readonly condition: ConditionDraft;
}

/**
 * Which of the names that a definition asks for it gets: those that no other definition of its group has.
 *
 * @param others the other definitions of the group
 * @see k8s.io/apiextensions-apiserver pkg/controller/status NamingConditionController
 */
export function acceptNames(
  crd: CustomResourceDefinitionObject,
  others: readonly CustomResourceDefinitionObject[],
): Naming {
  const wanted = crd.spec.names;
  const has: CustomResourceDefinitionNames = crd.status?.acceptedNames ?? { plural: "", kind: "" };
  const taken = others.map(({ status }) => status?.acceptedNames).filter((names) => names !== undefined);
  const resources = new Set(
    taken.flatMap(({ plural, singular, shortNames }) => [plural, singular, ...(shortNames ?? [])]),
  );
  const kinds = new Set(taken.flatMap(({ kind, listKind }) => [kind, listKind]));
  let refusal: ConditionDraft | undefined;
  const refuse = (reason: string, message: string) => {
    refusal = { type: "NamesAccepted", status: "False", reason, message };
  };
  const accept = (
    reason: string,
    asked: string | undefined,
    own: string | undefined,
    used: Set<string | undefined>,
  ) => {
    if (asked === own || !used.has(asked)) return asked;
    refuse(reason, inUse(asked));
    return own;
  };
  const plural = accept("PluralConflict", wanted.plural, has.plural, resources);
  const singular = accept("SingularConflict", wanted.singular, has.singular, resources);
  const conflicts = (wanted.shortNames ?? [])
    .filter((name) => !has.shortNames?.includes(name) && resources.has(name))
    .map(inUse);
  if (conflicts.length > 0) {
    refuse("ShortNamesConflict", conflicts.length === 1 ? conflicts[0]! : `[${conflicts.join(", ")}]`);
  }
  const shortNames = conflicts.length > 0 ? has.shortNames : wanted.shortNames;
  const kind = accept("KindConflict", wanted.kind, has.kind, kinds);
  const listKind = accept("ListKindConflict", wanted.listKind, has.listKind, kinds);
  return {
    acceptedNames: {
      plural: plural ?? "",
      ...(singular ? { singular } : {}),
      ...(shortNames?.length ? { shortNames } : {}),
      kind: kind ?? "",
      ...(listKind ? { listKind } : {}),
      ...(wanted.categories?.length ? { categories: wanted.categories } : {}),
    },
    condition: refusal ?? {
      type: "NamesAccepted",
      status: "True",
      reason: "NoConflicts",
      message: "no conflicts found",
    },
  };
}

const inUse = (name: string | undefined) => `${JSON.stringify(name)} is already in use`;
