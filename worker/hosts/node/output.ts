import { BrokenPipe, type ByteWriter } from "../../base/streams.ts";

/** One of Node's output streams as a writer: waits while the reader is slow, and breaks when it has gone. */
export function outputTo(stream: NodeJS.WriteStream, wait = <T>(work: Promise<T>) => work): ByteWriter {
  let gone = false;
  let release = () => {};
  const wake = () => {
    const waiting = release;
    release = () => {};
    waiting();
  };
  stream.on("error", () => {
    gone = true;
    wake();
  });
  stream.on("drain", wake);
  return {
    async write(chunk) {
      if (gone) throw new BrokenPipe();
      if (stream.write(chunk)) return;
      await wait(
        new Promise<void>((resolve) => {
          const before = release;
          release = () => {
            before();
            resolve();
          };
        }),
      );
      if (gone) throw new BrokenPipe();
    },
    close() {},
  };
}

/** Resolves when all that was written has left, or nobody takes it. */
export const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed || stream.errored) resolve();
    else stream.write("", () => resolve());
  });
