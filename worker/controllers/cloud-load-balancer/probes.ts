import type { ServiceObject, ServicePort } from "../../api/generated/types.ts";
import { EMPTY_BODY } from "../../base/http.ts";
import type { NetAccess } from "../../base/net.ts";
import { annotation } from "./azure.ts";

/** How the load balancer asks a node whether it takes traffic for a port. */
export interface Probe {
  readonly protocol: "TCP" | "HTTP" | "HTTPS";
  readonly port: number;
  readonly path: string;
}

const PROBE_TIMEOUT_MS = 4_000;

/**
 * The health probe of a port, as cloud-provider-azure makes it: policy Local asks the health check node port; an HTTP or
 * HTTPS application protocol is asked for a path, "/" unless annotated; else a TCP connection to the node port does.
 */
export function probeFor(service: ServiceObject, port: ServicePort): Probe {
  const { externalTrafficPolicy, healthCheckNodePort } = service.spec;
  if (externalTrafficPolicy === "Local" && healthCheckNodePort) {
    return { protocol: "HTTP", port: healthCheckNodePort, path: "/healthz" };
  }
  const application = port.appProtocol?.toLowerCase();
  const protocol = application === "http" ? "HTTP" : application === "https" ? "HTTPS" : "TCP";
  const path =
    annotation(service, `port_${port.port}_health-probe_request-path`) ??
    annotation(service, "azure-load-balancer-health-probe-request-path") ??
    "/";
  return { protocol, port: port.nodePort ?? 0, path };
}

/** Asks once; undefined when the node is well, else what was wrong. */
export async function runProbe(net: NetAccess, ip: string, probe: Probe): Promise<string | undefined> {
  const to = { ip, port: probe.port };
  const options = { timeoutMs: PROBE_TIMEOUT_MS };
  if (probe.protocol === "TCP") {
    const connected = await net.connect(to, options);
    if (!connected.ok) return connected.failure.kind === "refused" ? "connection refused" : "no answer";
    connected.connection.output.close();
    connected.connection.input.cancel();
    return undefined;
  }
  const tls = probe.protocol === "HTTPS" ? { tls: { serverName: "" } } : {};
  const request = {
    method: "GET",
    authority: `${ip}:${probe.port}`,
    path: probe.path,
    headers: [["User-Agent", "Load Balancer Agent"]] as const,
    body: EMPTY_BODY,
    protocol: "HTTP/1.1" as const,
  };
  const answer = await net.http(to, request, { ...options, ...tls });
  if (!answer.ok) return answer.failure.kind === "refused" ? "connection refused" : "no answer";
  const { body, status } = answer.response;
  if (!(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
  return status === 200 ? undefined : `HTTP ${status} for ${probe.path}`;
}

/** "TCP 31560", "HTTP 31560/healthz", for words. */
export const probeWords = ({ protocol, port, path }: Probe): string =>
  protocol === "TCP" ? `TCP ${port}` : `${protocol} ${port}${path}`;
