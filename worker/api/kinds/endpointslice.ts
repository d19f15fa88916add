import type { EndpointSliceObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, firstThree, nameColumn } from "./columns.ts";

/** "<unset>" for none, which is how a slice says that it has no ports or no addresses. */
const listed = (list: readonly string[]) => (list.length > 0 ? firstThree(list) : "<unset>");

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/ */
export const EndpointSlice = defineKind<EndpointSliceObject>({
  group: "discovery.k8s.io",
  version: "v1",
  kind: "EndpointSlice",
  plural: "endpointslices",
  namespaced: true,
  schema: "EndpointSlice",
  setDefaults(slice) {
    for (const port of slice.ports ?? []) {
      port.name ??= "";
      port.protocol ??= "TCP";
    }
  },
  columns: [
    nameColumn,
    { name: "AddressType", cell: ({ addressType }) => addressType },
    {
      name: "Ports",
      cell: ({ ports }) =>
        listed((ports ?? []).map(({ port, name }) => (port !== undefined ? String(port) : (name ?? "*")))),
    },
    {
      name: "Endpoints",
      cell: ({ endpoints }) => listed((endpoints ?? []).flatMap(({ addresses }) => addresses)),
    },
    ageColumn,
  ],
});
