import type { DiscoveryEndpointPort, Endpoint, EndpointHints, EndpointSliceObject } from "../generated/types.ts";
import {
  duplicate,
  type FieldError,
  type FieldPath,
  fieldPath,
  invalid,
  required,
  tooMany,
} from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { labelValueProblems } from "../machinery/names.ts";
import { deepEqual, joined } from "../machinery/values.ts";
import { ageColumn, firstThree, nameColumn } from "./columns.ts";
import {
  dnsLabel,
  dnsSubdomain,
  endpointAddress,
  IMMUTABLE,
  invalidFor,
  ipAddress,
  isIPv6,
  oneOf,
  oneOfIfSet,
  qualifiedName,
} from "./rules.ts";

function validateAddress(address: string, type: string, list: FieldPath, at: FieldPath): FieldError[] {
  if (type === "FQDN") {
    if (!address) return [required(at)];
    const name = address.replace(/\.$/, "");
    const problems = dnsSubdomain(at, name);
    return problems.length > 0 || name.includes(".")
      ? problems
      : [invalid(at, name, "should be a domain with at least two segments separated by dots")];
  }
  if (type !== "IPv4" && type !== "IPv6") return [];
  const problems = ipAddress(at, address);
  if (problems.length > 0) return problems;
  const other = isIPv6(address) !== (type === "IPv6");
  return joined(other ? [invalid(list, address, `must be an ${type} address`)] : [], endpointAddress(at, address));
}

function validateHints({ forZones = [], forNodes = [] }: EndpointHints, at: FieldPath): FieldError[] {
  const zones = at.child("forZones");
  const nodes = at.child("forNodes");
  if (forZones.length > 8) return [tooMany(zones, forZones.length, 8)];
  const again = (list: readonly { name: string }[], i: number) =>
    list.slice(0, i).some(({ name }) => name === list[i]!.name);
  const errors = forZones.flatMap(({ name }, i) => {
    const here = zones.index(i).child("name");
    return joined(again(forZones, i) ? [duplicate(here, name)] : [], invalidFor(here, name, labelValueProblems(name)));
  });
  if (forNodes.length > 8) return [...errors, tooMany(nodes, forNodes.length, 8)];
  return joined(
    errors,
    forNodes.flatMap(({ name }, i) => {
      const here = nodes.index(i).child("name");
      return joined(again(forNodes, i) ? [duplicate(here, name)] : [], dnsSubdomain(here, name));
    }),
  );
}

function validateEndpoint(endpoint: Endpoint, type: string, at: FieldPath): FieldError[] {
  const list = at.child("addresses");
  const { addresses = [], nodeName, hostname, hints } = endpoint;
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(required(list, "must contain at least 1 address"));
  if (addresses.length > 100) errors.push(tooMany(list, addresses.length, 100));
  errors.push(...addresses.flatMap((address, i) => validateAddress(address, type, list, list.index(i))));
  if (nodeName !== undefined) errors.push(...dnsSubdomain(at.child("nodeName"), nodeName));
  if (hostname !== undefined) errors.push(...dnsLabel(at.child("hostname"), hostname));
  if (hints) errors.push(...validateHints(hints, at.child("hints")));
  return errors;
}

function validatePorts(ports: readonly DiscoveryEndpointPort[], at: FieldPath): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap(({ name = "", protocol, appProtocol }, i) => {
    const here = at.index(i);
    const errors = name ? dnsLabel(here.child("name"), name) : [];
    if (names.has(name)) errors.push(duplicate(here.child("name"), name));
    names.add(name);
    return joined(
      errors,
      oneOfIfSet(here.child("protocol"), protocol, ["SCTP", "TCP", "UDP"]),
      appProtocol === undefined ? [] : qualifiedName(here.child("appProtocol"), appProtocol),
    );
  });
}

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
  /** There is no spec: whatever changes but metadata, labels excepted, is a new generation. */
  prepareUpdate(slice, old) {
    const { metadata, ...content } = slice;
    const { metadata: oldMetadata, ...oldContent } = old;
    const same = deepEqual(content, oldContent) && deepEqual(metadata.labels ?? {}, oldMetadata.labels ?? {});
    metadata.generation = (oldMetadata.generation ?? 1) + (same ? 0 : 1);
  },
  validate({ addressType, ports = [], endpoints = [] }) {
    const list = fieldPath("endpoints");
    return joined(
      oneOf(fieldPath("addressType"), addressType, ["FQDN", "IPv4", "IPv6"]),
      validatePorts(ports ?? [], fieldPath("ports")),
      endpoints.length > 1000
        ? [tooMany(list, endpoints.length, 1000)]
        : endpoints.flatMap((endpoint, i) => validateEndpoint(endpoint, addressType, list.index(i))),
    );
  },
  validateUpdate: ({ addressType }, old) =>
    addressType === old.addressType ? [] : [invalid(fieldPath("addressType"), addressType, IMMUTABLE)],
  warn: ({ addressType }) => (addressType === "FQDN" ? ["spec.addressType: FQDN endpoints are deprecated"] : []),
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
