import { type ByteReader, type ByteWriter, pipe } from "../base/streams.ts";

/** The standard input of a container that keeps it open, for those who attach. */
export function containerStdin(): { readonly reader: ByteReader; readonly writer: ByteWriter } {
  const { reader, writer } = pipe();
  return { reader, writer };
}
