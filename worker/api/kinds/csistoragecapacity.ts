import { formatQuantity, parseQuantity } from "../../base/quantity.ts";
import type { CSIStorageCapacityObject } from "../generated/types.ts";
import { fieldPath, invalid } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { nameColumn } from "./columns.ts";
import { dnsSubdomain, IMMUTABLE, labelSelector, shownSelector } from "./rules.ts";

const CLASS = fieldPath("storageClassName");
const TOPOLOGY = fieldPath("nodeTopology");

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-storage-capacity-v1/ */
export const CSIStorageCapacity = defineKind<CSIStorageCapacityObject>({
  group: "storage.k8s.io",
  version: "v1",
  kind: "CSIStorageCapacity",
  plural: "csistoragecapacities",
  namespaced: true,
  schema: "CSIStorageCapacity",
  withoutGeneration: true,
  validate({ nodeTopology, storageClassName, capacity }) {
    const amount = capacity === undefined ? undefined : parseQuantity(String(capacity));
    return [
      ...labelSelector(TOPOLOGY, nodeTopology),
      ...dnsSubdomain(CLASS, storageClassName ?? ""),
      ...(amount && amount.nanos < 0n
        ? [invalid(fieldPath("capacity"), formatQuantity(amount), "must be greater than or equal to 0")]
        : []),
    ];
  },
  validateUpdate: ({ nodeTopology, storageClassName }, old) => [
    ...(deepEqual(nodeTopology, old.nodeTopology) ? [] : [invalid(TOPOLOGY, shownSelector(nodeTopology), IMMUTABLE)]),
    ...(storageClassName === old.storageClassName ? [] : [invalid(CLASS, storageClassName, IMMUTABLE)]),
  ],
  columns: [
    nameColumn,
    { name: "StorageClassName", cell: ({ storageClassName }) => storageClassName },
    {
      name: "Capacity",
      cell: ({ capacity }) => (capacity === undefined ? "<unset>" : formatQuantity(parseQuantity(String(capacity)))),
    },
  ],
});
