import { bodyBytes, EMPTY_BODY, type Header, type HttpResponse, headerOf, REASONS } from "../../../base/http.ts";
import type { Io } from "../../../shell/program.ts";
import { goRoots } from "../../goRoots.ts";
import { dialFailure } from "../../kubectl/client/failures.ts";
import { resolveHost } from "../../kubectl/client/resolve.ts";
import { HelmError } from "../errors.ts";
import { HELM_VERSION } from "../render/capabilities.ts";

const MOST_REDIRECTS = 10;
const TIMEOUT_MS = 120_000;

/** The bytes behind a URL, redirects followed. @throws HelmError in the words of helm's getter */
export async function fetchBytes(
  io: Io,
  address: string,
  options: { readonly insecure?: boolean } = {},
): Promise<Uint8Array> {
  let url = new URL(address);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const response = await exchange(io, url, { insecure: options.insecure ?? false });
    const location = headerOf(response, "Location");
    if (response.status >= 300 && response.status < 400 && location) {
      url = new URL(location, url);
      continue;
    }
    if (response.status !== 200) {
      const status = `${response.status} ${response.reason ?? REASONS[response.status] ?? ""}`.trim();
      throw new HelmError(`failed to fetch ${address} : ${status}`);
    }
    return bodyBytes(response.body);
  }
  throw new HelmError(`Get ${JSON.stringify(url.href)}: stopped after ${MOST_REDIRECTS} redirects`);
}

/** What to send besides the address. */
export interface Sending {
  readonly method?: string;
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array;
  readonly insecure?: boolean;
}

/** One exchange, no redirects followed. @throws HelmError in the words of Go's HTTP client */
export async function exchange(io: Io, url: URL, sending: Sending): Promise<HttpResponse> {
  const { method = "GET", insecure = false } = sending;
  const secure = url.protocol === "https:";
  if (!secure && url.protocol !== "http:") {
    throw new HelmError(`scheme ${JSON.stringify(url.protocol.slice(0, -1))} not supported`);
  }
  const startedMs = io.clock.now();
  const target = url.href;
  const fail = (cause: string): never => {
    throw new HelmError(`${method[0]}${method.slice(1).toLowerCase()} ${JSON.stringify(target)}: ${cause}`);
  };
  const port = Number(url.port) || (secure ? 443 : 80);
  const found = await resolveHost(url.hostname, io.files, io.net, io.signal);
  if ("failure" in found) {
    io.trace({ startedMs, target, hops: found.hops, failure: { kind: "nameNotFound", says: found.failure } });
    return fail(`dial tcp: ${found.failure}`);
  }
  const tls = {
    serverName: url.hostname,
    alpn: ["h2", "http/1.1"],
    trust: goRoots(io),
    library: "go" as const,
    ...(insecure && { insecure }),
  };
  const answered = await io.net.http(
    { ip: found.ip, port },
    {
      method,
      authority: url.host,
      path: `${url.pathname}${url.search}`,
      headers: [["User-Agent", `Helm/${HELM_VERSION.version.slice(1)}`], ...(sending.headers ?? [])],
      body: sending.body ?? EMPTY_BODY,
      protocol: "HTTP/1.1",
      signal: io.signal,
    },
    { timeoutMs: TIMEOUT_MS, signal: io.signal, ...(secure && { tls }) },
  );
  const hops = [...found.hops, ...answered.hops];
  if (!answered.ok) {
    io.trace({ startedMs, target, hops, failure: answered.failure });
    return fail(dialFailure(answered.failure, `${found.ip}:${port}`));
  }
  io.trace({ startedMs, target, hops, status: answered.response.status });
  return answered.response;
}
