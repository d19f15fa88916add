import { bodyText, type HttpResponse, textResponse } from "../../base/http.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { goLogTime, isFirstLife, listenHttp, print, untilStopped } from "../server.ts";

/** quay.io/mavazque/reversewords: turns words round. https://github.com/mvazquezc/reverse-words */
export const run =
  (tag: string): ContainerProgram =>
  async (_args, io) => {
    const version = /^\d/.test(tag) ? `v${tag}` : tag === "latest" ? "v0.0.28" : tag;
    const release = io.env.RELEASE ?? "NotSet";
    const port = Number(io.env.APP_PORT ?? 8080);
    const log = (line: string) => print(io, `${goLogTime(io.clock.now())} ${line}\n`, "stderr");
    const first = isFirstLife(io);
    if (first) log(`Starting Reverse Api ${version} Release: ${release}`);
    const fail = (words: string) => `${goLogTime(io.clock.now())} ${words}`;
    const server = await listenHttp(io, { port, process: "reversewords", fail }, async (request) => {
      const path = request.path.split("?")[0]!;
      const own = `Reverse Words Release: ${release}. App version: ${version}`;
      if (path === "/" && request.method === "GET") return plain(io, 200, own);
      if (path === "/" && request.method === "POST") return reversed(io, await bodyText(request.body), log);
      if (path === "/hostname") return plain(io, 200, `Hostname: ${io.env.HOSTNAME ?? io.container.podName}`);
      if (path === "/health") return plain(io, 200, "Healthy");
      if (path === "/version") return plain(io, 200, own);
      if (path === "/") return plain(io, 405, "");
      return plain(io, 404, "404 page not found\n");
    });
    if (!server) return 1;
    if (first) log(`Listening on port ${port}`);
    await untilStopped(io);
    return 2;
  };

function plain(io: ContainerIo, status: number, body: string): HttpResponse {
  return textResponse(status, body, "text/plain; charset=utf-8", [["Date", new Date(io.clock.now()).toUTCString()]]);
}

/** {"word":"PALC"} → {"reverse_word":"CLAP"} */
function reversed(io: ContainerIo, body: string, log: (line: string) => void): HttpResponse {
  let word: unknown;
  try {
    word = (JSON.parse(body) as { word?: unknown }).word;
  } catch {
    word = undefined;
  }
  const text = typeof word === "string" ? word : "";
  const result = [...text].reverse().join("");
  log(`Detected word ${text}`);
  log(`Reverse word ${result}`);
  return textResponse(200, `${JSON.stringify({ reverse_word: result })}\n`, "application/json", [
    ["Date", new Date(io.clock.now()).toUTCString()],
  ]);
}
