/**
 * Channels over a WebSocket: each message says in its first byte whose it is. With a base64 subprotocol messages are text, the first
 * character the channel's digit.
 *
 * @see k8s.io/streaming pkg/httpstream/wsstream
 */
import { bytesFromBase64 } from "../../../../base/base64.ts";
import { fromUtf8, utf8 } from "../../../../base/streams.ts";
import type { WebSocketStream } from "../../../../base/websocket.ts";
import { CHANNEL_PROTOCOL, CLOSE_CHANNEL, channelMessage } from "../../../client/remoteCommand.ts";

export interface ChannelMessage {
  readonly channel: number;
  /** Empty where only the end of the channel is told. */
  readonly content: Uint8Array;
  readonly closes?: true;
}

export interface Channels {
  /** The next message; undefined once the client has gone. */
  read(): Promise<ChannelMessage | undefined>;
  send(channel: number, content: Uint8Array | string): Promise<void>;
  close(): void;
}

const ZERO = "0".charCodeAt(0);

/** @param protocol what was agreed on: "v4.base64.channel.k8s.io" */
export function channelsOver(socket: WebSocketStream, protocol: string): Channels {
  const text = protocol.includes("base64.");
  const closes = protocol === CHANNEL_PROTOCOL;
  return {
    async read() {
      for (;;) {
        const message = await socket.read();
        if (!message) return undefined;
        const [first] = message;
        if (first === undefined) continue;
        const rest = message.subarray(1);
        if (closes && first === CLOSE_CHANNEL) return { channel: rest[0] ?? 0, content: EMPTY, closes: true };
        if (!text) return { channel: first, content: rest };
        const content = decoded(rest);
        if (content) return { channel: first - ZERO, content };
      }
    },
    send(channel, content) {
      if (!text) return socket.send(channelMessage(channel, content));
      const bytes = typeof content === "string" ? utf8(content) : content;
      return socket.sendText(`${channel}${toBase64(bytes)}`);
    },
    close: () => socket.close(),
  };
}

const EMPTY = new Uint8Array(0);

/** What is no base64 is passed over. */
function decoded(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return bytesFromBase64(fromUtf8(bytes));
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
