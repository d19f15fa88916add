import type { LabelSelector } from "../../generated/types.ts";
import { fromLabelSelector, matches } from "../../machinery/labels.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Store } from "../store.ts";
import type { AdmissionCall } from "./match.ts";

interface Selecting {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
}

const isNamespaceCall = ({ kind }: AdmissionCall): boolean => kind.group === "" && kind.plural === "namespaces";

/**
 * Whether labels make a request somebody's concern: those of its namespace, and those of the object before or after. Objects of the
 * cluster are in no namespace and always selected by it.
 *
 * @param objects the object, where there is one to be, then the one that was
 * @see k8s.io/apiserver pkg/admission/plugin/webhook/predicates
 */
export function selectsRequest(
  { namespaceSelector, objectSelector }: Selecting,
  call: AdmissionCall,
  objects: readonly KubeObject[],
  store: Store,
): boolean {
  if (!isEmpty(namespaceSelector)) {
    const own = isNamespaceCall(call);
    const name = own ? call.name : call.namespace;
    if (name || own) {
      const labelled = own && call.operation !== "DELETE" ? objects[0] : store.get("namespaces", name!);
      if (!labelled || !selects(namespaceSelector, labelled)) return false;
    }
  }
  return isEmpty(objectSelector) || objects.some((object) => selects(objectSelector, object));
}

const isEmpty = (selector: LabelSelector | undefined): boolean =>
  !selector || (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0);

const selects = (selector: LabelSelector | undefined, { metadata }: KubeObject): boolean =>
  matches(fromLabelSelector(selector ?? {}), metadata.labels);
