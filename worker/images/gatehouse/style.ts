import { type Header, headerOf, REASONS, textResponse } from "../../base/http.ts";
import { nameObject } from "../../base/trace.ts";
import type { ContainerIo } from "../../kubelet/image.ts";
import type { Exchange, ProxyStyle } from "../proxy/index.ts";
import { httpDate, print } from "../server.ts";

const SERVER = "gatehouse";

/** How the gatehouse proxy speaks: short plain pages, the usual X-Forwarded headers, one line of log a request. */
export function gatehouseStyle(io: ContainerIo): ProxyStyle {
  return {
    process: "gateway-proxy",
    alpn: ["h2", "http/1.1"],
    library: "go",
    tries: 2,
    connectTimeoutMs: 5_000,
    readTimeoutMs: 60_000,
    page: (status) => textResponse(status, `${REASONS[status] ?? status}\n`, "text/plain; charset=utf-8"),
    toBackend,
    toClient: (response) => {
      const headers: Header[] = response.headers.filter(([name]) => !/^server$/i.test(name));
      headers.push(["Server", SERVER]);
      if (!headerOf(response, "date")) headers.push(["Date", httpDate(io.clock.now())]);
      return { ...response, headers };
    },
    log: (exchange, answer) => print(io, accessLine(io.clock.now(), exchange, answer)),
    complain: (exchange, { kind, to }) =>
      print(
        io,
        `${new Date(io.clock.now()).toISOString()} ${exchange.id.slice(0, 8)} upstream ${to}: ${kind}\n`,
        "stderr",
      ),
  };
}

function toBackend(headers: readonly Header[], { request, peer, scheme, id }: Exchange): readonly Header[] {
  const before = headerOf(request, "x-forwarded-for");
  const own: readonly Header[] = [
    ["X-Forwarded-For", before ? `${before}, ${peer.source.ip}` : peer.source.ip],
    ["X-Forwarded-Proto", scheme],
    ["X-Forwarded-Host", request.authority],
    ["X-Request-Id", headerOf(request, "x-request-id") ?? id],
  ];
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  return [...headers.filter(([name]) => !names.has(name.toLowerCase())), ...own];
}

/** `time client "GET shop.example/cart" 200 12 rule="HTTPRoute web/shop rule 2" backend=10.244.1.7:8080 3ms` */
function accessLine(nowMs: number, exchange: Exchange, { status, bytes }: { status: number; bytes: number }): string {
  const { request, peer, entry, attempts, startedMs } = exchange;
  const rule = entry ? `"${nameObject(entry.rule.object)}"` : "-";
  const backend = attempts.map(({ to }) => to).join(",") || "-";
  const asked = `"${request.method} ${request.authority}${request.path}"`;
  const time = new Date(startedMs).toISOString();
  return `${time} ${peer.source.ip} ${asked} ${status} ${bytes} rule=${rule} backend=${backend} ${nowMs - startedMs}ms\n`;
}
