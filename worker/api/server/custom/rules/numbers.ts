import { goText } from "../../../../base/goformat/index.ts";
import type { JSONSchemaProps } from "../../../generated/types.ts";
import { Outcome } from "./outcome.ts";

const INT32 = 2 ** 31;

/** Whether a number fits the type and format that a schema names. */
function inRange(value: number, type: string, format: string): boolean {
  if (type !== "integer") return format !== "float" || Math.abs(value) <= 3.4028234663852886e38;
  if (!Number.isInteger(value)) return false;
  return format !== "int32" || (value >= -INT32 && value < INT32);
}

/** Limits of numbers. k8s.io/kube-openapi pkg/validation/validate numberValidator */
export function checkNumber(
  schema: JSONSchemaProps,
  types: readonly string[],
  format: string,
  value: number,
  path: string,
): Outcome {
  const outcome = new Outcome();
  const type = types.length === 1 ? types[0]! : "";
  const place = path.replace(/^\./, "");
  const show = (number: number) => goText(number);
  if (!inRange(value, type, format)) {
    const words = format ? `${type} with format ${format}` : `${type} (default format)`;
    outcome.placeless(`Checked value must be of type ${words} in ${path}`);
  }
  const { multipleOf, minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false } = schema;
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
    outcome.invalid(place, show(value), `${path} in body should be a multiple of ${show(multipleOf)}`);
  }
  if (minimum !== undefined && (value < minimum || (exclusiveMinimum && value === minimum))) {
    const words = exclusiveMinimum ? "greater than" : "greater than or equal to";
    outcome.invalid(place, show(value), `${path} in body should be ${words} ${show(minimum)}`);
  }
  if (maximum !== undefined && (value > maximum || (exclusiveMaximum && value === maximum))) {
    const words = exclusiveMaximum ? "less than" : "less than or equal to";
    outcome.invalid(place, show(value), `${path} in body should be ${words} ${show(maximum)}`);
  }
  return outcome;
}

function isMultiple(value: number, factor: number): boolean {
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  const near = Math.round(times);
  return times === near || Math.abs(times - near) < 1e-9 * Math.max(1, Math.abs(times));
}
