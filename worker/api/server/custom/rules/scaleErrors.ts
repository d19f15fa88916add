import type { CustomResourceSubresourceScale } from "../../../generated/types.ts";
import { type FieldError, fieldPath, invalid } from "../../../machinery/field.ts";
import { valueAt } from "../valueAt.ts";

const MOST = 2 ** 31 - 1;

function replicasErrors(object: object, path: string): FieldError[] {
  const at = valueAt(object, path.replace(/^\./, "").split("."));
  if (typeof at !== "number") return [];
  if (at < 0) return [invalid(fieldPath(path), at, "should be a non-negative integer")];
  return at > MOST ? [invalid(fieldPath(path), at, `should be less than or equal to ${MOST}`)] : [];
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
