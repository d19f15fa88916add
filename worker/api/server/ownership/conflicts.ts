import { failure } from "../../machinery/failures.ts";
import type { StatusError } from "../../machinery/status.ts";
import { pathText } from "./fieldSet.ts";
import { type Owner, ownerId } from "./managed.ts";
import type { Conflict } from "./update.ts";

/**
 * The answer to an apply that others stand in the way of: 409 with a cause a field.
 *
 * @see k8s.io/apimachinery pkg/util/managedfields/internal conflict.go
 */
export function applyConflict(conflicts: readonly Conflict[]): StatusError {
  const causes = conflicts.map(({ owner, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${ownerText(owner)}`,
    field: pathText(path),
  }));
  return failure(409, "Conflict", words(conflicts), { causes });
}

function words(conflicts: readonly Conflict[]): string {
  const [first] = conflicts;
  if (conflicts.length === 1) {
    return `Apply failed with 1 conflict: conflict with ${ownerText(first!.owner)}: ${pathText(first!.path)}`;
  }
  const ids = [...new Set(conflicts.map(({ owner }) => ownerId(owner)))].sort();
  const lines = ids.flatMap((id) => {
    const own = conflicts.filter(({ owner }) => ownerId(owner) === id);
    return [`conflicts with ${ownerText(own[0]!.owner)}:`, ...own.map(({ path }) => `- ${pathText(path)}`)];
  });
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join("\n")}`;
}

/** "kubectl-edit" with subresource "status" using apps/v1 */
function ownerText({ manager, subresource, operation, apiVersion }: Owner): string {
  const through = subresource ? ` with subresource ${JSON.stringify(subresource)}` : "";
  return `${JSON.stringify(manager)}${through}${operation === "Update" ? ` using ${apiVersion}` : ""}`;
}
