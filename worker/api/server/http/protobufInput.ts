import { fieldNumbers } from "../../generated/protobuf.ts";
import { badRequest } from "../../machinery/failures.ts";
import { type Envelope, Messages, ProtoError, readEnvelope, readMessage } from "../../machinery/protobuf/index.ts";
import type { Schemas } from "../../machinery/schema.ts";
import type { JsonObject } from "../../machinery/values.ts";

/** Unstructured objects have no messages: a custom resource cannot come this way. */
const NO_MESSAGE =
  "object *unstructured.Unstructured does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message";

/**
 * A body in protocol buffers as JSON, or why its envelope cannot be read.
 *
 * @throws StatusError BadRequest when the envelope names a type and the message in it is none
 */
export function protobufJson(
  bytes: Uint8Array,
  { schemas, schema, expects }: { schemas: Schemas; schema: string | undefined; expects: string },
): { readonly value: JsonObject } | { readonly unreadable: string } {
  let envelope: Envelope;
  try {
    envelope = readEnvelope(bytes);
  } catch (error) {
    if (error instanceof ProtoError) return { unreadable: error.message };
    throw error;
  }
  const { apiVersion, kind, raw } = envelope;
  const type = { ...(apiVersion ? { apiVersion } : {}), ...(kind ? { kind } : {}) };
  // An object of another kind is refused for that, whatever is in it.
  if (kind !== "" && kind !== expects) return { value: type };
  const messages = new Messages(schemas, fieldNumbers);
  const message = schema === undefined ? undefined : messages.get(schema);
  try {
    if (!message) throw new ProtoError(NO_MESSAGE);
    return { value: { ...type, ...readMessage(raw, message, messages) } };
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error;
    const version = JSON.stringify(apiVersion.split("/").at(-1));
    throw badRequest(`${kind || expects} in version ${version} cannot be handled as a ${expects}: ${error.message}`);
  }
}
