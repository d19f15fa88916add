import type { ConfigMapObject } from "../generated/types.ts";
import { type FieldError, fieldPath, forbidden, invalid, tooLong } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { byteLength, decodedLength, MAX_DATA_BYTES } from "./data.ts";
import { configKeyProblems, invalidFor } from "./rules.ts";

function validate({ data = {}, binaryData = {} }: ConfigMapObject): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    const at = fieldPath("data").key(key);
    errors.push(...invalidFor(at, key, configKeyProblems(key)));
    if (key in binaryData) errors.push(invalid(at, key, "duplicate of key present in binaryData"));
    size += byteLength(value);
  }
  for (const [key, value] of Object.entries(binaryData)) {
    errors.push(...invalidFor(fieldPath("binaryData").key(key), key, configKeyProblems(key)));
    size += decodedLength(value);
  }
  if (size > MAX_DATA_BYTES) errors.push(tooLong(fieldPath("[]"), MAX_DATA_BYTES));
  return errors;
}

function validateUpdate(configMap: ConfigMapObject, old: ConfigMapObject): FieldError[] {
  if (!old.immutable) return [];
  return [
    ...(configMap.immutable ? [] : ["immutable" as const]),
    ...(["data", "binaryData"] as const).filter((field) => !deepEqual(configMap[field] ?? {}, old[field] ?? {})),
  ].map((field) => forbidden(fieldPath(field), "field is immutable when `immutable` is set"));
}

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/ */
export const ConfigMap = defineKind<ConfigMapObject>({
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  shortNames: ["cm"],
  namespaced: true,
  schema: "ConfigMap",
  withoutGeneration: true,
  validate,
  validateUpdate,
  columns: [
    nameColumn,
    {
      name: "Data",
      cell: ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
    },
    ageColumn,
  ],
});
