import { concatBytes, utf8 } from "../../base/streams.ts";
import { md5 } from "../../programs/coreutils/md5.ts";

/**
 * Whether a password is the one of a line of an htpasswd file: `$apr1$…`, `$1$…`, or as it is.
 *
 * @see https://httpd.apache.org/docs/2.4/misc/password_encryptions.html
 */
export function passwordMatches(password: string, stored: string): boolean {
  const parts = /^\$(apr1|1)\$([^$]{0,8})\$/.exec(stored);
  if (parts) return md5Crypt(password, parts[1]!, parts[2]!) === stored;
  if (stored.startsWith("{PLAIN}")) return stored.slice(7) === password;
  return stored === password;
}

const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The MD5 scheme of crypt(3), which Apache uses with a magic word of its own. */
export function md5Crypt(password: string, magic: string, salt: string): string {
  const key = utf8(password);
  const seasoning = utf8(salt);
  const mixed = md5(concatBytes([key, seasoning, key]));
  const first: Uint8Array[] = [key, utf8(`$${magic}$`), seasoning];
  for (let left = key.length; left > 0; left -= 16) first.push(mixed.subarray(0, Math.min(16, left)));
  for (let bits = key.length; bits > 0; bits >>= 1)
    first.push(bits & 1 ? new Uint8Array(1) : key.length > 0 ? key.subarray(0, 1) : new Uint8Array(0));
  let sum = md5(concatBytes(first));
  for (let round = 0; round < 1000; round++) {
    const parts: Uint8Array[] = [round & 1 ? key : sum];
    if (round % 3) parts.push(seasoning);
    if (round % 7) parts.push(key);
    parts.push(round & 1 ? sum : key);
    sum = md5(concatBytes(parts));
  }
  const triple = (a: number, b: number, c: number): string => letters((sum[a]! << 16) | (sum[b]! << 8) | sum[c]!, 4);
  const text =
    triple(0, 6, 12) + triple(1, 7, 13) + triple(2, 8, 14) + triple(3, 9, 15) + triple(4, 10, 5) + letters(sum[11]!, 2);
  return `$${magic}$${salt}$${text}`;
}

function letters(value: number, count: number): string {
  let text = "";
  for (let left = count, rest = value; left > 0; left--, rest >>= 6) text += ALPHABET[rest & 63];
  return text;
}
