import type { CSINodeDriver, CSINodeObject } from "../generated/types.ts";
import { duplicate, type FieldError, type FieldPath, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { driverName } from "./persistentvolume/sources.ts";
import { nonNegative, qualifiedName } from "./rules.ts";
import { SPEC } from "./workload.ts";

/** How long the id of a node may be. */
const LONGEST_ID = 256;

function validateDriver({ name, nodeID, allocatable, topologyKeys = [] }: CSINodeDriver, at: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return [
    ...driverName(at.child("name"), name),
    ...(nodeID ? [] : [required(at.child("nodeID"))]),
    ...(nodeID && nodeID.length > LONGEST_ID
      ? [invalid(at.child("nodeID"), nodeID, `must be ${LONGEST_ID} characters or less`)]
      : []),
    ...nonNegative(at.child("allocatable").child("count"), allocatable?.count),
    ...topologyKeys.flatMap((key) => {
      const again = seen.has(key);
      seen.add(key);
      return [...(key ? [] : [required(at)]), ...(again ? [duplicate(at, key)] : []), ...qualifiedName(at, key)];
    }),
  ];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-node-v1/ */
export const CSINode = defineKind<CSINodeObject>({
  group: "storage.k8s.io",
  version: "v1",
  kind: "CSINode",
  plural: "csinodes",
  namespaced: false,
  schema: "CSINode",
  withoutGeneration: true,
  validate({ spec }) {
    const seen = new Set<string>();
    return (spec.drivers ?? []).flatMap((driver, i) => {
      const at = SPEC.child("drivers").index(i);
      const again = seen.has(driver.name);
      seen.add(driver.name);
      return [...validateDriver(driver, at), ...(again ? [duplicate(at.child("name"), driver.name)] : [])];
    });
  },
  columns: [nameColumn, { name: "Drivers", type: "integer", cell: ({ spec }) => spec.drivers?.length ?? 0 }, ageColumn],
});
