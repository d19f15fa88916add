import { matchesLabels } from "../resource/labels.ts";
import type { Collection } from "./collection.ts";
import type { Target } from "./kustomization.ts";
import { effectiveNamespace, type ResId, type Resource } from "./resource.ts";

/** A target's names are expressions that must match the whole; absent ones match anything. */
const matches = (pattern: string | undefined, text: string): boolean =>
  !pattern || new RegExp(`^(?:${pattern})$`).test(text);

/** Those that a patch's target means, by their first or their present name. */
export function selected(all: Collection, target: Target): readonly Resource[] {
  return all.list.filter((one) => {
    const { id, originalId } = one;
    const either = (accepts: (id: ResId) => boolean) => accepts(originalId) || accepts(id);
    return (
      either((some) => matches(target.namespace, effectiveNamespace(some))) &&
      either((some) => matches(target.name, some.name)) &&
      matches(target.group, id.group) &&
      matches(target.version, id.version) &&
      matches(target.kind, id.kind) &&
      matchesMaps(one, target)
    );
  });
}

/** Whether labels and annotations are as the target asks. */
export function matchesMaps(one: Resource, target: Target): boolean {
  const holding = (labels: Readonly<Record<string, string>>) => ({ metadata: { labels } });
  return (
    matchesLabels(holding(one.map("labels")), target.labelSelector ?? "") &&
    matchesLabels(holding(one.map("annotations")), target.annotationSelector ?? "")
  );
}

/** Whether an id is one that a replacement's target means. */
export const matchesId = (id: ResId, target: Target): boolean =>
  matches(target.group, id.group) &&
  matches(target.version, id.version) &&
  matches(target.kind, id.kind) &&
  matches(target.name, id.name) &&
  matches(target.namespace, effectiveNamespace(id));
