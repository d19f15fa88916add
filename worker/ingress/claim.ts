import type { IngressClassObject, IngressObject } from "../api/generated/types.ts";
import type { IngressOptions } from "./options.ts";

const ANNOTATION = "kubernetes.io/ingress.class";

/** Whether an Ingress is the controller's, by which class; or why it is not, and the field to look at. */
export type Claim =
  | { readonly ours: true; readonly ingressClass: string }
  | { readonly ours: false; readonly because: string; readonly field: string };

/**
 * The first that is set decides: spec.ingressClassName, the old annotation, --watch-ingress-without-class.
 *
 * @see kubernetes/ingress-nginx internal/ingress/controller/store GetIngressClass
 */
export function claimOf(
  ingress: IngressObject,
  classes: readonly IngressClassObject[],
  options: Pick<IngressOptions, "ingressClass" | "controllerClass" | "watchWithoutClass" | "classByName">,
): Claim {
  const { ingressClass, controllerClass, watchWithoutClass, classByName } = options;
  const name = ingress.spec.ingressClassName;
  if (name !== undefined) {
    const found = classes.find(({ metadata }) => metadata.name === name);
    if (found && (found.spec?.controller === controllerClass || (classByName && name === ingressClass)))
      return { ours: true, ingressClass: name };
    return {
      ours: false,
      because: found
        ? `its IngressClass ${name} is for the controller ${found.spec?.controller}, not ${controllerClass}`
        : `there is no IngressClass ${name}`,
      field: "spec.ingressClassName",
    };
  }
  const old = ingress.metadata.annotations?.[ANNOTATION];
  if (old !== undefined && old !== "") {
    if (old === ingressClass) return { ours: true, ingressClass: old };
    return {
      ours: false,
      because: `its annotation ${ANNOTATION} is ${old}, not ${ingressClass}`,
      field: `metadata.annotations[${ANNOTATION}]`,
    };
  }
  if (watchWithoutClass) return { ours: true, ingressClass };
  return {
    ours: false,
    because: "it names no class, and the controller does not take Ingresses without one",
    field: "spec.ingressClassName",
  };
}
