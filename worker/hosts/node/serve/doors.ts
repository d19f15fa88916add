import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { SocketAddress } from "../../../base/net.ts";
import type { Sandbox } from "../../../cluster/index.ts";
import { API_PORT_ON_LAPTOP, LAPTOP } from "../../../cluster/wires.ts";
import { bridge } from "./bridge.ts";

/** A sandbox's doors to real clients. */
export interface Doors {
  /** Where the API server is: "https://127.0.0.1:40123". */
  readonly url: string;
  /** The administrator's way in, as a kubeconfig. */
  readonly kubeconfig: string;
  /** Closes every door, and cuts whoever is in one. */
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";

/** Opens the doors of a sandbox that runs. */
export async function openDoors(sandbox: Sandbox): Promise<Doors> {
  const { controlPlane } = sandbox.profile;
  const managed = controlPlane.kind === "managed";
  const to: SocketAddress = managed ? { ip: controlPlane.ip, port: 443 } : { ip: LOOPBACK, port: API_PORT_ON_LAPTOP };
  const laptop = sandbox.topology.host(LAPTOP)!.access("kubectl");
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    void bridge(socket, () => laptop.meet!(to));
  });
  await listening(server);
  const url = `https://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    kubeconfig: sandbox.kubeconfig(url, managed ? controlPlane.host : undefined),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

const listening = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, LOOPBACK, resolve);
  });
