import { type FieldError, fieldPath, forbidden, invalid, required } from "../machinery/field.ts";
import type { Kind } from "../machinery/kind.ts";
import { labelKeyProblems, subdomainProblems, validateAnnotations, validateLabels } from "../machinery/names.ts";
import type { KubeObject } from "../machinery/object.ts";
import { deepEqual, joined } from "../machinery/values.ts";

const META = fieldPath("metadata");

/** Finalizers that need no domain on built-in kinds; on custom resources none does. */
const STANDARD_FINALIZERS = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

/** k8s.io/apimachinery pkg/api/validation ValidateObjectMeta */
export function validateMetadata(kind: Kind, object: KubeObject): readonly FieldError[] {
  const { name, generateName, namespace, finalizers } = object.metadata;
  const problems = kind.nameProblems ?? subdomainProblems;
  const errors: FieldError[] = [];
  if (generateName)
    errors.push(...invalidName("generateName", generateName, problems(generateName.replace(/-$/, "a"))));
  if (!name) errors.push(required(META.child("name"), "name or generateName is required"));
  else errors.push(...invalidName("name", name, problems(name)));
  if (kind.namespaced && !namespace) errors.push(required(META.child("namespace")));
  if (!kind.namespaced && namespace) errors.push(forbidden(META.child("namespace"), "not allowed on this type"));
  errors.push(...writtenErrors(object));
  if (!finalizers) return errors;
  const names = finalizers.flatMap((finalizer) => invalidName("finalizers", finalizer, labelKeyProblems(finalizer)));
  return joined(errors, names, finalizerErrors(kind, object));
}

const invalidName = (field: string, name: string, problems: readonly string[]): readonly FieldError[] =>
  problems.map((problem) => invalid(META.child(field), name, problem));

/** Labels, annotations and owners. */
function writtenErrors({ metadata }: KubeObject): readonly FieldError[] {
  const { labels, annotations, ownerReferences } = metadata;
  return joined(
    labels ? validateLabels(labels, META.child("labels")) : [],
    annotations ? validateAnnotations(annotations, META.child("annotations")) : [],
    ownerReferences ? validateOwners(ownerReferences) : [],
  );
}

/** Built-in kinds know the finalizers that need no domain. k8s.io/kubernetes pkg/apis/core/validation validateKubeFinalizerName */
function finalizerErrors(kind: Kind, { metadata }: KubeObject): readonly FieldError[] {
  if (kind.openApi) return [];
  return (metadata.finalizers ?? []).flatMap((finalizer, i) => {
    if (finalizer.includes("/") || STANDARD_FINALIZERS.has(finalizer)) return [];
    const words = "name is neither a standard finalizer name nor is it fully qualified";
    return [invalid(META.child("finalizers").index(i), finalizer, words)];
  });
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

const IMMUTABLE = ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp"] as const;

/**
 * What an update may not do to metadata. The server asks for every kind, and the rules of a kind ask again: causes come twice.
 *
 * @see k8s.io/apimachinery pkg/api/validation ValidateObjectMetaAccessorUpdate
 */
export function validateMetadataUpdate(kind: Kind, object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { metadata } = object;
  if (old.metadata.deletionTimestamp) {
    const known = new Set(old.metadata.finalizers ?? []);
    const added = (metadata.finalizers ?? []).filter((one) => !known.has(one)).sort();
    if (added.length > 0) {
      const list = added.map((one) => JSON.stringify(one)).join(", ");
      const words = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
      errors.push(forbidden(META.child("finalizers"), words));
    }
  }
  for (const field of IMMUTABLE) {
    if (!deepEqual(metadata[field], old.metadata[field])) {
      errors.push(invalid(META.child(field), metadata[field], "field is immutable"));
    }
  }
  errors.push(...writtenErrors(object));
  return joined(errors, errors, finalizerErrors(kind, object));
}
