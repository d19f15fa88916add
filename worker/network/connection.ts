import { ConnectionReset, type TcpConnection } from "../base/net.ts";
import { type ByteReader, type ByteWriter, pipe } from "../base/streams.ts";

/** Something open between two hosts that ends when either host goes. */
export interface Open {
  reset(): void;
}

/** Where open things are kept: both hosts' lists. */
export type Registry = readonly Set<Open>[];

/** The two ends of a TCP connection, kept in the registries until both directions are closed or it is reset. */
export function connectionPair(registries: Registry): { client: TcpConnection; server: TcpConnection } {
  const up = { ...pipe(), gone: listeners() };
  const down = { ...pipe(), gone: listeners() };
  let openDirections = 2;
  const open: Open = {
    reset() {
      forget();
      for (const direction of [up, down]) {
        direction.writer.fail(new ConnectionReset());
        direction.reader.cancel();
        direction.gone.tell();
      }
    },
  };
  const forget = () => {
    for (const registry of registries) registry.delete(open);
  };
  const closing = (writer: ByteWriter): ByteWriter => {
    let closed = false;
    return {
      write: (chunk) => writer.write(chunk),
      close() {
        writer.close();
        if (!closed && --openDirections === 0) forget();
        closed = true;
      },
    };
  };
  for (const registry of registries) registry.add(open);
  const end = (reading: typeof up, writing: typeof up): TcpConnection => ({
    input: { ...reading.reader, cancel: () => cancelled(reading) },
    output: closing(writing.writer),
    reset: open.reset,
    onGone: writing.gone.add,
  });
  return { client: end(down, up), server: end(up, down) };
}

function cancelled({ reader, gone }: { readonly reader: ByteReader; readonly gone: Listeners }): void {
  reader.cancel();
  gone.tell();
}

type Listeners = ReturnType<typeof listeners>;

/** Those who want to know when something has happened; at once, when it has already. */
function listeners() {
  const waiting = new Set<() => void>();
  let told = false;
  return {
    add(listener: () => void): () => void {
      if (told) listener();
      else waiting.add(listener);
      return () => waiting.delete(listener);
    },
    tell(): void {
      told = true;
      for (const listener of [...waiting]) listener();
      waiting.clear();
    },
  };
}

/** A streamed body that breaks off with ConnectionReset when either host goes. */
export async function* resettable(body: AsyncIterable<Uint8Array>, registries: Registry): AsyncGenerator<Uint8Array> {
  let cut: (error: unknown) => void = () => {};
  const broken = new Promise<never>((_, reject) => {
    cut = reject;
  });
  broken.catch(() => {});
  const open: Open = { reset: () => cut(new ConnectionReset()) };
  for (const registry of registries) registry.add(open);
  const source = body[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await Promise.race([source.next(), broken]);
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    for (const registry of registries) registry.delete(open);
    if (!ended) source.return?.()?.catch?.(() => {});
  }
}
