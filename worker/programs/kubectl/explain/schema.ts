import { isObject, type Json, type JsonObject, listAt, objectAt, textAt } from "../json.ts";

/** One group's OpenAPI v3 document. */
export class SchemaDocument {
  readonly #schemas: JsonObject;

  constructor(document: JsonObject) {
    this.#schemas = objectAt(document, "components", "schemas");
  }

  /** The schema of a kind, found by its extension. */
  ofKind(group: string, version: string, kind: string): JsonObject | undefined {
    return Object.values(this.#schemas).find(
      (schema): schema is JsonObject =>
        isObject(schema) &&
        listAt(schema, "x-kubernetes-group-version-kind").some(
          (one) => textAt(one, "group") === group && textAt(one, "version") === version && textAt(one, "kind") === kind,
        ),
    );
  }

  /** A schema behind its references, with the name of the last one. */
  resolve(schema: Json | undefined): { readonly schema: JsonObject; readonly name: string } {
    let at: JsonObject = isObject(schema) ? schema : {};
    let name = "";
    for (let step = 0; step < 10; step++) {
      const reference = textAt(at, "$ref") || textAt(listAt(at, "allOf")[0], "$ref");
      if (reference === "") break;
      name = reference.split("/").at(-1)!;
      at = objectAt(this.#schemas, name);
    }
    return { schema: at, name };
  }

  /** Behind references, lists and maps: the structure whose fields can be explained. */
  structure(schema: Json | undefined): JsonObject {
    const { schema: own } = this.resolve(schema);
    if (own.items !== undefined) return this.structure(own.items);
    if (isObject(own.additionalProperties)) return this.structure(own.additionalProperties);
    return own;
  }

  /** "string", "[]Container", "map[string]string", "ObjectMeta". */
  typeName(schema: Json | undefined): string {
    const { schema: own, name } = this.resolve(schema);
    if (own.items !== undefined) return `[]${this.typeName(own.items)}`;
    if (isObject(own.additionalProperties)) return `map[string]${this.typeName(own.additionalProperties)}`;
    const type = textAt(own, "type");
    if (name !== "") return type === "" || type === "object" ? name.split(".").at(-1)! : type;
    if (type === "object" || (type === "" && own.properties !== undefined)) return "Object";
    return type || (own["x-kubernetes-int-or-string"] === true ? "IntOrString" : "Object");
  }
}
