import { isObject } from "../../machinery/values.ts";

/** What a simple path leads to: ".spec.replicas" is `["spec", "replicas"]`. Undefined where something is missing. */
export function valueAt(object: object, steps: readonly string[]): unknown {
  let at: unknown = object;
  for (const step of steps) at = isObject(at) ? at[step] : undefined;
  return at;
}
