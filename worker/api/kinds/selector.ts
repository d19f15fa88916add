import type { LabelSelector } from "../generated/types.ts";
import { fromLabelSelector, formatSelector as textOf } from "../machinery/labels.ts";

/** "app=web,tier=front", sorted by key; "<none>" when empty. k8s.io/apimachinery pkg/labels FormatLabels */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels![key]}`);
  return pairs.length > 0 ? pairs.join(",") : "<none>";
}

/**
 * A label selector in the text form that selectors have in queries: "app=web,tier in (a,b),!legacy"; "" when it selects all.
 *
 * @see k8s.io/apimachinery pkg/labels Selector.String
 */
export const selectorText = (selector: LabelSelector | undefined): string =>
  selector ? textOf(fromLabelSelector(selector)) : "";

/** The selector as tables show it: "<none>" when it is empty. k8s.io/apimachinery pkg/apis/meta/v1 FormatLabelSelector */
export function formatSelector(selector: LabelSelector | undefined): string {
  return selectorText(selector) || "<none>";
}

/** The selector as its Go type prints itself: "&LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}". */
export function goSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key]},`);
  const terms = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(" ")}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join("")}},MatchExpressions:[]LabelSelectorRequirement{${terms.join("")}},}`;
}
