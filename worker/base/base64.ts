import { fromUtf8 } from "./streams.ts";

/** The bytes of a Secret's value. */
export function bytesFromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** A Secret's value as text. */
export const fromBase64 = (text: string): string => fromUtf8(bytesFromBase64(text));
