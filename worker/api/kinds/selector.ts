import type { LabelSelector } from "../generated/types.ts";

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
export function selectorText(selector: LabelSelector | undefined): string {
  const requirements: { key: string; text: string }[] = [];
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {})) {
    requirements.push({ key, text: `${key}=${value}` });
  }
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    const list = `(${[...(values ?? [])].sort().join(",")})`;
    if (operator === "In") requirements.push({ key, text: `${key} in ${list}` });
    else if (operator === "NotIn") requirements.push({ key, text: `${key} notin ${list}` });
    else requirements.push({ key, text: operator === "DoesNotExist" ? `!${key}` : key });
  }
  requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return requirements.map(({ text }) => text).join(",");
}

/** The selector as tables show it: "<none>" when it is empty. k8s.io/apimachinery pkg/apis/meta/v1 FormatLabelSelector */
export function formatSelector(selector: LabelSelector | undefined): string {
  return selectorText(selector) || "<none>";
}
