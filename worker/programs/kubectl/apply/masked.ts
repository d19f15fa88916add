import { isObject, type JsonObject, sameJson, textAt } from "../json.ts";

const MASK = "***";

/** Two states of a Secret with their values hidden, but not whether they differ. k8s.io/kubectl pkg/cmd/diff Masker */
export function masked(
  from: JsonObject | undefined,
  to: JsonObject | undefined,
): readonly [from: JsonObject | undefined, to: JsonObject | undefined] {
  if (textAt(to, "kind") !== "Secret" || textAt(to, "apiVersion") !== "v1") return [from, to];
  const [before, after] = [dataOf(from), dataOf(to)];
  const hide = (own: JsonObject, other: JsonObject, mark: string) =>
    Object.fromEntries(
      Object.keys(own).map((key) => [key, key in other && !sameJson(own[key], other[key]) ? MASK + mark : MASK]),
    );
  return [
    from && isObject(from.data) ? { ...from, data: hide(before, after, " (before)") } : from,
    to && isObject(to.data) ? { ...to, data: hide(after, before, " (after)") } : to,
  ];
}

const dataOf = (object: JsonObject | undefined): JsonObject => (isObject(object?.data) ? object.data : {});
