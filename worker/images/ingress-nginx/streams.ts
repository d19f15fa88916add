import type { Cache } from "../../api/index.ts";
import { ConfigMap } from "../../api/kinds/index.ts";
import { AddressInUse, type ListenHandle, type NetAccess, type Peer, type TcpConnection } from "../../base/net.ts";
import { BrokenPipe } from "../../base/streams.ts";
import { type IngressSnapshot, serviceUpstream } from "../../ingress/index.ts";
import type { Upstream } from "../../routing/index.ts";
import type { Log } from "./log.ts";

/**
 * Ports whose bytes go to a Service as they are: the ConfigMap of --tcp-services-configmap, "9000": "namespace/service:port".
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/exposing-tcp-udp-services/
 */
export class TcpServices {
  readonly #net: NetAccess;
  readonly #at: string;
  readonly #log: Log;
  readonly #open = new Map<number, { readonly handle: ListenHandle; turn: number }>();
  #upstreams = new Map<number, Upstream>();

  constructor(net: NetAccess, at: string, log: Log) {
    this.#net = net;
    this.#at = at;
    this.#log = log;
  }

  /** Goes by the ConfigMap as it is now. */
  update(cache: Cache, key: string, snapshot: IngressSnapshot): void {
    const [namespace = "", name = ""] = key.split("/");
    const data = key === "" ? {} : (cache.get(ConfigMap, { namespace, name })?.data ?? {});
    this.#upstreams = new Map(
      Object.entries(data).flatMap(([port, text]) => {
        const parts = /^([^/:]+)\/([^/:]+):([^:]+)/.exec(text);
        if (!parts || !/^\d+$/.test(port)) {
          this.#log("W", "controller.go:330", `Invalid Service reference "${text}" for TCP port ${port}`);
          return [];
        }
        const ref = { namespace: parts[1]!, name: parts[2]!, port: parts[3]! };
        return [[Number(port), serviceUpstream(ref, snapshot)] as const];
      }),
    );
    for (const [port, { handle }] of this.#open) {
      if (this.#upstreams.has(port)) continue;
      handle.close();
      this.#open.delete(port);
    }
    for (const port of this.#upstreams.keys()) this.#listen(port);
  }

  close(): void {
    for (const { handle } of this.#open.values()) handle.close();
    this.#open.clear();
  }

  #listen(port: number): void {
    if (this.#open.has(port)) return;
    try {
      const tcp = (connection: TcpConnection, peer: Peer): void => void this.#forward(port, connection, peer);
      this.#open.set(port, { handle: this.#net.listen({ port, process: "nginx" }, { tcp }), turn: 0 });
    } catch (error) {
      if (!(error instanceof AddressInUse)) throw error;
      this.#log(
        "E",
        "controller.go:360",
        `Port ${port} cannot be used for TCP stream services. It is reserved for the Ingress controller.`,
      );
    }
  }

  async #forward(port: number, client: TcpConnection, peer: Peer): Promise<void> {
    const upstream = this.#upstreams.get(port);
    const open = this.#open.get(port);
    const endpoint = upstream?.endpoints[open ? open.turn++ % upstream.endpoints.length : 0];
    if (!upstream || !endpoint) {
      peer.record({
        kind: "proxy",
        at: this.#at,
        says: `nginx has no endpoint for port ${port}`,
        ...(upstream && {
          object: upstream.object,
          fault: { says: upstream.empty ?? "the Service has no ready endpoints", look: upstream.object },
        }),
      });
      client.reset();
      return;
    }
    const to = `${endpoint.ip}:${endpoint.port}`;
    peer.record({
      kind: "proxy",
      at: this.#at,
      says: `nginx hands the bytes of port ${port} on to ${to}`,
      object: endpoint.object ?? upstream.object,
      to,
    });
    const connected = await this.#net.connect(endpoint, { timeoutMs: 5_000 });
    peer.record(() => connected.hops);
    if (!connected.ok) {
      client.reset();
      return;
    }
    const { connection } = connected;
    await Promise.all([pump(client, connection), pump(connection, client)]);
  }
}

async function pump(from: TcpConnection, to: TcpConnection): Promise<void> {
  try {
    for (let chunk = await from.input.read(); chunk; chunk = await from.input.read()) await to.output.write(chunk);
    to.output.close();
  } catch (error) {
    if (error instanceof BrokenPipe) from.input.cancel();
    else to.reset();
  }
}
