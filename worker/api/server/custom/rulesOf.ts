import type { CustomResourceDefinitionVersion } from "../../generated/types.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { Structural } from "./structural.ts";

/** The part of a kind that judges objects. */
export type Rules = Pick<Kind, "ready" | "validateCreate" | "validateUpdate" | "validateStatus">;

/** How a version of a definition judges its objects; the rules may still have to be fetched. */
export type RulesOf = (kind: Kind, version: CustomResourceDefinitionVersion, schema: () => Structural) => Rules;
