import type { ResourceSliceObject } from "../generated/types.ts";
import { duplicate, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { driverName } from "./persistentvolume/sources.ts";
import { dnsLabel, dnsSubdomain, IMMUTABLE } from "./rules.ts";
import { SPEC } from "./workload.ts";

/** https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ */
export const ResourceSlice = defineKind<ResourceSliceObject>({
  group: "resource.k8s.io",
  version: "v1",
  kind: "ResourceSlice",
  plural: "resourceslices",
  namespaced: false,
  schema: "ResourceSlice",
  selectableFields: {
    "spec.nodeName": ({ spec }) => spec.nodeName ?? "",
    "spec.driver": ({ spec }) => spec.driver,
  },
  validate({ spec }) {
    const seen = new Set<string>();
    const devices = SPEC.child("devices");
    return [
      ...(spec.nodeName === undefined ? [] : dnsSubdomain(SPEC.child("nodeName"), spec.nodeName)),
      ...driverName(SPEC.child("driver"), spec.driver),
      ...(spec.pool?.name ? [] : [required(SPEC.child("pool").child("name"))]),
      ...((spec.pool?.resourceSliceCount ?? 0) <= 0
        ? [
            invalid(
              SPEC.child("pool").child("resourceSliceCount"),
              spec.pool?.resourceSliceCount ?? 0,
              "must be greater than zero",
            ),
          ]
        : []),
      ...(spec.devices ?? []).flatMap(({ name }, i) => {
        const at = devices.index(i).child("name");
        const again = seen.has(name);
        seen.add(name);
        return [...(name ? dnsLabel(at, name) : [required(at)]), ...(again ? [duplicate(devices.index(i), name)] : [])];
      }),
    ];
  },
  validateUpdate: ({ spec }, { spec: old }) => [
    ...(spec.driver === old.driver ? [] : [invalid(SPEC.child("driver"), spec.driver, IMMUTABLE)]),
    ...(spec.pool?.name === old.pool?.name
      ? []
      : [invalid(SPEC.child("pool").child("name"), spec.pool?.name ?? "", IMMUTABLE)]),
  ],
  columns: [
    nameColumn,
    { name: "Node", cell: ({ spec }) => spec.nodeName ?? "" },
    { name: "Driver", cell: ({ spec }) => spec.driver },
    { name: "Pool", cell: ({ spec }) => spec.pool.name },
    ageColumn,
  ],
});
