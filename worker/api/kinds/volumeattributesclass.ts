import type { VolumeAttributesClassObject } from "../generated/types.ts";
import { fieldPath, forbidden, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { qualifiedName } from "./rules.ts";

const DRIVER = fieldPath("driverName");
const PARAMETERS = fieldPath("parameters");

/** https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/ */
export const VolumeAttributesClass = defineKind<VolumeAttributesClassObject>({
  group: "storage.k8s.io",
  version: "v1",
  kind: "VolumeAttributesClass",
  plural: "volumeattributesclasses",
  shortNames: ["vac"],
  namespaced: false,
  schema: "VolumeAttributesClass",
  withoutGeneration: true,
  validate({ driverName, parameters = {} }) {
    const keys = Object.keys(parameters);
    return [
      ...(driverName ? qualifiedName(DRIVER, driverName.toLowerCase()) : [required(DRIVER)]),
      ...keys.filter((key) => key === "").map((key) => invalid(PARAMETERS, key, "field can not be empty.")),
      ...(keys.length === 0 ? [required(PARAMETERS, "must contain at least one key/value pair")] : []),
    ];
  },
  validateUpdate: ({ driverName, parameters }, old) => [
    ...(driverName === old.driverName ? [] : [forbidden(DRIVER, "updates to driverName are forbidden.")]),
    ...(deepEqual(parameters, old.parameters) ? [] : [forbidden(PARAMETERS, "updates to parameters are forbidden.")]),
  ],
  columns: [nameColumn, { name: "DriverName", cell: ({ driverName }) => driverName }, ageColumn],
});
