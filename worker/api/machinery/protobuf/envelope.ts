import { concatBytes, fromUtf8, utf8 } from "../../../base/streams.ts";
import { fieldsIn, ProtoError, WireWriter } from "./wire.ts";

/** "k8s" and a zero: what every object in protobuf begins with. */
const PREFIX = new Uint8Array([0x6b, 0x38, 0x73, 0x00]);

export interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
}

/**
 * Takes an object's message out of the envelope that names its type.
 *
 * @see k8s.io/apimachinery pkg/runtime/serializer/protobuf
 * @throws ProtoError in the real server's words
 */
export function readEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length === 0) throw new ProtoError("empty data");
  if (!PREFIX.every((byte, i) => bytes[i] === byte)) {
    throw new ProtoError(
      `provided data does not appear to be a protobuf message, expected prefix [${[...PREFIX].join(" ")}]`,
    );
  }
  if (bytes.length === PREFIX.length) throw new ProtoError("empty body");
  const type = { apiVersion: "", kind: "" };
  let raw: Uint8Array = new Uint8Array(0);
  for (const { number, value } of fieldsIn(bytes.subarray(PREFIX.length))) {
    if (!(value instanceof Uint8Array)) continue;
    if (number === 2) raw = value;
    if (number !== 1) continue;
    for (const one of fieldsIn(value)) {
      if (!(one.value instanceof Uint8Array)) continue;
      if (one.number === 1) type.apiVersion = fromUtf8(one.value);
      if (one.number === 2) type.kind = fromUtf8(one.value);
    }
  }
  return { ...type, raw };
}

/** Puts an object's message into the envelope that names its type. */
export function writeEnvelope({ apiVersion, kind, raw }: Envelope): Uint8Array {
  const type = new WireWriter();
  type.bytes(1, utf8(apiVersion));
  type.bytes(2, utf8(kind));
  const whole = new WireWriter();
  whole.bytes(1, type.done());
  whole.bytes(2, raw);
  // contentEncoding and contentType
  whole.bytes(3, new Uint8Array(0));
  whole.bytes(4, new Uint8Array(0));
  return concatBytes([PREFIX, whole.done()]);
}
