import type { Container, HTTPGetAction, Probe } from "../api/generated/types.ts";
import type { Clock } from "../base/clock.ts";
import { bodyBytes, type HttpRequest, headerOf } from "../base/http.ts";
import type { NetAccess, Unconnected } from "../base/net.ts";
import { concatBytes, fromUtf8 } from "../base/streams.ts";
import { Terminated } from "../shell/program.ts";
import { type ContainerProcess, StartError } from "./process.ts";
import type { ProbeRecord } from "./records.ts";

export type ProbeAnswer =
  | { readonly result: "success" }
  | { readonly result: "warning"; readonly message: string }
  | { readonly result: "failure"; readonly message: string }
  /** The probe itself could not be made; it does not count. */
  | { readonly result: "error"; readonly message: string };

export interface ProbeContext {
  readonly container: Container;
  readonly ip: string;
  readonly net: NetAccess;
  readonly process: ContainerProcess;
  readonly clock: Clock;
  /** "1.36": for the User-Agent. */
  readonly version: string;
}

/** How much of an exec probe's output is kept. */
const MAX_OUTPUT = 10 * 1024;
const MAX_REDIRECTS = 10;

/**
 * Asks a container once, as its probe says.
 * @see k8s.io/kubernetes pkg/kubelet/prober prober.go, pkg/probe
 */
export async function ask(probe: Probe, context: ProbeContext): Promise<ProbeAnswer> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  try {
    if (probe.httpGet) return await askHttp(probe.httpGet, timeoutMs, context);
    if (probe.tcpSocket) {
      const port = portOf(probe.tcpSocket.port, context.container);
      return await askTcp(probe.tcpSocket.host || context.ip, port, timeoutMs, context);
    }
    if (probe.exec) return await askExec(probe.exec.command ?? [], timeoutMs, context);
    if (probe.grpc) return await askGrpc(probe.grpc.port, probe.grpc.service ?? "", timeoutMs, context);
  } catch (error) {
    if (error instanceof PortError || error instanceof StartError) return { result: "error", message: error.message };
    throw error;
  }
  return { result: "error", message: `missing probe handler for ${context.container.name}` };
}

class PortError extends Error {}

/** A port number, or a name among the container's ports. */
export function portOf(port: number | string, container: Container): number {
  const found =
    typeof port === "number"
      ? port
      : (container.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port));
  if (Number.isNaN(found)) throw new PortError(`strconv.Atoi: parsing "${port}": invalid syntax`);
  if (found <= 0 || found >= 65536) throw new PortError(`invalid port number: ${found}`);
  return found;
}

/** The request of an httpGet action, for probes and hooks. */
export function httpAction(
  action: HTTPGetAction,
  { container, ip, agent }: { container: Container; ip: string; agent: string },
): { host: string; port: number; url: string; https: boolean; request: HttpRequest } {
  const port = portOf(action.port, container);
  const host = action.host || ip;
  const https = action.scheme === "HTTPS";
  const path = action.path ? (action.path.startsWith("/") ? action.path : `/${action.path}`) : "/";
  const given = action.httpHeaders ?? [];
  const has = (name: string) => given.some((header) => header.name.toLowerCase() === name);
  const own: [string, string][] = [];
  if (!has("user-agent")) own.push(["User-Agent", agent]);
  if (!has("accept")) own.push(["Accept", "*/*"]);
  const headers = [
    ...own,
    ...given
      .filter(({ name }) => name.toLowerCase() !== "host")
      .map(({ name, value }): [string, string] => [name, value]),
    ["Connection", "close"] as [string, string],
  ];
  const authority = given.find(({ name }) => name.toLowerCase() === "host")?.value ?? `${host}:${port}`;
  const request: HttpRequest = {
    method: "GET",
    authority,
    path,
    headers,
    body: new Uint8Array(),
    protocol: "HTTP/1.1",
  };
  return { host, port, url: `${https ? "https" : "http"}://${host}:${port}${path}`, https, request };
}

async function askHttp(action: HTTPGetAction, timeoutMs: number, context: ProbeContext): Promise<ProbeAnswer> {
  const agent = `kube-probe/${context.version}`;
  const first = httpAction(action, { ...context, agent });
  let { request, url } = first;
  for (let redirects = 0; ; redirects++) {
    const exchange = await context.net.http({ ip: first.host, port: first.port }, request, {
      timeoutMs,
      ...(first.https && { tls: { serverName: first.host } }),
    });
    if (!exchange.ok) return { result: "failure", message: `Get "${url}": ${httpFailure(exchange, first)}` };
    const { status } = exchange.response;
    const location = headerOf(exchange.response, "location");
    if (status >= 300 && status < 400) {
      const next = location === undefined ? undefined : sameHost(location, first.host);
      if (next === undefined) {
        const body = fromUtf8((await bodyBytes(exchange.response.body)).subarray(0, MAX_OUTPUT));
        return { result: "warning", message: `Probe terminated redirects, Response body: ${body}` };
      }
      if (redirects >= MAX_REDIRECTS) {
        return { result: "failure", message: `Get "${next}": stopped after 10 redirects` };
      }
      request = { ...request, path: next };
      url = `${first.https ? "https" : "http"}://${first.host}:${first.port}${next}`;
      continue;
    }
    if (status >= 200 && status < 300) return { result: "success" };
    return { result: "failure", message: `HTTP probe failed with statuscode: ${status}` };
  }
}

/** The path of a redirect that stays on the host; undefined for one that leaves it. */
function sameHost(location: string, host: string): string | undefined {
  if (location.startsWith("/") && !location.startsWith("//")) return location;
  const parts = /^https?:\/\/([^/:]+)(?::\d+)?(\/.*)?$/.exec(location);
  return parts?.[1] === host ? (parts[2] ?? "/") : undefined;
}

/** As Go's net package words what the network said. */
function httpFailure({ failure }: Unconnected, { host, port }: { host: string; port: number }): string {
  switch (failure.kind) {
    case "timedOut":
      return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
    case "reset":
      return `read tcp ${host}:${port}: read: connection reset by peer`;
    case "emptyReply":
      return "EOF";
    case "badReply":
      return `net/http: HTTP/1.x transport connection broken: malformed HTTP response`;
    default:
      return dialFailure(failure.kind, host, port);
  }
}

function dialFailure(kind: string, host: string, port: number): string {
  const dial = `dial tcp ${host}:${port}`;
  switch (kind) {
    case "timedOut":
      return `${dial}: i/o timeout`;
    case "noRoute":
      return `${dial}: connect: no route to host`;
    case "nameNotFound":
      return `dial tcp: lookup ${host}: no such host`;
    default:
      return `${dial}: connect: connection refused`;
  }
}

async function askTcp(host: string, port: number, timeoutMs: number, { net }: ProbeContext): Promise<ProbeAnswer> {
  const connected = await net.connect({ ip: host, port }, { timeoutMs });
  if (!connected.ok) return { result: "failure", message: dialFailure(connected.failure.kind, host, port) };
  connected.connection.output.close();
  connected.connection.input.cancel();
  return { result: "success" };
}

async function askExec(
  command: readonly string[],
  timeoutMs: number,
  { process, clock }: ProbeContext,
): Promise<ProbeAnswer> {
  const chunks: Uint8Array[] = [];
  const encoder = new TextEncoder();
  const writer = {
    async write(chunk: Uint8Array | string) {
      chunks.push(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
    },
    close() {},
  };
  const abort = new AbortController();
  let late = false;
  const cancel = clock.after(timeoutMs, () => {
    late = true;
    abort.abort(new Terminated("SIGKILL"));
  });
  const code = await process.exec(command, { stdout: writer, stderr: writer, signal: abort.signal }).finally(cancel);
  if (late) {
    return {
      result: "failure",
      message: `command timed out: "${command.join(" ")}" timed out after ${timeoutMs / 1000}s`,
    };
  }
  if (code === 0) return { result: "success" };
  return { result: "failure", message: fromUtf8(concatBytes(chunks).subarray(0, MAX_OUTPUT)) };
}

/** https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
async function askGrpc(
  port: number,
  service: string,
  timeoutMs: number,
  { ip, net }: ProbeContext,
): Promise<ProbeAnswer> {
  const name = new TextEncoder().encode(service);
  const message = service === "" ? new Uint8Array() : Uint8Array.of(0x0a, name.length, ...name);
  const exchange = await net.http(
    { ip, port },
    {
      method: "POST",
      authority: `${ip}:${port}`,
      path: "/grpc.health.v1.Health/Check",
      headers: [
        ["content-type", "application/grpc"],
        ["te", "trailers"],
      ],
      body: Uint8Array.of(0, 0, 0, 0, message.length, ...message),
      protocol: "HTTP/2",
    },
    { timeoutMs },
  );
  const seconds = timeoutMs / 1000;
  if (!exchange.ok) {
    return {
      result: "failure",
      message: `timeout: failed to connect service "${ip}:${port}" within ${seconds}s: context deadline exceeded`,
    };
  }
  const body = await bodyBytes(exchange.response.body);
  const status = [...(exchange.response.trailers ?? []), ...exchange.response.headers].find(
    ([header]) => header.toLowerCase() === "grpc-status",
  )?.[1];
  if (exchange.response.status !== 200 || (status !== undefined && status !== "0")) {
    return {
      result: "failure",
      message: "error: this server does not implement the grpc health protocol (grpc.health.v1.Health)",
    };
  }
  // HealthCheckResponse { status = 1: SERVING }
  const serving = body.length >= 7 && body[5] === 0x08 && body[6] === 1;
  return serving
    ? { result: "success" }
    : { result: "failure", message: 'service unhealthy (responded with "NOT_SERVING")' };
}

/**
 * What one more answer means for a probe: its result changes when the threshold is reached.
 * @see k8s.io/kubernetes pkg/kubelet/prober worker.go doProbe
 */
export function countAnswer(
  record: ProbeRecord,
  probe: Pick<Probe, "failureThreshold" | "successThreshold">,
  answer: "success" | "failure",
): ProbeRecord["result"] {
  record.run = record.last === answer ? record.run + 1 : 1;
  record.last = answer;
  const threshold = answer === "failure" ? (probe.failureThreshold ?? 3) : (probe.successThreshold ?? 1);
  if (record.run >= threshold) record.result = answer;
  return record.result;
}
