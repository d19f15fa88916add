import { fromBase64 as utf8FromBase64 } from "../base64.ts";
import { goJson, indentedJson } from "../goprint/index.ts";
import { type FunctionMap, templateFunction as fn } from "../gotemplate/index.ts";
import { sha256 } from "../hash.ts";
import { fromUtf8, utf8 } from "../streams.ts";
import { withFloats } from "./values.ts";
import type { Answers } from "./wanted.ts";

/** Standard base64 of the UTF-8 bytes. */
export const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

function fromBase64(value: string): string {
  const bare = value.replace(/[\r\n]/g, "");
  const bad = /[^A-Za-z0-9+/]/.exec(bare.replace(/={1,2}$/, ""));
  if (bad || bare.length % 4 !== 0)
    return `illegal base64 data at input byte ${bad ? bad.index : Math.floor(bare.length / 4) * 4}`;
  return utf8FromBase64(bare);
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(value: string): string {
  let bits = "";
  for (const byte of utf8(value)) bits += byte.toString(2).padStart(8, "0");
  const text = (bits.match(/.{1,5}/g) ?? []).map((five) => DIGITS[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
  return text.padEnd(Math.ceil(text.length / 8) * 8, "=");
}

function fromBase32(value: string): string {
  const bare = value.replace(/=+$/, "");
  const bad = [...bare].findIndex((one) => !DIGITS.includes(one));
  if (bad >= 0 || value.length % 8 !== 0) return `illegal base32 data at input byte ${Math.max(0, bad)}`;
  const bits = [...bare].map((one) => DIGITS.indexOf(one).toString(2).padStart(5, "0")).join("");
  return fromUtf8(Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2)));
}

function adler32(value: string): string {
  let [a, b] = [1, 0];
  for (const byte of utf8(value)) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return String(b * 65_536 + a);
}

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

function digest(answers: Answers, algorithm: "SHA-1" | "SHA-512") {
  return fn(["string"], (value: string) =>
    answers.ask(`${algorithm} ${value}`, async () =>
      hex(await crypto.subtle.digest(algorithm, utf8(value) as BufferSource)),
    ),
  );
}

/** What encoding/json says of a text that is no JSON. */
export function jsonComplaint(value: string, error: Error): string {
  const trimmed = value.trim();
  if (trimmed === "" || /end of JSON|Unterminated/i.test(error.message)) return "unexpected end of JSON input";
  const at = /position (\d+)/.exec(error.message)?.[1];
  const one = at === undefined ? trimmed[0] : value[Number(at)];
  if (one === undefined) return "unexpected end of JSON input";
  return `invalid character '${one}' looking for beginning of value`;
}

/** @throws Error in encoding/json's words */
export function readJson(value: string): unknown {
  try {
    return withFloats(JSON.parse(value));
  } catch (error) {
    throw new Error(jsonComplaint(value, error as Error));
  }
}

const unescaped = (json: string): string =>
  json
    .replace(/\\u003c/g, "<")
    .replace(/\\u003e/g, ">")
    .replace(/\\u0026/g, "&");

const rawJson = fn(["any"], (value: unknown) => unescaped(goJson(value)));
const prettyJson = fn(["any"], (value: unknown) => indentedJson(value, "  "));

/** https://masterminds.github.io/sprig/encoding.html , crypto.html and the JSON functions of defaults.html */
export const encoding = (answers: Answers): FunctionMap => ({
  b64enc: fn(["string"], (value: string) => base64(utf8(value))),
  b64dec: fn(["string"], fromBase64),
  b32enc: fn(["string"], base32),
  b32dec: fn(["string"], fromBase32),
  sha256sum: fn(["string"], (value: string) => sha256(value)),
  sha1sum: digest(answers, "SHA-1"),
  sha512sum: digest(answers, "SHA-512"),
  adler32sum: fn(["string"], adler32),
  toPrettyJson: prettyJson,
  mustToPrettyJson: prettyJson,
  toRawJson: rawJson,
  mustToRawJson: rawJson,
  mustFromJson: fn(["string"], readJson),
});
