import { bodyText, textResponse } from "../../base/http.ts";
import type { ContainerProgram } from "../../kubelet/image.ts";
import { goLogTime, isFirstLife, listenHttp, print, untilStopped } from "../server.ts";

/**
 * Takes the place of an image that has no program here: listens on the declared ports and answers HTTP with an echo of the
 * request and of the pod. Says so in its log, so that nobody takes it for the real one.
 */
export const run: ContainerProgram = async (_args, io) => {
  const { container } = io;
  const ports = (container.ports ?? []).filter(({ transport }) => transport === "TCP").map(({ port }) => port);
  const log = (line: string) => print(io, `${goLogTime(io.clock.now())} ${line}\n`);
  const first = isFirstLife(io);
  if (first) log(`stand-in for ${container.image}: echoes HTTP requests`);
  for (const port of ports.length > 0 ? ports : [80]) {
    const server = await listenHttp(io, { port, process: "stand-in" }, async (request, peer) => {
      log(`${peer.source.ip} "${request.method} ${request.path}" on port ${port}`);
      const document = {
        standInFor: container.image,
        pod: container.podName,
        namespace: container.namespace,
        node: container.nodeName,
        container: container.containerName,
        port,
        from: `${peer.source.ip}:${peer.source.port}`,
        method: request.method,
        host: request.authority,
        path: request.path,
        headers: Object.fromEntries(request.headers),
        body: await bodyText(request.body),
      };
      return textResponse(200, `${JSON.stringify(document, null, 2)}\n`, "application/json");
    });
    if (!server) return 1;
    if (first) log(`listening on port ${port}`);
  }
  await untilStopped(io);
  return 0;
};
