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
export const builtInSchemas: Schemas = decodeSchemas(schemaText);

/** The type of that name: "Deployment", "PodSpec", "discovery.EndpointPort". */
export function schemaOf(type: string): TypeSchema | undefined {
  return builtInSchemas.type(type);
}
