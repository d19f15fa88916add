import { deepEqual } from "../../api/machinery/values.ts";
import { droppedRules, refsResolved, routeAccepted } from "../conditions/index.ts";
import { type HTTPRouteNode, type ParentNode, tellDropped } from "../graph/index.ts";
import type { ConditionDraft, HTTPRouteObject, RouteParentStatus } from "../kinds/index.ts";
import { settleConditions } from "./settle.ts";

const ROUTE_TYPES = ["Accepted", "ResolvedRefs", "PartiallyInvalid"];

/**
 * status.parents: one entry for each parentRef that names a Gateway of ours; other controllers' entries stay, ours of parents that are
 * ours no longer go.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#routeparentstatus
 */
export function routeParents(
  object: HTTPRouteObject,
  node: HTTPRouteNode | undefined,
  { controllerName, now }: { readonly controllerName: string; readonly now: string },
): readonly RouteParentStatus[] {
  const existing = object.status?.parents ?? [];
  const at = { now, generation: object.metadata.generation ?? 0 };
  const own = (node?.parents ?? []).map((parent): RouteParentStatus => {
    const old = existing.find((one) => one.controllerName === controllerName && deepEqual(one.parentRef, parent.ref));
    return {
      parentRef: parent.ref,
      controllerName,
      conditions: settleConditions(old?.conditions, draftsOf(node!, parent), ROUTE_TYPES, at),
    };
  });
  return [...existing.filter((one) => one.controllerName !== controllerName), ...own];
}

function draftsOf({ rules, unresolved }: HTTPRouteNode, { refused }: ParentNode): readonly ConditionDraft[] {
  const dropped = refused ? "" : tellDropped(rules);
  return [refused ?? routeAccepted(), resolution(unresolved), ...(dropped ? [droppedRules(dropped)] : [])];
}

/** Of several references that do not resolve the first gives the reason, and each its words. */
function resolution(unresolved: readonly ConditionDraft[]): ConditionDraft {
  const [first] = unresolved;
  if (!first) return refsResolved();
  const words = [...new Set(unresolved.map(({ message }) => message))];
  return { ...first, message: words.join("; ") };
}
