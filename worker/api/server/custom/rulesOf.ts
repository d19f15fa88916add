import type { Clock } from "../../../base/clock.ts";
import type { CustomResourceDefinitionVersion } from "../../generated/types.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { Schemas } from "../../machinery/schema.ts";
import type { CustomRules } from "./rules/index.ts";
import type { Structural } from "./structural.ts";

/** The part of a kind that judges objects. */
export type Rules = Pick<Kind, "ready" | "validateCreate" | "validateUpdate" | "validateStatus">;

/** How a version of a definition judges its objects; the rules may still have to be fetched. */
export type RulesOf = (version: CustomResourceDefinitionVersion, schema: () => Structural) => Rules;

type Loaded = Awaited<ReturnType<typeof load>>;

const load = () => import("./rules/index.ts");

/** Rules that are fetched when the first object is written, and compiled once for each version of a definition. */
export function lazyRules(clock: Clock, schemas: Schemas): RulesOf {
  let loaded: Loaded | undefined;
  let expressions: ReturnType<Loaded["definitionExpressions"]> | undefined;
  return (version, schema) => {
    let rules: CustomRules | undefined;
    const compiled = (): CustomRules => {
      if (!loaded) throw new Error("custom resources are written before their rules are there");
      expressions ??= loaded.definitionExpressions();
      rules ??= new loaded.CustomRules(expressions, version, schema(), schemas);
      return rules;
    };
    return {
      ready: () =>
        loaded
          ? undefined
          : clock.hold(load()).then((module) => {
              loaded = module;
            }),
      validateCreate: (object) => compiled().create(object),
      validateUpdate: (object, old) => compiled().update(object, old),
      validateStatus: (object, old) => compiled().updateStatus(object, old),
    };
  };
}
