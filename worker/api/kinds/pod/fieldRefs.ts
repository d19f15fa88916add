import type { ObjectFieldSelector, ResourceFieldSelector } from "../../generated/types.ts";
import { type FieldError, type FieldPath, invalid, notSupported, required } from "../../machinery/field.ts";
import { qualifiedName } from "../rules.ts";

/** Rules for the downward API, in variables and in files. k8s.io/kubernetes pkg/apis/core/validation validateObjectFieldSelector */

export const VOLUME_FIELDS = [
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
];

/** Every field that the downward API knows at all, in an environment variable or in a file. */
const DOWNWARD_FIELDS = new Set([
  ...VOLUME_FIELDS,
  "spec.nodeName",
  "spec.restartPolicy",
  "spec.schedulerName",
  "spec.serviceAccountName",
  "spec.host",
  "status.phase",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
]);

/** A field of the pod: "metadata.name", "metadata.labels['app']". */
export function validateFieldRef(ref: ObjectFieldSelector, allowed: readonly string[], at: FieldPath): FieldError[] {
  if (!ref.apiVersion) return [required(at.child("apiVersion"))];
  if (!ref.fieldPath) return [required(at.child("fieldPath"))];
  const [, path, key] = /^([^[]*)\['(.*)'\]$/.exec(ref.fieldPath) ?? [];
  if (path !== undefined && key !== undefined) {
    if (path === "metadata.annotations") return qualifiedName(at, key.toLowerCase());
    if (path === "metadata.labels") return qualifiedName(at, key);
    const words = `error converting fieldPath: field label does not support subscript: ${ref.fieldPath}`;
    return [invalid(at.child("fieldPath"), ref.fieldPath, words)];
  }
  if (!DOWNWARD_FIELDS.has(ref.fieldPath)) {
    const words = `error converting fieldPath: field label not supported: ${ref.fieldPath}`;
    return [invalid(at.child("fieldPath"), ref.fieldPath, words)];
  }
  return allowed.includes(ref.fieldPath) ? [] : [notSupported(at.child("fieldPath"), ref.fieldPath, allowed)];
}

const RESOURCE_FIELDS = ["cpu", "ephemeral-storage", "memory"]
  .flatMap((name) => [`limits.${name}`, `requests.${name}`])
  .sort();
const BYTE_DIVISORS = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

export function validateResourceFieldRef(
  { containerName, resource, divisor }: ResourceFieldSelector,
  at: FieldPath,
  { inVolume }: { readonly inVolume: boolean },
): FieldError[] {
  const errors: FieldError[] = [];
  if (inVolume && !containerName) errors.push(required(at.child("containerName")));
  else if (!resource) errors.push(required(at.child("resource")));
  else if (!RESOURCE_FIELDS.includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource)) {
    errors.push(notSupported(at.child("resource"), resource, RESOURCE_FIELDS));
  }
  if (!divisor || /^0+$/.test(String(divisor))) return errors;
  const refused = (words: string) => errors.push(invalid(at.child("divisor"), resource, words));
  if (resource?.endsWith(".cpu") && divisor !== "1" && divisor !== "1m") {
    refused("only divisor's values 1m and 1 are supported with the cpu resource");
  }
  const bytes = Object.entries({
    ".memory": "memory",
    ".ephemeral-storage": "local ephemeral storage",
    ".hugepages-": "hugepages",
  }).find(([part]) => resource?.includes(part))?.[1];
  if (bytes && !BYTE_DIVISORS.includes(String(divisor))) {
    refused(`only divisor's values ${BYTE_DIVISORS.join(", ")} are supported with the ${bytes} resource`);
  }
  return errors;
}
