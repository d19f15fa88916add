import { bodyText, type HttpRequest, type HttpResponse, textResponse } from "../../base/http.ts";
import type { Peer } from "../../base/net.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { goFlags, goLogTime, isFirstLife, listenHttp, print, untilStopped } from "../server.ts";

/** traefik/whoami: tells who answers and what was asked. https://github.com/traefik/whoami */
export const run: ContainerProgram = async (args, io) => {
  const { flags } = goFlags(args, {
    port: "value",
    name: "value",
    verbose: "switch",
    cert: "value",
    key: "value",
    cacert: "value",
  });
  const port = Number(flags.port ?? io.env.WHOAMI_PORT_NUMBER ?? 80);
  const name = flags.name ?? io.env.WHOAMI_NAME ?? "";
  const health = { status: 200 };
  const log = (line: string) => print(io, `${goLogTime(io.clock.now())} ${line}\n`, "stderr");
  const server = await listenHttp(
    io,
    { port, process: "whoami", fail: (words) => `${goLogTime(io.clock.now())} ${words}` },
    async (request, peer) => {
      if (flags.verbose)
        log(`${peer.source.ip}:${peer.source.port} - - "${request.method} ${request.path} ${request.protocol}" - -`);
      const path = request.path.split("?")[0]!;
      if (path === "/health") {
        if (request.method === "POST") {
          health.status = Number((await bodyText(request.body)).trim()) || 200;
          return dated(io, textResponse(200, "", "text/plain; charset=utf-8"));
        }
        return dated(io, textResponse(health.status, "", "text/plain; charset=utf-8"));
      }
      if (path === "/api") return dated(io, api(request, peer, { io, name }));
      if (path === "/data") return dated(io, data(request));
      if (path === "/bench") return dated(io, textResponse(200, "1", "text/plain"));
      return dated(io, textResponse(200, await plain(request, peer, { io, name }), "text/plain; charset=utf-8"));
    },
  );
  if (!server) return 1;
  if (isFirstLife(io)) log(`Starting up on port ${port}`);
  await untilStopped(io);
  return 2;
};

const dated = (io: ContainerIo, response: HttpResponse): HttpResponse => ({
  ...response,
  headers: [["Date", new Date(io.clock.now()).toUTCString()], ...response.headers],
});

function addresses({ net }: ContainerIo): readonly string[] {
  return ["127.0.0.1", ...net.host.interfaces.filter(({ name }) => name !== "lo").map(({ ip }) => ip)];
}

/** Header names as Go prints them: sorted, in canonical form. */
function sortedHeaders({ headers }: HttpRequest): readonly (readonly [string, string])[] {
  const canonical = headers
    .filter(([name]) => !["host", "content-length", "transfer-encoding", "connection"].includes(name.toLowerCase()))
    .map(([name, value]): [string, string] => [
      name.toLowerCase().replace(/(^|-)([a-z])/g, (part) => part.toUpperCase()),
      value,
    ]);
  return canonical.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

async function plain(
  request: HttpRequest,
  peer: Peer,
  { io, name }: { io: ContainerIo; name: string },
): Promise<string> {
  const lines = [
    ...(name ? [`Name: ${name}`] : []),
    `Hostname: ${io.env.HOSTNAME ?? io.container.podName}`,
    ...addresses(io).map((ip) => `IP: ${ip}`),
    `RemoteAddr: ${peer.source.ip}:${peer.source.port}`,
  ];
  const query = new URLSearchParams(request.path.split("?")[1] ?? "");
  if (query.get("env") === "true") lines.push(...Object.entries(io.env).map(([key, value]) => `${key}=${value}`));
  const head = [
    `${request.method} ${request.path} ${request.protocol === "HTTP/2" ? "HTTP/2.0" : request.protocol}`,
    `Host: ${request.authority}`,
    ...sortedHeaders(request).map(([key, value]) => `${key}: ${value}`),
  ].join("\r\n");
  const body = await bodyText(request.body);
  return `${lines.join("\n")}\n${head}\r\n\r\n${body}${body ? "\n" : ""}`;
}

function api(request: HttpRequest, peer: Peer, { io, name }: { io: ContainerIo; name: string }): HttpResponse {
  const headers: Record<string, string[]> = {};
  for (const [key, value] of sortedHeaders(request)) headers[key] = [...(headers[key] ?? []), value];
  const document = {
    hostname: io.env.HOSTNAME ?? io.container.podName,
    ip: addresses(io),
    headers,
    url: request.path,
    host: request.authority,
    method: request.method,
    ...(name && { name }),
    remoteAddr: `${peer.source.ip}:${peer.source.port}`,
  };
  return textResponse(200, `${JSON.stringify(document)}\n`, "application/json");
}

function data(request: HttpRequest): HttpResponse {
  const query = new URLSearchParams(request.path.split("?")[1] ?? "");
  const unit: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };
  const size = Math.min(
    Number(query.get("size") ?? 1) * (unit[(query.get("unit") ?? "").toLowerCase()] ?? 1),
    16 * 1024 ** 2,
  );
  const alphabet = "-ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const body = `|${alphabet.repeat(Math.ceil(size / alphabet.length)).slice(0, Math.max(0, size - 2))}|`;
  return textResponse(200, body.slice(0, size), "text/plain; charset=utf-8");
}
