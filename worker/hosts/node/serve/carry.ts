import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { ConnectionReset, type TcpConnection } from "../../../base/net.ts";
import { BrokenPipe } from "../../../base/streams.ts";

/**
 * Joins a real stream with a simulated connection until both are over: bytes both ways, at the pace of the slower side. What one side
 * closes is closed on the other, what one side cuts is cut.
 *
 * @param ends whether a client that says no more listens no more either, as is so with TLS
 */
export async function carry(stream: Duplex, connection: TcpConnection, { ends }: { ends: boolean }): Promise<void> {
  const { input, output } = connection;
  const over = new Promise<void>((resolve) => {
    stream.once("close", () => {
      output.close();
      input.cancel();
      resolve();
    });
  });
  if (stream.destroyed) {
    connection.reset();
    return;
  }
  const upward = async () => {
    for await (const chunk of chunksOf(stream)) await output.write(chunk);
    output.close();
    if (ends) stream.destroy();
  };
  const downward = async () => {
    for (let chunk = await input.read(); chunk; chunk = await input.read()) {
      if (!stream.write(chunk) && !stream.destroyed) await drained(stream);
    }
    stream.end();
  };
  await Promise.all([
    upward().catch((error: unknown) => {
      // Nobody reads any more: what comes still is answered as a kernel does, once the other way is over too.
      if (!(error instanceof BrokenPipe || stream.destroyed)) cut(stream, error);
    }),
    downward().catch((error: unknown) => cut(stream, error)),
  ]);
  stream.destroy();
  await over;
}

/** What a real stream says. Ends quietly when it is cut: the other side is told by its closing. */
async function* chunksOf(stream: Duplex): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      // A plain view: Buffers are pooled, and their slices are no copies.
      yield new Uint8Array(chunk);
    }
  } catch (error) {
    if (!stream.destroyed) throw error;
  }
}

function drained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off("drain", settle).off("close", settle);
      resolve();
    };
    stream.on("drain", settle).on("close", settle);
  });
}

/** Ends a real stream as the simulated one ended: by a reset, where it can say so. */
function cut(stream: Duplex, error: unknown): void {
  if (error instanceof ConnectionReset && stream instanceof Socket && !(stream instanceof TLSSocket)) {
    stream.resetAndDestroy();
  } else stream.destroy();
}
