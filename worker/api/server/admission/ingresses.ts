import type { IngressObject } from "../../generated/types.ts";
import { DEFAULT_INGRESS_CLASS_ANNOTATION, INGRESS_CLASS_ANNOTATION } from "../../kinds/wellknown.ts";
import type { Draft, KubeObject } from "../../machinery/object.ts";
import type { Admission } from "../request.ts";
import type { Store } from "../store.ts";

/**
 * An Ingress that names no class, neither by its field nor by the old annotation, gets the default one: the newest of those that
 * call themselves so.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class
 * @see k8s.io/kubernetes plugin/pkg/admission/network/defaultingressclass
 */
export const defaultIngressClass: Admission = {
  name: "DefaultIngressClass",
  resources: ["ingresses.networking.k8s.io"],
  admitCreate(draft, { store }) {
    const { metadata, spec } = draft as unknown as Draft<IngressObject>;
    if (!spec || spec.ingressClassName !== undefined) return;
    if (metadata.annotations?.[INGRESS_CLASS_ANNOTATION] !== undefined) return;
    const name = newestDefault(store, "ingressclasses.networking.k8s.io", [DEFAULT_INGRESS_CLASS_ANNOTATION]);
    if (name !== undefined) spec.ingressClassName = name;
  },
};

/** The name of the newest class that says of itself, by one of these annotations, that it is the default. */
export function newestDefault(store: Store, resource: string, annotations: readonly string[]): string | undefined {
  const madeAt = ({ metadata }: KubeObject) => Date.parse(metadata.creationTimestamp ?? "");
  return [...store.collection(resource).all()]
    .filter(({ metadata }) => annotations.some((key) => metadata.annotations?.[key] === "true"))
    .sort((a, b) => madeAt(b) - madeAt(a) || (a.metadata.name < b.metadata.name ? -1 : 1))[0]?.metadata.name;
}
