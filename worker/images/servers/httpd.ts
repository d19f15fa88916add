import { type HttpRequest, type HttpResponse, headerOf, textResponse } from "../../base/http.ts";
import { httpDate } from "../../base/time.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { listenHttp, print, untilStopped } from "../server.ts";

const ROOT = "/usr/local/apache2/htdocs";
const VERSION = "2.4.63";
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain",
};

/** The Apache web server with its default configuration: serves htdocs. https://hub.docker.com/_/httpd */
export const run: ContainerProgram = async (_args, io) => {
  const log = (level: string, words: string) =>
    print(io, `[${logTime(io.clock.now())}] [${level}] [pid 1:tid 1] ${words}\n`, "stderr");
  const server = await listenHttp(
    io,
    {
      port: 80,
      process: "httpd",
      fail: () => "(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80",
    },
    (request, peer) => {
      const response = answer(request, io);
      const size = response.body instanceof Uint8Array ? response.body.length : 0;
      const time = `${httpDate(io.clock.now()).slice(5, 16).replaceAll(" ", "/")}:${httpDate(io.clock.now()).slice(17, 25)} +0000`;
      print(
        io,
        `${peer.source.ip} - - [${time}] "${request.method} ${request.path} ${request.protocol}" ${response.status} ${size || "-"}\n`,
      );
      return response;
    },
  );
  if (!server) return 1;
  if (io.memory.read() === undefined) {
    log("mpm_event:notice", `AH00489: Apache/${VERSION} (Unix) configured -- resuming normal operations`);
    log("core:notice", "AH00094: Command line: 'httpd -D FOREGROUND'");
    io.memory.write({ started: true });
  }
  await untilStopped(io);
  log("mpm_event:notice", "AH00491: caught SIGTERM, shutting down");
  return 0;
};

/** "Wed Mar 26 07:25:21.000000 2025" */
function logTime(ms: number): string {
  const [day, date, month, year, time] = httpDate(ms).replace(",", "").split(" ");
  return `${day} ${month} ${date} ${time}.000000 ${year}`;
}

function answer(request: HttpRequest, io: ContainerIo): HttpResponse {
  const { files, clock } = io;
  const head = [
    ["Date", httpDate(clock.now())],
    ["Server", `Apache/${VERSION} (Unix)`],
  ] as const;
  const plain = request.path.split("?")[0]!;
  const path = `${ROOT}${plain.endsWith("/") ? `${plain}index.html` : plain}`;
  const stat = plain.includes("..") ? undefined : files.stat(path);
  if (request.method !== "GET" && request.method !== "HEAD") {
    const page = errorPage("405 Method Not Allowed", "The requested method is not allowed for this URL.");
    return textResponse(405, page, "text/html; charset=iso-8859-1", [
      ...head,
      ["Allow", "GET,POST,OPTIONS,HEAD,TRACE"],
    ]);
  }
  if (stat?.type !== "file") {
    const page = errorPage("404 Not Found", "The requested URL was not found on this server.");
    return textResponse(404, page, "text/html; charset=iso-8859-1", head);
  }
  const etag = `"${stat.size.toString(16)}-${Math.floor(stat.mtimeMs * 1000).toString(16)}"`;
  const common = [
    ...head,
    ["Last-Modified", httpDate(stat.mtimeMs)],
    ["ETag", etag],
    ["Accept-Ranges", "bytes"],
  ] as const;
  if (headerOf(request, "if-none-match") === etag) return { status: 304, headers: common, body: new Uint8Array() };
  const body = files.read(path);
  const type = TYPES[/\.(\w+)$/.exec(path)?.[1] ?? ""];
  return {
    status: 200,
    headers: [...common, ["Content-Length", String(body.length)], ...(type ? [["Content-Type", type] as const] : [])],
    body: request.method === "HEAD" ? new Uint8Array() : body,
  };
}

function errorPage(title: string, words: string): string {
  return `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${title.slice(4)}</h1>\n<p>${words}</p>\n</body></html>\n`;
}
