import { type FieldError, fieldPath, forbidden, invalid, required } from "../machinery/field.ts";
import type { Kind } from "../machinery/kind.ts";
import { labelKeyProblems, subdomainProblems, validateAnnotations, validateLabels } from "../machinery/names.ts";
import type { KubeObject } from "../machinery/object.ts";
import { deepEqual } from "../machinery/values.ts";

const META = fieldPath("metadata");

/** Finalizers that need no domain on built-in kinds; on custom resources none does. */
const STANDARD_FINALIZERS = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

/** k8s.io/apimachinery pkg/api/validation ValidateObjectMeta */
export function validateMetadata(kind: Kind, object: KubeObject): readonly FieldError[] {
  const { metadata } = object;
  const errors: FieldError[] = [];
  if (!metadata.name) {
    errors.push(required(META.child("name"), "name or generateName is required"));
  } else {
    const problems = kind.nameProblems ? kind.nameProblems(metadata.name) : subdomainProblems(metadata.name);
    for (const problem of problems) errors.push(invalid(META.child("name"), metadata.name, problem));
  }
  if (kind.namespaced && !metadata.namespace) errors.push(required(META.child("namespace")));
  if (!kind.namespaced && metadata.namespace) {
    errors.push(forbidden(META.child("namespace"), "not allowed on this type"));
  }
  if (metadata.labels) errors.push(...validateLabels(metadata.labels, META.child("labels")));
  if (metadata.annotations) errors.push(...validateAnnotations(metadata.annotations, META.child("annotations")));
  if (metadata.ownerReferences) errors.push(...validateOwners(metadata.ownerReferences));
  for (const finalizer of metadata.finalizers ?? []) {
    const at = META.child("finalizers");
    for (const problem of labelKeyProblems(finalizer)) errors.push(invalid(at, finalizer, problem));
    if (!kind.openApi && !finalizer.includes("/") && !STANDARD_FINALIZERS.has(finalizer)) {
      errors.push(invalid(at, finalizer, "name is neither a standard finalizer name nor is it fully qualified"));
    }
  }
  return errors;
}

function validateOwners(owners: NonNullable<KubeObject["metadata"]["ownerReferences"]>): FieldError[] {
  const errors: FieldError[] = [];
  let controller: string | undefined;
  owners.forEach((owner) => {
    const at = META.child("ownerReferences");
    if (!owner.apiVersion)
      errors.push(invalid(at.child("apiVersion"), owner.apiVersion ?? "", "version must not be empty"));
    if (!owner.kind) errors.push(invalid(at.child("kind"), owner.kind ?? "", "must not be empty"));
    if (!owner.name) errors.push(invalid(at.child("name"), owner.name ?? "", "must not be empty"));
    if (!owner.uid) errors.push(invalid(at.child("uid"), owner.uid ?? "", "must not be empty"));
    if (!owner.controller) return;
    if (controller !== undefined) {
      const words = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${owner.name}`;
      errors.push(invalid(at, owners, words));
    }
    controller ??= owner.name;
  });
  return errors;
}

/** What an update may not do to metadata. k8s.io/apimachinery pkg/api/validation ValidateObjectMetaUpdate */
export function validateMetadataUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { metadata } = object;
  if (old.metadata.deletionTimestamp) {
    const known = new Set(old.metadata.finalizers ?? []);
    const added = (metadata.finalizers ?? []).filter((one) => !known.has(one));
    if (added.length > 0) {
      const list = added.map((one) => JSON.stringify(one)).join(", ");
      const words = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
      errors.push(forbidden(META.child("finalizers"), words));
    }
  }
  for (const field of ["name", "namespace", "uid", "creationTimestamp"] as const) {
    if (!deepEqual(metadata[field], old.metadata[field])) {
      errors.push(invalid(META.child(field), metadata[field], "field is immutable"));
    }
  }
  return errors;
}
