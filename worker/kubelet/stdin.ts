import { type ByteReader, type ByteWriter, pipe } from "../base/streams.ts";
import type { TerminalSize, Tty } from "../shell/program.ts";

/** A terminal whose size whoever attaches to the container sets. */
export interface TtyOfContainer extends Tty {
  resize(size: TerminalSize): void;
}

/** The standard input of a container that keeps it open, for those who attach. */
export function containerStdin(tty: boolean): { reader: ByteReader; writer: ByteWriter; tty?: TtyOfContainer } {
  const { reader, writer } = pipe();
  return { reader, writer, ...(tty && { tty: containerTty() }) };
}

function containerTty(): TtyOfContainer {
  let size: TerminalSize = { columns: 80, rows: 24 };
  const listeners = new Set<(size: TerminalSize) => void>();
  return {
    size: () => size,
    onResize: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    raw: (use) => use(),
    resize: (next) => {
      size = next;
      for (const listener of listeners) listener(next);
    },
  };
}
