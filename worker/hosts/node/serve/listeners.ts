import { createServer, type Server, type Socket } from "node:net";
import type { Encounter, SocketAddress, Unconnected } from "../../../base/net.ts";
import { bridge } from "./bridge.ts";
import type { Pace } from "./pace.ts";

/** A real TCP socket whose connections go into the simulated network. */
export interface TcpDoor {
  readonly at: SocketAddress;
  readonly meet: () => Promise<Encounter | Unconnected>;
  readonly pace?: Pace | undefined;
}

/**
 * Listens. Closing refuses later connections and cuts those that are open.
 *
 * @throws when the address cannot be had
 */
export async function listenTcp({
  at,
  meet,
  pace,
}: TcpDoor): Promise<{ readonly port: number; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    void bridge(socket, meet, pace);
  });
  await listening(server, at);
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : at.port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

const listening = (server: Server, { ip, port }: SocketAddress): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, ip, () => {
      server.off("error", reject);
      resolve();
    });
  });
