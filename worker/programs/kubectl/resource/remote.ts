import { bodyText, EMPTY_BODY, type HttpResponse, headerOf, REASONS } from "../../../base/http.ts";
import type { Io } from "../../../shell/program.ts";
import { goRoots } from "../../goRoots.ts";
import { CommandError } from "../cli/errors.ts";
import { dialFailure, Unreachable } from "../client/failures.ts";
import { resolveHost } from "../client/resolve.ts";

const MOST_REDIRECTS = 10;
/** What cannot be reached, or fails with 500 and above, is asked for again after a second. k8s.io/cli-runtime readHttpWithRetries */
const ATTEMPTS = 3;
const AGAIN_MS = 1000;

/**
 * The text behind a URL of -f, redirects followed.
 * @throws CommandError or Unreachable, in kubectl's words
 */
export async function fetchManifest(io: Io, address: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await get(io, address);
      if (response.status === 200) return await bodyText(response.body);
      const status = `${response.status} ${response.reason ?? REASONS[response.status] ?? ""}`.trim();
      const says = `unable to read URL ${JSON.stringify(address)}, server reported ${status}, status code=${response.status}`;
      if (response.status < 500 || attempt === ATTEMPTS) throw new CommandError(says);
    } catch (error) {
      if (!(error instanceof Unreachable) || attempt === ATTEMPTS) throw error;
    }
    await io.clock.sleep(AGAIN_MS, io.signal);
  }
}

async function get(io: Io, address: string): Promise<HttpResponse> {
  let url = new URL(address);
  for (let redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
    const response = await ask(io, url);
    const location = headerOf(response, "Location");
    if (response.status < 300 || response.status >= 400 || !location) return response;
    url = new URL(location, url);
  }
  throw new Unreachable("GET", url.href, `stopped after ${MOST_REDIRECTS} redirects`, false);
}

/** One request; its way is remembered. */
async function ask(io: Io, url: URL): Promise<HttpResponse> {
  const startedMs = io.clock.now();
  const target = url.href;
  const secure = url.protocol === "https:";
  const port = Number(url.port) || (secure ? 443 : 80);
  const found = await resolveHost(url.hostname, io.files, io.net, io.signal);
  if ("failure" in found) {
    io.trace({ startedMs, target, hops: found.hops, failure: { kind: "nameNotFound", says: found.failure } });
    throw new Unreachable("GET", target, `dial tcp: ${found.failure}`, false);
  }
  const exchange = await io.net.http(
    { ip: found.ip, port },
    {
      method: "GET",
      authority: url.host,
      path: `${url.pathname}${url.search}`,
      headers: [["User-Agent", "Go-http-client/1.1"]],
      body: EMPTY_BODY,
      protocol: "HTTP/1.1",
      signal: io.signal,
    },
    {
      signal: io.signal,
      ...(secure && { tls: { serverName: url.hostname, alpn: ["h2", "http/1.1"], trust: goRoots(io), library: "go" } }),
    },
  );
  const hops = [...found.hops, ...exchange.hops];
  if (!exchange.ok) {
    io.trace({ startedMs, target, hops, failure: exchange.failure });
    const refused = exchange.failure.kind === "refused";
    throw new Unreachable("GET", target, dialFailure(exchange.failure, `${found.ip}:${port}`), refused);
  }
  io.trace({ startedMs, target, hops, status: exchange.response.status });
  return exchange.response;
}
