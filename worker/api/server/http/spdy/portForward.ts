import { type ByteReader, type ByteWriter, pipe } from "../../../../base/streams.ts";
import type { WebSocketStream } from "../../../../base/websocket.ts";
import { StatusError } from "../../../machinery/status.ts";
import { type SpdyStream, serveSpdy, type Wire } from "./session.ts";

/** Connects to a port of the pod. Throws a StatusError to refuse. */
type Dial = (port: number) => Promise<{ readonly input: ByteReader; readonly output: ByteWriter }>;

/**
 * Port-forward: for each connection the client opens a stream for errors and one for data, with the same request number.
 *
 * @returns when the client has gone
 */
export function spdyPortForward(wire: Wire, dial: Dial): Promise<void> {
  const pairs = new Map<string, { error?: SpdyStream; data?: SpdyStream }>();
  return serveSpdy(wire, (stream) => {
    const request = stream.headers.get("requestid") ?? "";
    const pair = pairs.get(request) ?? {};
    pairs.set(request, pair);
    if (stream.headers.get("streamtype") === "error") pair.error = stream;
    else pair.data = stream;
    if (!pair.error || !pair.data) return;
    pairs.delete(request);
    void forward(pair.error, pair.data, dial);
  });
}

async function forward(error: SpdyStream, data: SpdyStream, dial: Dial): Promise<void> {
  try {
    const connection = await dial(Number(data.headers.get("port")));
    const upward = pass(data.input, connection.output).catch(() => {});
    await pass(connection.input, data.output);
    // The port says no more, which ends it: what the client still sends goes nowhere.
    connection.output.close();
    data.input.cancel();
    await upward;
  } catch (failure) {
    const says = failure instanceof StatusError ? failure.status.message : String(failure);
    await error.output.write(says ?? "").catch(() => {});
  }
  data.output.close();
  error.output.close();
}

async function pass(input: ByteReader, output: ByteWriter): Promise<void> {
  for (let chunk = await input.read(); chunk; chunk = await input.read()) await output.write(chunk);
  output.close();
}

/** The bytes inside a WebSocket's messages, as a connection: SPDY/3.1+portforward.k8s.io. */
export function tunnelled(socket: WebSocketStream): Wire {
  const { reader, writer } = pipe();
  const receive = async () => {
    for (let message = await socket.read(); message; message = await socket.read()) {
      if (message.length > 0) await writer.write(message);
    }
  };
  void receive()
    .catch(() => {})
    .finally(() => writer.close());
  return {
    input: reader,
    output: { write: (chunk) => socket.send(bytesOf(chunk)), close: () => socket.close() },
  };
}

const bytesOf = (chunk: Uint8Array | string): Uint8Array =>
  typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
