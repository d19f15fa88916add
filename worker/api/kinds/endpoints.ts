import type { CoreEndpointPort, EndpointAddress, EndpointSubset, EndpointsObject } from "../generated/types.ts";
import { type FieldError, type FieldPath, fieldPath, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { joined } from "../machinery/values.ts";
import { ageColumn, firstThree, nameColumn } from "./columns.ts";
import {
  dnsLabel,
  dnsSubdomain,
  endpointAddress,
  invalidFor,
  ipAddress,
  oneOf,
  portNumberProblems,
  qualifiedName,
} from "./rules.ts";

function validateAddress({ ip, hostname, nodeName }: EndpointAddress, at: FieldPath): FieldError[] {
  return joined(
    ipAddress(at.child("ip"), ip),
    hostname ? dnsLabel(at.child("hostname"), hostname) : [],
    nodeName === undefined ? [] : dnsSubdomain(at.child("nodeName"), nodeName),
    endpointAddress(at.child("ip"), ip),
  );
}

function validatePort(
  { name, port, protocol, appProtocol }: CoreEndpointPort,
  at: FieldPath,
  named: boolean,
): FieldError[] {
  return joined(
    named && !name ? [required(at.child("name"))] : [],
    name ? dnsLabel(at.child("name"), name) : [],
    invalidFor(at.child("port"), port, portNumberProblems(port)),
    oneOf(at.child("protocol"), protocol, ["SCTP", "TCP", "UDP"]),
    appProtocol === undefined ? [] : qualifiedName(at.child("appProtocol"), appProtocol),
  );
}

function validateSubset(subset: EndpointSubset, at: FieldPath): FieldError[] {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  return joined(
    addresses.length + notReadyAddresses.length === 0
      ? [required(at, "must specify `addresses` or `notReadyAddresses`")]
      : [],
    addresses.flatMap((one, i) => validateAddress(one, at.child("addresses").index(i))),
    notReadyAddresses.flatMap((one, i) => validateAddress(one, at.child("notReadyAddresses").index(i))),
    ports.flatMap((port, i) => validatePort(port, at.child("ports").index(i), ports.length > 1)),
  );
}

const hostPort = (ip: string, port: number) => (ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`);

/** "10.244.1.2:80,10.244.2.3:80 + 1 more..."; addresses alone where a headless service has no ports. */
export function formatEndpoints({ subsets }: EndpointsObject): string {
  if (!subsets?.length) return "<none>";
  return firstThree(
    subsets.flatMap(({ addresses, ports }) => {
      const ips = (addresses ?? []).map(({ ip }) => ip);
      return ports?.length ? ports.flatMap(({ port }) => ips.map((ip) => hostPort(ip, port))) : ips;
    }),
  );
}

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/ */
export const Endpoints = defineKind<EndpointsObject>({
  group: "",
  version: "v1",
  kind: "Endpoints",
  plural: "endpoints",
  shortNames: ["ep"],
  namespaced: true,
  schema: "Endpoints",
  deprecation: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  withoutGeneration: true,
  setDefaults(endpoints) {
    for (const { ports } of endpoints.subsets ?? []) for (const port of ports ?? []) port.protocol ||= "TCP";
  },
  validate: ({ subsets }) => (subsets ?? []).flatMap((one, i) => validateSubset(one, fieldPath("subsets").index(i))),
  columns: [nameColumn, { name: "Endpoints", cell: formatEndpoints }, ageColumn],
});
