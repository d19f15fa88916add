/**
 * exec and attach over a WebSocket, subprotocol v5.channel.k8s.io: the first byte of a message is its channel.
 *
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
 */
import { type ByteReader, type ByteWriter, concatBytes, fromUtf8, pipe, utf8 } from "../../base/streams.ts";
import { type WebSocketStream, webSocket } from "../../base/websocket.ts";
import type { Status } from "../machinery/status.ts";

export const CHANNEL_PROTOCOL = "v5.channel.k8s.io";

export const STDIN = 0;
export const STDOUT = 1;
export const STDERR = 2;
export const ERROR = 3;
export const RESIZE = 4;
/** Says that a channel has ended; the second byte is the channel. */
export const CLOSE_CHANNEL = 255;

export function channelMessage(channel: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === "string" ? utf8(content) : content;
  return concatBytes([new Uint8Array([channel]), bytes]);
}

export interface RemoteStreams {
  readonly stdin?: ByteReader;
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
  /** Sends the size now, and every later one, until the command ends. */
  readonly sizes?: (send: (size: { columns: number; rows: number }) => void) => void;
}

/**
 * The client's side: connects streams with a command that runs elsewhere.
 *
 * @param upgraded the two directions of the upgraded connection, `HttpResponse.upgraded`
 * @returns the Status that ends it: Success, or Failure with reason NonZeroExitCode and the code as a cause; undefined when
 *   the connection broke off
 */
export async function runRemoteCommand(
  upgraded: { readonly input: ByteReader; readonly output: ByteWriter },
  streams: RemoteStreams,
): Promise<Status | undefined> {
  const socket = webSocket(upgraded, "client");
  const feeding = streams.stdin ? feed(streams.stdin, socket) : undefined;
  streams.sizes?.(({ columns, rows }) => {
    socket.send(channelMessage(RESIZE, `${JSON.stringify({ Width: columns, Height: rows })}\n`)).catch(() => {});
  });
  let status: Status | undefined;
  for (let message = await socket.read(); message; message = await socket.read()) {
    const content = message.subarray(1);
    if (message[0] === STDOUT && content.length > 0) await streams.stdout.write(content);
    else if (message[0] === STDERR && content.length > 0) await streams.stderr.write(content);
    else if (message[0] === ERROR && content.length > 0) status = JSON.parse(fromUtf8(content)) as Status;
  }
  streams.stdin?.cancel();
  await feeding;
  return status;
}

async function feed(stdin: ByteReader, socket: WebSocketStream): Promise<void> {
  try {
    for (let chunk = await stdin.read(); chunk; chunk = await stdin.read()) {
      await socket.send(channelMessage(STDIN, chunk));
    }
    await socket.send(new Uint8Array([CLOSE_CHANNEL, STDIN]));
  } catch {
    // The command has ended: nobody reads any more.
  }
}

/** The exit code that a command's Status tells; undefined for other failures. */
export function exitCodeOf(status: Status): number | undefined {
  if (status.status === "Success") return 0;
  const cause = status.details?.causes?.find(({ reason }) => reason === "ExitCode");
  return cause?.message === undefined ? undefined : Number(cause.message);
}

/** A pair of byte streams, connected crosswise: what one end writes the other reads. */
export function connectedPair() {
  const there = pipe();
  const back = pipe();
  return {
    client: { input: back.reader, output: there.writer as ByteWriter },
    server: { input: there.reader, output: back.writer as ByteWriter },
  };
}
