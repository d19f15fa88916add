import type { DeviceClassObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { validateConfigurations, validateSelectors } from "./resourceclaim/devices.ts";
import { SPEC } from "./workload.ts";

/** https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ */
export const DeviceClass = defineKind<DeviceClassObject>({
  group: "resource.k8s.io",
  version: "v1",
  kind: "DeviceClass",
  plural: "deviceclasses",
  namespaced: false,
  schema: "DeviceClass",
  validate: ({ spec }) => [
    ...validateSelectors(spec.selectors, SPEC.child("selectors")),
    ...validateConfigurations(spec.config, SPEC.child("config")),
  ],
  columns: [nameColumn, ageColumn],
});
