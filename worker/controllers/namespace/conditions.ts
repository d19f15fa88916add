import type { NamespaceCondition, NamespaceObject } from "../../api/generated/types.ts";
import { qualifiedResource } from "../../api/machinery/kind.ts";
import type { KubeObject } from "../../api/machinery/object.ts";

/** Objects of one resource that are still in a namespace. */
export interface Remaining {
  readonly resource: { readonly group: string; readonly plural: string };
  readonly objects: readonly KubeObject[];
}

/**
 * The conditions of a namespace on its way out: what is left in it, and which finalizers hold it.
 *
 * @see k8s.io/kubernetes pkg/controller/namespace/deletion status_condition_utils.go
 */
export function deletionConditions(
  namespace: NamespaceObject,
  remaining: readonly Remaining[],
  now: string,
): readonly NamespaceCondition[] {
  const old = namespace.status?.conditions ?? [];
  const left = remaining
    .filter(({ objects }) => objects.length > 0)
    .map(({ resource, objects }) => `${dotted(resource)} has ${objects.length} resource instances`)
    .sort();
  const holders = new Map<string, number>();
  for (const { objects } of remaining) {
    for (const finalizer of objects.flatMap(({ metadata }) => metadata.finalizers ?? [])) {
      holders.set(finalizer, (holders.get(finalizer) ?? 0) + 1);
    }
  }
  const held = [...holders].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`).sort();
  const drafts = [
    fine("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    fine(
      "NamespaceDeletionGroupVersionParsingFailure",
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ),
    fine(
      "NamespaceDeletionContentFailure",
      "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization",
    ),
    left.length > 0
      ? wrong("NamespaceContentRemaining", "SomeResourcesRemain", `Some resources are remaining: ${left.join(", ")}`)
      : fine("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"),
    held.length > 0
      ? wrong(
          "NamespaceFinalizersRemaining",
          "SomeFinalizersRemain",
          `Some content in the namespace has finalizers remaining: ${held.join(", ")}`,
        )
      : fine("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
  ];
  return drafts.map((draft) => {
    const before = old.find(({ type }) => type === draft.type);
    return { ...draft, lastTransitionTime: before?.status === draft.status ? before.lastTransitionTime! : now };
  });
}

const fine = (type: string, reason: string, message: string) => ({ type, status: "False", reason, message });
const wrong = (type: string, reason: string, message: string) => ({ type, status: "True", reason, message });

/** "pods.", "deployments.apps": with the dot even where there is no group. */
function dotted(resource: Remaining["resource"]): string {
  return resource.group ? qualifiedResource(resource) : `${resource.plural}.`;
}
