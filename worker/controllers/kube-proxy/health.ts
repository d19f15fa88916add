import type { ServiceObject } from "../../api/generated/types.ts";
import { type HttpResponse, textResponse } from "../../base/http.ts";
import { AddressInUse, type ListenHandle, type NetAccess } from "../../base/net.ts";
import { backendsOf, type ProxiedService, usable } from "./backends.ts";

/** How many endpoints of a Service on this node could take traffic now. */
export function localEndpoints(proxied: ProxiedService, node: string): number {
  const ips = (proxied.service.spec.ports ?? []).flatMap((port) =>
    usable(backendsOf(proxied, port).filter((backend) => backend.nodeName === node)).map(({ ip }) => ip),
  );
  return new Set(ips).size;
}

/** The answer of a health check node port. k8s.io/kubernetes pkg/proxy/healthcheck service_health.go */
export function healthAnswer(service: ServiceObject, endpoints: number): HttpResponse {
  const { namespace, name } = service.metadata;
  const lines = [
    "{",
    '\t"service": {',
    `\t\t"namespace": ${JSON.stringify(namespace)},`,
    `\t\t"name": ${JSON.stringify(name)}`,
    "\t},",
    `\t"localEndpoints": ${endpoints},`,
    '\t"serviceProxyHealthy": true',
    "}",
  ];
  return textResponse(endpoints > 0 ? 200 : 503, lines.join("\n"), "application/json", [
    ["X-Content-Type-Options", "nosniff"],
    ["X-Load-Balancing-Endpoint-Weight", String(endpoints)],
  ]);
}

/** Listens on the health check node ports of the Services that have one; one listener a Service. */
export class HealthPorts {
  readonly #net: NetAccess;
  readonly #open = new Map<string, { readonly port: number; readonly handle: ListenHandle }>();
  readonly #latest = new Map<string, ProxiedService>();
  readonly #node: string;
  readonly #log: (line: string) => void;

  constructor(net: NetAccess, node: string, log: (line: string) => void) {
    this.#net = net;
    this.#node = node;
    this.#log = log;
  }

  set(key: string, proxied: ProxiedService | undefined): void {
    const port = proxied ? healthPortOf(proxied.service) : undefined;
    if (proxied && port) this.#latest.set(key, proxied);
    else this.#latest.delete(key);
    const open = this.#open.get(key);
    if (open?.port === port) return;
    open?.handle.close();
    this.#open.delete(key);
    if (port) this.#listen(key, port);
  }

  close(): void {
    for (const { handle } of this.#open.values()) handle.close();
    this.#open.clear();
  }

  #listen(key: string, port: number): void {
    try {
      const handle = this.#net.listen(
        { port, process: "kube-proxy" },
        {
          http: () => {
            const proxied = this.#latest.get(key)!;
            return healthAnswer(proxied.service, localEndpoints(proxied, this.#node));
          },
        },
      );
      this.#open.set(key, { port, handle });
    } catch (error) {
      if (!(error instanceof AddressInUse)) throw error;
      this.#log(
        `"Failed to start healthcheck" err="listen tcp :${port}: bind: address already in use" service="${key}"`,
      );
    }
  }
}

export function healthPortOf({ spec }: ServiceObject): number | undefined {
  const wanted = spec.type === "LoadBalancer" && spec.externalTrafficPolicy === "Local";
  return wanted && spec.healthCheckNodePort ? spec.healthCheckNodePort : undefined;
}
