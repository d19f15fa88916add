import { type HttpResponse, textResponse } from "../../base/http.ts";
import { httpDate } from "../../base/time.ts";
import type { ContainerProgram } from "../../kubelet/image.ts";
import { listenHttp, print, untilStopped } from "../server.ts";

const PAGES = new Set(["/", "/index.php"]);
const HTML = "text/html; charset=UTF-8";

/** registry.k8s.io/hpa-example: Apache with a page that takes long to work out. What it costs is counted by the kubelet. */
export const run: ContainerProgram = async (_args, io) => {
  const server = await listenHttp(
    io,
    {
      port: 80,
      process: "apache2",
      fail: () => "(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80",
    },
    ({ method, path, protocol }, peer) => {
      const [asked = ""] = path.split("?");
      const response = PAGES.has(asked) ? page(io.clock.now()) : missing(asked, io.clock.now());
      const date = httpDate(io.clock.now());
      const time = `${date.slice(5, 16).replaceAll(" ", "/")}:${date.slice(17, 25)} +0000`;
      print(io, `${peer.source.ip} - - [${time}] "${method} ${path} ${protocol}" ${response.status} 0 "-" "-"\n`);
      return response;
    },
  );
  if (!server) return 1;
  await untilStopped(io);
  return 0;
};

const SERVER = "Apache/2.4.10 (Debian)";

const page = (ms: number): HttpResponse =>
  textResponse(200, "OK!", HTML, [
    ["Date", httpDate(ms)],
    ["Server", SERVER],
    ["X-Powered-By", "PHP/5.6.14"],
  ]);

const missing = (path: string, ms: number): HttpResponse =>
  textResponse(
    404,
    `<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>The requested URL ${path} was not found on this server.</p></body></html>\n`,
    "text/html; charset=iso-8859-1",
    [
      ["Date", httpDate(ms)],
      ["Server", SERVER],
    ],
  );
