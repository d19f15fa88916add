/**
 * Objects in protocol buffers, the form that clients with compiled-in types prefer.
 *
 * In:   bytes and schemas with field numbers. Out: the JSON of the same object, not yet checked; and back.
 * Never: defaults, unknown fields, validation. It is fetched with the first request that needs it.
 *
 * @module
 */
export { type Envelope, readEnvelope, writeEnvelope } from "./envelope.ts";
export { type FieldNumbers, Messages } from "./messages.ts";
export { readMessage } from "./reading.ts";
export { fieldsIn, ProtoError, WireWriter } from "./wire.ts";
export { writeMessage } from "./writing.ts";
