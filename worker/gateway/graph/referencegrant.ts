import type { ReferenceGrantObject } from "../kinds/index.ts";

/** A reference that may leave its namespace. */
export interface CrossReference {
  readonly from: { readonly group: string; readonly kind: string; readonly namespace: string };
  readonly to: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string };
}

/** Which references into other namespaces are permitted. */
export interface Grants {
  permits(reference: CrossReference): boolean;
}

/**
 * A grant stands in the namespace that is referred to, and permits when one of its `from` and one of its `to` entries fit. Grants
 * add up; a reference within its namespace needs none.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#referencegrant
 */
export function readGrants(grants: readonly ReferenceGrantObject[]): Grants {
  const byNamespace = inNamespaces(grants);
  return {
    permits: ({ from, to }) =>
      from.namespace === to.namespace ||
      (byNamespace.get(to.namespace) ?? []).some(({ spec }) => {
        const isFrom = (entry: (typeof spec.from)[number]) =>
          entry.group === from.group && entry.kind === from.kind && entry.namespace === from.namespace;
        const isTo = (entry: (typeof spec.to)[number]) =>
          entry.group === to.group && entry.kind === to.kind && (!entry.name || entry.name === to.name);
        return spec.from.some(isFrom) && spec.to.some(isTo);
      }),
  };
}

function inNamespaces(grants: readonly ReferenceGrantObject[]): ReadonlyMap<string, readonly ReferenceGrantObject[]> {
  const found = new Map<string, ReferenceGrantObject[]>();
  for (const grant of grants) {
    const namespace = grant.metadata.namespace ?? "";
    const there = found.get(namespace);
    if (there) there.push(grant);
    else found.set(namespace, [grant]);
  }
  return found;
}
