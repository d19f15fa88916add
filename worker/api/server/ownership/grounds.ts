import { Encoder } from "../../machinery/encoding.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Schemas } from "../../machinery/schema.ts";
import { isObject, type JsonObject } from "../../machinery/values.ts";
import { fieldElement } from "./element.ts";
import { FieldSet } from "./fieldSet.ts";
import { BuiltInShapes, customShape, type Shape } from "./shape.ts";
import type { Ground } from "./update.ts";

const STATUS = FieldSet.of([fieldElement("status")]);
const NOTHING = new FieldSet();

/** Kinds as their fields are owned; what is worked out for one is kept. */
export class Grounds {
  readonly #builtIn: BuiltInShapes;
  readonly #encoder: Encoder;
  readonly #shapes = new WeakMap<Kind, Shape>();
  readonly #zeros = new Map<string, unknown>();

  constructor(schemas: Schemas) {
    this.#builtIn = new BuiltInShapes(schemas);
    this.#encoder = new Encoder(schemas);
  }

  /** @param subresource what the request goes through: status may be written through "status" alone, and nothing else there */
  of(kind: Kind, subresource?: string): Ground {
    const reset = subresource === "status" ? this.#allButStatus(kind) : hasStatus(kind) ? STATUS : NOTHING;
    return { shape: this.shape(kind), apiVersion: apiVersionOf(kind), reset };
  }

  shape(kind: Kind): Shape {
    const known = this.#shapes.get(kind);
    if (known) return known;
    const made = kind.schema
      ? this.#builtIn.type(kind.schema)
      : customShape(kind.openApi?.() ?? {}, this.#builtIn.type("ObjectMeta"));
    this.#shapes.set(kind, made);
    return made;
  }

  /** A state, or a part of one, as its Go type has it: with the empty fields that are always there. */
  whole(kind: Kind, part: unknown): unknown {
    if (!isObject(part)) return part;
    return kind.schema ? this.#encoder.encode(part, kind.schema) : part;
  }

  /** An object that nobody has written anything in. */
  zero(kind: Kind): unknown {
    const type = { apiVersion: apiVersionOf(kind), kind: kind.kind };
    if (!kind.schema) return type;
    let zero = this.#zeros.get(kind.schema);
    if (!zero) {
      zero = this.#encoder.encode(type, kind.schema);
      this.#zeros.set(kind.schema, zero);
    }
    return zero;
  }

  /** A stored object without what the server alone writes about ownership. */
  live(kind: Kind, object: KubeObject): JsonObject {
    return this.whole(kind, object) as JsonObject;
  }

  #allButStatus(kind: Kind): FieldSet {
    const names = kind.schema
      ? Object.keys(this.#builtIn.schemas.type(kind.schema)?.fields ?? {})
      : ["metadata", "spec"];
    return FieldSet.of(...names.filter((name) => name !== "status").map((name) => [fieldElement(name)]));
  }
}

export const hasStatus = (kind: Kind): boolean => kind.subresources.includes("status");
