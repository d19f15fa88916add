import { createSocket, type Socket } from "node:dgram";
import type { Datagram, NetAccess, SocketAddress } from "../../../base/net.ts";
import { readQuery, writeAnswer } from "../../../network/dnswire.ts";

export interface DatagramDoor {
  readonly at: SocketAddress;
  /** Whether DNS is spoken there, which goes through the simulated network as records. */
  readonly dns: boolean;
  /** Where a datagram goes, and from whom. Undefined: nowhere. */
  readonly to: () => { readonly net: NetAccess; readonly to: SocketAddress } | undefined;
  /** Somebody waits for an answer. Returns how to say that nobody does any more. */
  readonly waits: () => () => void;
}

/** A real UDP socket: each datagram goes into the simulated network, and its answer back. */
export async function listenUdp(door: DatagramDoor): Promise<{ close(): void }> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject).bind(door.at.port, door.at.ip, () => {
      socket.off("error", reject);
      resolve();
    });
  });
  socket.on("error", () => {});
  let closed = false;
  socket.on("message", (message, peer) => {
    void answerTo(door, new Uint8Array(message)).then((answer) => {
      if (answer && !closed) socket.send(answer, peer.port, peer.address);
    });
  });
  return {
    close() {
      closed = true;
      closeQuietly(socket);
    },
  };
}

function closeQuietly(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // Closed by an error already.
  }
}

/** What the simulated network answers within a second or two of its time, as clients ask again after that. */
async function answerTo(door: DatagramDoor, message: Uint8Array): Promise<Uint8Array | undefined> {
  const way = door.to();
  if (!way) return undefined;
  const asked = door.dns ? readQuery(message) : undefined;
  const payload: Datagram = asked?.query ?? message;
  const over = door.waits();
  try {
    const answer = await way.net.datagram(way.to, payload, { timeoutMs: ANSWER_LIMIT_MS });
    if (!answer.ok) return undefined;
    if (answer.payload instanceof Uint8Array) return answer.payload;
    return asked && answer.payload.dns === "answer" ? writeAnswer(asked.id, asked.query, answer.payload) : undefined;
  } finally {
    over();
  }
}

const ANSWER_LIMIT_MS = 5_000;
