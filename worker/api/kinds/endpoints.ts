import type { EndpointsObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, firstThree, nameColumn } from "./columns.ts";

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
  withoutGeneration: true,
  setDefaults(endpoints) {
    for (const { ports } of endpoints.subsets ?? []) for (const port of ports ?? []) port.protocol ||= "TCP";
  },
  columns: [nameColumn, { name: "Endpoints", cell: formatEndpoints }, ageColumn],
});
