import { dig, type Json, type JsonObject, listAt, numberAt, textAt } from "../json.ts";
import type { DescribeContext } from "./describer.ts";

/** The EndpointSlices of a service. */
export async function slicesOf(
  { name, namespace }: { readonly name: string; readonly namespace: string },
  { rest, discovery }: DescribeContext,
): Promise<readonly JsonObject[]> {
  const resource = discovery.tryFind("endpointslices.discovery.k8s.io");
  if (!resource) return [];
  return (await rest.list({ resource, namespace }, [["labelSelector", `kubernetes.io/service-name=${name}`]])).items;
}

const MOST = 3;

/**
 * "10.244.1.2:80,10.244.1.3:80,10.244.2.2:80 + 2 more...": those that are ready. Once three stand there, "more" follows
 * when any other endpoint does, ready or not.
 */
export function readyEndpoints(slices: readonly JsonObject[], portName: string): string {
  if (slices.length === 0) return "<none>";
  const shown: string[] = [];
  let ready = 0;
  let more = false;
  for (const [endpoint, port] of slices.flatMap((slice) => pairs(slice, portName))) {
    if (shown.length === MOST) more = true;
    if (dig(endpoint, "conditions", "ready") === false) continue;
    if (!more) shown.push(hostPort(String(dig(endpoint, "addresses", 0)), numberAt(port, "port")));
    ready += 1;
  }
  return `${shown.join(",")}${more ? ` + ${ready - MOST} more...` : ""}`;
}

/** Each endpoint with each port of that name; headless services may have no ports. */
function pairs(slice: JsonObject, portName: string): readonly (readonly [endpoint: Json, port: Json | undefined])[] {
  const endpoints = listAt(slice, "endpoints");
  const ports = listAt(slice, "ports");
  if (ports.length === 0) return endpoints.map((endpoint) => [endpoint, undefined]);
  return ports
    .filter((port) => textAt(port, "name") === portName)
    .flatMap((port) => endpoints.map((endpoint) => [endpoint, port] as const));
}

const hostPort = (address: string, port: number | undefined): string =>
  port === undefined ? address : `${address.includes(":") ? `[${address}]` : address}:${port}`;
