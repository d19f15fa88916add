import type { CustomResourceSubresourceScale } from "../../../generated/types.ts";
import { type FieldError, fieldPath, invalid } from "../../../machinery/field.ts";
import { goMap } from "../../../machinery/strategicMerge.ts";
import { valueAt } from "../valueAt.ts";

const MOST = 2 ** 31 - 1;

function replicasErrors(object: object, path: string): FieldError[] {
  const steps = path.replace(/^\./, "");
  const at = valueAt(object, steps.split("."));
  if (at === undefined) return [];
  if (typeof at !== "number" || !Number.isInteger(at)) {
    const words = `.${steps} accessor error: ${goMap(at)} is of the type ${goType(at)}, expected int64`;
    return [invalid(fieldPath(path), 0, words)];
  }
  if (at < 0) return [invalid(fieldPath(path), at, "should be a non-negative integer")];
  return at > MOST ? [invalid(fieldPath(path), at, `should be less than or equal to ${MOST}`)] : [];
}

/** The type that Go's decoder makes of a value of JSON. */
function goType(value: unknown): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  return (
    ({ number: "float64", boolean: "bool", string: "string" } as Record<string, string>)[typeof value] ??
    "map[string]interface {}"
  );
}

/** What the scale subresource asks of the fields that it reads. */
export function scaleErrors(object: object, scale: CustomResourceSubresourceScale | undefined, statusOnly: boolean) {
  if (!scale) return [];
  const { specReplicasPath, statusReplicasPath } = scale;
  return [
    ...(statusOnly ? [] : replicasErrors(object, specReplicasPath)),
    ...replicasErrors(object, statusReplicasPath),
  ];
}
