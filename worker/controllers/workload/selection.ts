import type { LabelSelector } from "../../api/generated/types.ts";
import { fromLabelSelector, type Labels, matches, type Selector } from "../../api/machinery/labels.ts";

const read = new WeakMap<LabelSelector, Selector>();

/**
 * A label selector as a predicate. An absent selector selects nothing, an empty one everything; selectors are frozen, so
 * each is read once. k8s.io/apimachinery metav1.LabelSelectorAsSelector
 */
export function selectorOf(selector: LabelSelector | undefined): (labels: Labels | undefined) => boolean {
  if (!selector) return () => false;
  let ready = read.get(selector);
  if (!ready) read.set(selector, (ready = fromLabelSelector(selector)));
  const requirements = ready;
  return (labels) => matches(requirements, labels);
}

/** True when the selector has no requirement at all. */
export function selectsAll(selector: LabelSelector | undefined): boolean {
  return (
    selector !== undefined &&
    Object.keys(selector.matchLabels ?? {}).length === 0 &&
    (selector.matchExpressions ?? []).length === 0
  );
}

/** Selects nothing: what an absent selector stands for where one must be given. */
export const NOTHING: LabelSelector = { matchExpressions: [{ key: "", operator: "In", values: [] }] };
