import type { Socket } from "node:net";

/**
 * Looks at the first bytes that a client says, and leaves them to be read again. Waits until there are enough, or the client says no
 * more.
 *
 * @param enough whether these bytes, the first, tell what is to be known
 */
export async function peek(socket: Socket, enough: (bytes: Buffer) => boolean): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  while (!enough(bytes)) {
    const chunk = socket.read() as Buffer | null;
    if (chunk) bytes = Buffer.concat([bytes, chunk]);
    else if (socket.readableEnded || socket.destroyed || !(await moreToRead(socket))) break;
  }
  if (bytes.length > 0 && !socket.destroyed) socket.unshift(bytes);
  return bytes;
}

function moreToRead(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (more: boolean) => {
      for (const [event, listener] of listeners) socket.off(event, listener);
      resolve(more);
    };
    const more = () => settle(true);
    const over = () => settle(false);
    const listeners = [
      ["readable", more],
      ["end", over],
      ["close", over],
    ] as const;
    for (const [event, listener] of listeners) socket.on(event, listener);
  });
}
