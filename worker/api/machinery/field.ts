import { goQuote } from "../../base/goformat/quote.ts";

/** Where in an object a problem is, printed as the API server prints it: spec.containers[0].ports[1].containerPort */
export interface FieldPath {
  readonly text: string;
  child(name: string): FieldPath;
  index(at: number): FieldPath;
  key(key: string): FieldPath;
}

/** Writes its text only when a problem asks for it: most objects have none. */
class Path implements FieldPath {
  readonly #parent: FieldPath | undefined;
  readonly #part: string;

  constructor(parent: FieldPath | undefined, part: string) {
    this.#parent = parent;
    this.#part = part;
  }

  get text(): string {
    const before = this.#parent?.text ?? "";
    if (before === "") return this.#part;
    return this.#part.startsWith("[") ? before + this.#part : `${before}.${this.#part}`;
  }

  child(name: string): FieldPath {
    return new Path(this, name);
  }

  index(at: number): FieldPath {
    return new Path(this, `[${at}]`);
  }

  key(key: string): FieldPath {
    return new Path(this, `[${key}]`);
  }
}

export function fieldPath(text = ""): FieldPath {
  return new Path(undefined, text);
}

/** k8s.io/apimachinery util/validation/field ErrorType: what `reason` says in a Status cause. */
export type FieldErrorType =
  | "FieldValueRequired"
  | "FieldValueInvalid"
  | "FieldValueDuplicate"
  | "FieldValueForbidden"
  | "FieldValueNotSupported"
  | "FieldValueNotFound"
  | "FieldValueTooLong"
  | "FieldValueTooMany"
  | "FieldValueTypeInvalid"
  | "InternalError";

export interface FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  /** The words after the field: "Required value", "Invalid value: -1: must be greater than or equal to 0". */
  readonly message: string;
}

/** A value as the server quotes it in messages (Go's %#v for strings, %v for numbers, JSON for the rest). */
function quoted(value: unknown): string {
  if (typeof value === "string") return goQuote(value);
  if (value === undefined || value === null) return "null";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export const required = (at: FieldPath, detail = ""): FieldError => ({
  type: "FieldValueRequired",
  field: at.text,
  message: detail ? `Required value: ${detail}` : "Required value",
});
export const invalid = (at: FieldPath, value: unknown, detail: string): FieldError => ({
  type: "FieldValueInvalid",
  field: at.text,
  message: `Invalid value: ${quoted(value)}${detail && `: ${detail}`}`,
});
export const duplicate = (at: FieldPath, value: unknown): FieldError => ({
  type: "FieldValueDuplicate",
  field: at.text,
  message: `Duplicate value: ${quoted(value)}`,
});
export const forbidden = (at: FieldPath, detail: string): FieldError => ({
  type: "FieldValueForbidden",
  field: at.text,
  message: `Forbidden: ${detail}`,
});
export const notSupported = (at: FieldPath, value: unknown, supported: readonly string[]): FieldError => ({
  type: "FieldValueNotSupported",
  field: at.text,
  message: `Unsupported value: ${quoted(value)}: supported values: ${supported.map((one) => JSON.stringify(one)).join(", ")}`,
});
export const tooLong = (at: FieldPath, maximum: number): FieldError => ({
  type: "FieldValueTooLong",
  field: at.text,
  message: `Too long: may not be more than ${maximum} bytes`,
});
export const missing = (at: FieldPath, value: unknown): FieldError => ({
  type: "FieldValueNotFound",
  field: at.text,
  message: `Not found: ${quoted(value)}`,
});
export const tooMany = (at: FieldPath, count: number, maximum: number): FieldError => ({
  type: "FieldValueTooMany",
  field: at.text,
  message: `Too many: ${count}: must have at most ${maximum} ${maximum === 1 ? "item" : "items"}`,
});
