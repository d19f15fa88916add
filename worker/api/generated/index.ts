/**
 * What is known of the types of the built-in kinds without having been typed by hand.
 *
 * In:   the name of a type: a kind's `schema` ("Deployment") or a struct that a field refers to ("PodSpec").
 * Out:  its fields in the order in which the real server writes them, with types, required, patch merge keys, list types.
 * Never: descriptions; these are in ./descriptions.ts, which is large and only imported dynamically.
 *
 * types.ts holds the same types for the compiler.
 *
 * @module
 */
import type { Schemas, TypeSchema } from "../machinery/schema.ts";
import { decodeSchemas } from "./decode.ts";
import { schemaText } from "./schemas.ts";

/** Schemas of all built-in types; each is decoded when first asked for. */
export const builtInSchemas: Schemas & { add(text: string): void } = decodeSchemas(schemaText);

let late: Promise<void> | undefined;
/** Fetches the schemas of the kinds that a fresh cluster has no objects of. Until then there are none of that name. */
export function loadLateSchemas(): Promise<void> {
  late ??= import("./lateSchemas.ts").then(({ lateSchemaText }) => builtInSchemas.add(lateSchemaText));
  return late;
}

/** The type of that name: "Deployment", "PodSpec", "discovery.EndpointPort". */
export function schemaOf(type: string): TypeSchema | undefined {
  return builtInSchemas.type(type);
}
