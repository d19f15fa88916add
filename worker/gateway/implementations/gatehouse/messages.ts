import { fnv1a32 } from "../../../base/hash.ts";
import type { ByteReader } from "../../../base/streams.ts";
import type { RouteTable, Upstreams } from "../../../routing/index.ts";

/** The first line that a proxy sends: whose configuration it wants, and what it has already. */
export interface Hello {
  /** "web/shop" */
  readonly gateway: string;
  readonly pod: string;
  readonly table?: string;
  readonly upstreams?: string;
}

/** A line of the controller: one part of the configuration, whole, with its version. */
export type Update =
  | { readonly version: string; readonly table: RouteTable }
  | { readonly version: string; readonly upstreams: Upstreams };

/** Equal parts have equal versions, whoever makes them. */
export const versionOf = (text: string): string => `${fnv1a32(text).toString(16).padStart(8, "0")}-${text.length}`;

/** Lines as they arrive, without their ends; ends with the stream, or when the other end is cut off. */
export async function* linesOf(input: ByteReader): AsyncGenerator<string> {
  let parts: string[] = [];
  const decoder = new TextDecoder();
  try {
    for await (const chunk of input) {
      let text = decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
        parts.push(text.slice(0, end));
        yield parts.join("");
        parts = [];
        text = text.slice(end + 1);
      }
      if (text !== "") parts.push(text);
    }
  } catch {
    // A reset says no more than an end does.
  }
}
