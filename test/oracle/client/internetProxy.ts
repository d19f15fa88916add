/** A way for real clients into a sandbox's internet: a proxy on this machine, whose tunnels end at the simulated hosts. */
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Sandbox } from "../../../worker/cluster/index.ts";
import { LAPTOP } from "../../../worker/cluster/wires.ts";
import { bridge } from "../../../worker/hosts/node/serve/bridge.ts";

export interface InternetProxy {
  /** For HTTPS_PROXY. */
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the proxy. Names that the internet does not have are answered with 502. */
export async function openInternetProxy({ internet, topology }: Sandbox): Promise<InternetProxy> {
  const open = new Set<Socket>();
  const net = topology.host(LAPTOP)!.access("helm");
  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on("connect", ({ url = "" }, stream, head: Buffer) => {
    const socket = stream as Socket;
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    const [, name = "", port = ""] = /^(.+):(\d+)$/.exec(url) ?? [];
    const ip = internet.hosts.find(({ names }) => names.includes(name))?.address;
    if (ip === undefined) return void socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    void bridge(socket, () => net.meet!({ ip, port: Number(port) }), undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
