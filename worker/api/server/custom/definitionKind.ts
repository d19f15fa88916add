import type { CustomResourceDefinitionObject } from "../../generated/types.ts";
import { CustomResourceDefinition } from "../../kinds/customresourcedefinition.ts";
import type { Kind } from "../../machinery/kind.ts";
import { DELETION_PENDING, withCondition } from "./conditions.ts";
import { CLEANUP } from "./definitions.ts";

export const isDefinition = ({ group, plural }: Kind): boolean =>
  group === CustomResourceDefinition.group && plural === CustomResourceDefinition.plural;

/** The kind of definitions, with the rules that only a server has. */
export function definitionKind(kind: Kind): Kind {
  const { reference: _, ...rest } = kind;
  return {
    ...rest,
    /** k8s.io/apiextensions-apiserver pkg/registry/customresourcedefinition REST.Delete */
    onDelete(object, nowMs) {
      const crd = withCondition(object as CustomResourceDefinitionObject, DELETION_PENDING, nowMs);
      const finalizers = crd.metadata.finalizers ?? [];
      if (finalizers.includes(CLEANUP)) return crd;
      return { ...crd, metadata: { ...crd.metadata, finalizers: [...finalizers, CLEANUP] } };
    },
  };
}
