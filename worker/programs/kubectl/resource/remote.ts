import { bodyText, EMPTY_BODY, headerOf, REASONS } from "../../../base/http.ts";
import type { Io } from "../../../shell/program.ts";
import { CommandError } from "../cli/errors.ts";
import { dialFailure } from "../client/failures.ts";
import { resolveHost } from "../client/resolve.ts";

const MOST_REDIRECTS = 10;

/** The text behind a URL of -f, redirects followed. @throws CommandError in kubectl's words */
export async function fetchManifest(io: Io, address: string): Promise<string> {
  let url = new URL(address);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const secure = url.protocol === "https:";
    const port = Number(url.port) || (secure ? 443 : 80);
    const fail = (cause: string): never => {
      throw new CommandError(`Get ${JSON.stringify(url.href)}: ${cause}`);
    };
    const found = await resolveHost(url.hostname, io.files, io.net);
    if ("failure" in found) return fail(`dial tcp: ${found.failure}`);
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
      { signal: io.signal, ...(secure && { tls: { serverName: url.hostname } }) },
    );
    if (!exchange.ok) return fail(dialFailure(exchange.failure, `${found.ip}:${port}`));
    const { response } = exchange;
    const location = headerOf(response, "Location");
    if (response.status >= 300 && response.status < 400 && location) {
      url = new URL(location, url);
      continue;
    }
    if (response.status !== 200) {
      const status = `${response.status} ${response.reason ?? REASONS[response.status] ?? ""}`.trim();
      throw new CommandError(
        `unable to read URL ${JSON.stringify(address)}, server reported ${status}, status code=${response.status}`,
      );
    }
    return bodyText(response.body);
  }
  throw new CommandError(`Get ${JSON.stringify(address)}: stopped after ${MOST_REDIRECTS} redirects`);
}
