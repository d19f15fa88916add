import { connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut. */
export interface Cuttable {
  readonly url: string;
  /** Ends every connection there is, as a network does that fails. */
  cut(): void;
  close(): Promise<void>;
}

/** @param url where the server is: "https://127.0.0.1:6443" */
export async function cuttable(url: string): Promise<Cuttable> {
  const port = Number(new URL(url).port);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `https://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    cut,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
