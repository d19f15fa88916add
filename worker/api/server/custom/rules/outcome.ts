import type { FieldError, FieldErrorType } from "../../../machinery/field.ts";

/** What looking at one value came to: problems, and how much of the schema it was held against and met. */
export class Outcome {
  readonly errors: FieldError[] = [];
  /** Decides which of several failed alternatives is told of: the one that got furthest. */
  matched = 0;

  get valid(): boolean {
    return this.errors.length === 0;
  }

  add(type: FieldErrorType, field: string, message: string): void {
    this.errors.push({ type, field: field || "<nil>", message });
  }

  /** `Invalid value: VALUE: DETAIL` at a place. */
  invalid(field: string, value: string, detail: string): void {
    this.add("FieldValueInvalid", field, `Invalid value: ${value}: ${detail}`);
  }

  /** A problem of the whole that is told without a place. */
  placeless(detail: string): void {
    this.invalid("", '""', detail);
  }

  merge(other: Outcome): void {
    this.errors.push(...other.errors);
    this.matched += other.matched;
  }
}
