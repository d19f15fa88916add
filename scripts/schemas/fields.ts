/** What scripts/mergekeys found in the Go types. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export interface GoValue {
  readonly type: string;
  readonly go?: string;
  readonly of?: string;
  readonly items?: GoValue;
}

export interface GoField {
  readonly name: string;
  readonly value: GoValue;
  readonly empty?: "kept" | "always";
  readonly strategy?: string;
  readonly mergeKey?: string;
  readonly listType?: string;
  readonly keys?: readonly string[];
  readonly default?: string;
  /** In protocol buffers. */
  readonly number?: number;
  /** The numbers of the messages around it that JSON does not show. */
  readonly within?: readonly number[];
  readonly doc?: string;
}

export interface GoType {
  readonly name: string;
  readonly atomic?: boolean;
  readonly doc?: string;
  readonly fields: readonly GoField[];
}

export interface GoEnumValue {
  readonly value: string;
  readonly doc?: string;
}

export interface GoFields {
  readonly types: Readonly<Record<string, GoType>>;
  readonly enums: Readonly<Record<string, readonly GoEnumValue[]>>;
}

export function readFields(): GoFields {
  return JSON.parse(
    readFileSync(join(resolve(import.meta.dirname, ".."), "mergekeys/fields.json"), "utf8"),
  ) as GoFields;
}
