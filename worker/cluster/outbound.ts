import type { ServiceObject } from "../api/generated/types.ts";
import type { Cache, OutboundAnswer, OutboundCall, OutboundCaller, PassedCall } from "../api/index.ts";
import { EndpointSlice, SERVICE_NAME_LABEL, Service } from "../api/kinds/index.ts";
import type { Clock } from "../base/clock.ts";
import { goNetWords } from "../base/goNet.ts";
import { bodyText } from "../base/http.ts";
import type { NetAccess, SocketAddress } from "../base/net.ts";
import type { Random } from "../base/random.ts";
import { utf8 } from "../base/streams.ts";
import { PUBLIC_ROOT_PEM } from "../base/x509/authority/root.ts";

export interface OutboundParts {
  readonly cache: Cache;
  readonly clock: Clock;
  readonly random: Random;
  /** The host that the API server's connections leave from; undefined while it is cut off. */
  readonly net: () => NetAccess | undefined;
  /**
   * How Services are reached: by their cluster IP, as the API server does that runs on a node, or straight at an endpoint
   * (--enable-aggregator-routing), as providers' API servers do, which stand outside of the cluster.
   */
  readonly routing: "clusterIP" | "endpoint";
  readonly nameServer: string;
}

const DEADLINE: OutboundAnswer = { error: "context deadline exceeded" };

/** The API server's way to admission webhooks and to who serves aggregated APIs: over the simulated network, with TLS that is verified, in the words of Go's client. */
export function outboundCaller(parts: OutboundParts): OutboundCaller {
  return {
    pass: (call) => pass(parts, call),
    send(call) {
      const { clock } = parts;
      const stop = new AbortController();
      return new Promise((resolve) => {
        const cancel = clock.after(call.timeoutMs, () => {
          resolve(DEADLINE);
          stop.abort();
        });
        send(parts, call, stop.signal).then(
          (answer) => {
            cancel();
            resolve(answer);
          },
          (error: unknown) => {
            cancel();
            resolve({ error: error instanceof Error ? error.message : String(error) });
          },
        );
      });
    },
  };
}

async function pass({ net: host }: OutboundParts, { to, secure, request }: PassedCall) {
  const net = host();
  if (!net) return { error: "dial tcp: connect: network is unreachable" };
  const options = secure ? { tls: { serverName: to.ip, alpn: ["http/1.1"], library: "go" as const } } : {};
  const answer = await net.http(to, request, request.signal ? { ...options, signal: request.signal } : options);
  return answer.ok ? answer.response : { error: goNetWords(answer.failure, to) };
}

async function send(parts: OutboundParts, call: OutboundCall, signal: AbortSignal): Promise<OutboundAnswer> {
  const net = parts.net();
  const endpoint = "service" in call.to ? endpointOf(parts, call.to.service) : undefined;
  if (endpoint && "error" in endpoint) return endpoint;
  if (!net) return { error: "dial tcp: connect: network is unreachable" };
  const address = endpoint ?? (await hostOf(parts, net, call.to as { host: string; port: number }, signal));
  if ("error" in address) return address;
  const { method, serverName, authority, path, insecure, caBundle = PUBLIC_ROOT_PEM, timeoutMs } = call;
  const at = `${address.ip}:${address.port}`;
  const body = utf8(call.body);
  const answer = await net.http(
    address,
    {
      method,
      authority,
      path,
      headers: [
        ["Host", authority],
        ["User-Agent", "kube-apiserver-admission"],
        ["Content-Length", String(body.length)],
        ...call.headers,
      ],
      body,
      protocol: "HTTP/1.1",
      signal,
    },
    {
      timeoutMs,
      signal,
      tls: { serverName, alpn: ["http/1.1"], library: "go", ...(insecure ? {} : { trust: caBundle }) },
    },
  );
  if (!answer.ok) return { at, error: goNetWords(answer.failure, address) };
  const { status, headers, body: answered } = answer.response;
  return { at, status, headers, body: await bodyText(answered) };
}

/** k8s.io/apiserver pkg/util/proxy ResolveCluster, ResolveEndpoint */
function endpointOf(
  { cache, random, routing }: OutboundParts,
  { namespace, name, port }: { readonly namespace: string; readonly name: string; readonly port: number },
): SocketAddress | { readonly error: string } {
  const service = cache.get(Service, { namespace, name });
  if (!service) return { error: `service ${JSON.stringify(name)} not found` };
  const { type = "ClusterIP", clusterIP = "", ports = [] } = service.spec;
  if (type === "ExternalName") return { error: 'unsupported service type "ExternalName"' };
  const byEndpoint = routing === "endpoint";
  if (!byEndpoint && clusterIP === "None") return { error: 'cannot route to service with ClusterIP "None"' };
  const asked = ports.find((one) => one.port === port);
  if (!asked) return { error: `no service port ${port} found for service ${JSON.stringify(name)}` };
  if (!byEndpoint) return { ip: clusterIP, port };
  const ready = readyEndpoints(cache, service, asked.name ?? "");
  if (ready.length > 0) return ready[random.stream("webhook").below(ready.length)]!;
  return { error: `no endpoints available for service ${JSON.stringify(name)}` };
}

function readyEndpoints(cache: Cache, { metadata }: ServiceObject, portName: string): readonly SocketAddress[] {
  const { name, namespace = "" } = metadata;
  return cache
    .list(EndpointSlice, { namespace, labels: { [SERVICE_NAME_LABEL]: name } })
    .filter(({ addressType }) => addressType === "IPv4")
    .flatMap(({ endpoints, ports }) => {
      const port = ports?.find((one) => (one.name ?? "") === portName)?.port;
      if (port === undefined) return [];
      return (endpoints ?? [])
        .filter(({ conditions }) => conditions?.ready ?? true)
        .flatMap(({ addresses }) => addresses.map((ip) => ({ ip, port })));
    });
}

/** An address as it is, a name as the node's name server has it. */
async function hostOf(
  { nameServer }: OutboundParts,
  net: NetAccess,
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<SocketAddress | { readonly error: string }> {
  if (/^[\d.]+$/.test(host)) return { ip: host, port };
  const where = `dial tcp: lookup ${host} on ${nameServer}:53:`;
  const asked = await net.datagram({ ip: nameServer, port: 53 }, { dns: "query", name: host, type: "A" }, { signal });
  if (!asked.ok) return { error: `${where} i/o timeout` };
  const found = "dns" in asked.payload && asked.payload.dns === "answer" ? asked.payload.answers : [];
  const ip = found.find(({ type }) => type === "A")?.data;
  return ip ? { ip, port } : { error: `${where} no such host` };
}
