import { fromUtf8 } from "./streams.ts";

/** The bytes of a Secret's value. */
export function bytesFromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** A Secret's value as text. */
export const fromBase64 = (text: string): string => fromUtf8(bytesFromBase64(text));
