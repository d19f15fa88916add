import type { EnvFromSource, EnvVar } from "../../generated/types.ts";
import { type FieldError, type FieldPath, invalid, required } from "../../machinery/field.ts";
import { subdomainProblems } from "../../machinery/names.ts";
import { joined } from "../../machinery/values.ts";
import { configKeyProblems, dnsLabel, envNameProblems, invalidFor, noBacksteps } from "../rules.ts";
import { validateFieldRef, validateResourceFieldRef } from "./fieldRefs.ts";

/** Rules for environment variables. k8s.io/kubernetes pkg/apis/core/validation ValidateEnv, ValidateEnvFrom */

const ENV_FIELDS = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

function validateKeyRef(ref: { readonly name?: string; readonly key: string }, at: FieldPath): FieldError[] {
  const name = ref.name ?? "";
  return joined(
    invalidFor(at.child("name"), name, subdomainProblems(name)),
    ref.key ? invalidFor(at.child("key"), ref.key, configKeyProblems(ref.key)) : [required(at.child("key"))],
  );
}

function validateValueFrom({ value, valueFrom }: EnvVar, at: FieldPath): FieldError[] {
  if (!valueFrom) return [];
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length;
  const errors: FieldError[] = [];
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, ENV_FIELDS, at.child("fieldRef")));
  if (resourceFieldRef) {
    errors.push(...validateResourceFieldRef(resourceFieldRef, at.child("resourceFieldRef"), { inVolume: false }));
  }
  if (configMapKeyRef) errors.push(...validateKeyRef(configMapKeyRef, at.child("configMapKeyRef")));
  if (secretKeyRef) errors.push(...validateKeyRef(secretKeyRef, at.child("secretKeyRef")));
  if (fileKeyRef) {
    const here = at.child("fileKeyRef");
    const { key, volumeName, path } = fileKeyRef;
    errors.push(
      ...(key ? invalidFor(here.child("key"), key, envNameProblems(key)) : [required(here.child("key"))]),
      ...(volumeName ? dnsLabel(here.child("volumeName"), volumeName) : [required(here.child("volumeName"))]),
      ...(path ? noBacksteps(here.child("path"), path) : [required(here.child("path"))]),
    );
  }
  const refuse = (words: string) => errors.push(invalid(at, "", words));
  if (sources === 0) {
    refuse("must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
  } else if (value) refuse("may not be specified when `value` is not empty");
  else if (sources > 1) refuse("may not have more than one field specified at a time");
  return errors;
}

export function validateEnv(variables: readonly EnvVar[], at: FieldPath): FieldError[] {
  return variables.flatMap((variable, i) => {
    const here = at.index(i);
    const { name } = variable;
    return joined(
      name ? invalidFor(here.child("name"), name, envNameProblems(name)) : [required(here.child("name"))],
      validateValueFrom(variable, here.child("valueFrom")),
    );
  });
}

export function validateEnvFrom(sources: readonly EnvFromSource[], at: FieldPath): FieldError[] {
  return sources.flatMap(({ prefix, configMapRef, secretRef }, i) => {
    const here = at.index(i);
    const errors = prefix ? invalidFor(here.child("prefix"), prefix, envNameProblems(prefix)) : [];
    for (const [field, ref] of [
      ["configMapRef", configMapRef],
      ["secretRef", secretRef],
    ] as const) {
      if (!ref) continue;
      const name = here.child(field).child("name");
      errors.push(...(ref.name ? invalidFor(name, ref.name, subdomainProblems(ref.name)) : [required(name)]));
    }
    if (!configMapRef && !secretRef) errors.push(invalid(at, "", "must specify one of: `configMapRef` or `secretRef`"));
    if (configMapRef && secretRef) {
      errors.push(invalid(at, "", "may not have more than one field specified at a time"));
    }
    return errors;
  });
}
