import { fromLabelSelector, matches, type Selector } from "../../api/machinery/labels.ts";
import type { Listener } from "../kinds/index.ts";
import type { Snapshot } from "./snapshot.ts";

/** Says why routes of a namespace may not attach to a listener; undefined when they may. */
export type NamespaceRule = (namespace: string) => string | undefined;

/**
 * allowedRoutes.namespaces as a rule, or what is wrong with its selector.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#routenamespaces
 */
export function namespaceRule(
  listener: Listener,
  own: string,
  snapshot: Pick<Snapshot, "namespace">,
): NamespaceRule | { readonly problem: string } {
  const { from = "Same", selector } = listener.allowedRoutes?.namespaces ?? {};
  switch (from) {
    case "All":
      return () => undefined;
    case "Same":
      return (namespace) =>
        namespace === own
          ? undefined
          : `takes routes of its own namespace "${own}" only (allowedRoutes.namespaces.from: Same)`;
    case "Selector":
      return bySelector(selector, snapshot);
    default:
      return () => `takes no routes (allowedRoutes.namespaces.from: ${from})`;
  }
}

function bySelector(
  selector: NonNullable<NonNullable<Listener["allowedRoutes"]>["namespaces"]>["selector"],
  snapshot: Pick<Snapshot, "namespace">,
): NamespaceRule | { readonly problem: string } {
  if (!selector) return { problem: "allowedRoutes.namespaces.from is Selector, but there is no selector" };
  let requirements: Selector;
  try {
    requirements = fromLabelSelector(selector);
  } catch (error) {
    return { problem: `allowedRoutes.namespaces.selector: ${error instanceof Error ? error.message : String(error)}` };
  }
  return (namespace) =>
    matches(requirements, snapshot.namespace(namespace)?.metadata.labels)
      ? undefined
      : `takes routes of namespaces that its selector chooses, which the labels of "${namespace}" do not meet`;
}
