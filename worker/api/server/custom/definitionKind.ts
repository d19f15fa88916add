import type { Clock } from "../../../base/clock.ts";
import { loadLateSchemas } from "../../generated/index.ts";
import type { CustomResourceDefinitionObject } from "../../generated/types.ts";
import { CustomResourceDefinition } from "../../kinds/customresourcedefinition.ts";
import { fieldPath, invalid } from "../../machinery/field.ts";
import type { Kind } from "../../machinery/kind.ts";
import { DELETION_PENDING, withCondition } from "./conditions.ts";
import { CLEANUP } from "./definitions.ts";

type Definition = CustomResourceDefinitionObject;
type Loaded = Awaited<ReturnType<typeof load>>;

const load = () => import("./definition/index.ts");

/** Whether this is the kind of CustomResourceDefinitions. */
export const isDefinition = ({ group, plural }: Kind): boolean =>
  group === CustomResourceDefinition.group && plural === CustomResourceDefinition.plural;

/** The kind of definitions, with the rules that only a server has; they are fetched when the first one is written. */
export function definitionKind(kind: Kind, clock: Clock): Kind {
  const { reference: _, ...rest } = kind;
  let loaded:
    | { readonly module: Loaded; readonly expressions: ReturnType<Loaded["definitionExpressions"]> }
    | undefined;
  const rules = () => {
    if (!loaded) throw new Error("a definition is written before its rules are there");
    return loaded;
  };
  return {
    ...rest,
    ready: () =>
      loaded
        ? undefined
        : clock.hold(Promise.all([load(), loadLateSchemas()])).then(([module]) => {
            loaded ??= { module, expressions: module.definitionExpressions() };
          }),
    validateCreate(object) {
      const { module, expressions } = rules();
      const crd = object as Definition;
      const at = fieldPath("metadata").child("name");
      return [
        ...module.definitionNameProblems(crd).map((problem) => invalid(at, crd.metadata.name, problem)),
        ...module.definitionErrors(crd, expressions),
      ];
    },
    validateUpdate(object, old) {
      const { module, expressions } = rules();
      return module.definitionUpdateErrors(object as Definition, old as Definition, expressions);
    },
    warn: (object) => rules().module.definitionWarnings(object as Definition),
    /** k8s.io/apiextensions-apiserver pkg/registry/customresourcedefinition REST.Delete */
    onDelete(object, nowMs) {
      const crd = withCondition(object as Definition, DELETION_PENDING, nowMs);
      const finalizers = crd.metadata.finalizers ?? [];
      if (finalizers.includes(CLEANUP)) return crd;
      return { ...crd, metadata: { ...crd.metadata, finalizers: [...finalizers, CLEANUP] } };
    },
  };
}
