import { fieldElement } from "./element.ts";
import { FieldSet } from "./fieldSet.ts";

const path = (...names: string[]) => names.map(fieldElement);

/** Type and identity, which nobody manages. k8s.io/apimachinery pkg/util/managedfields/internal stripmeta.go */
export const UNMANAGED = FieldSet.of(
  path("apiVersion"),
  path("kind"),
  path("metadata"),
  path("metadata", "name"),
  path("metadata", "namespace"),
  path("metadata", "creationTimestamp"),
  path("metadata", "selfLink"),
  path("metadata", "uid"),
  path("metadata", "clusterName"),
  path("metadata", "generation"),
  path("metadata", "managedFields"),
  path("metadata", "resourceVersion"),
);
