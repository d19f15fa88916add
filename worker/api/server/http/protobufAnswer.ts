import type { HttpResponse } from "../../../base/http.ts";
import { concatBytes, fromUtf8, linesOf, utf8 } from "../../../base/streams.ts";
import { fieldNumbers } from "../../generated/protobuf.ts";
import { Messages, WireWriter, writeEnvelope, writeMessage } from "../../machinery/protobuf/index.ts";
import type { JsonObject } from "../../machinery/values.ts";
import type { KindRegistry } from "../kindRegistry.ts";
import type { Verbs } from "../verbs.ts";

const PROTOBUF = "application/vnd.kubernetes.protobuf";

/**
 * An answer in JSON as one in protocol buffers: an object in its envelope, or a watch as frames, each with its length before it.
 * Undefined for objects that have no such form, as custom resources.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */
export function protobufAnswer(answer: HttpResponse, verbs: Verbs): HttpResponse | undefined {
  const writer = new ObjectWriter(verbs);
  const { status, body } = answer;
  const others = answer.headers.filter(([name]) => name !== "Content-Type" && name !== "Content-Length");
  if (!(body instanceof Uint8Array)) {
    const headers = [...others, ["Content-Type", `${PROTOBUF};stream=watch`] as const];
    return { ...answer, headers, body: frames(body, writer) };
  }
  const bytes = writer.write(JSON.parse(fromUtf8(body)) as JsonObject);
  if (!bytes) return undefined;
  const headers = [...others, ["Content-Type", PROTOBUF] as const, ["Content-Length", String(bytes.length)] as const];
  return { status, headers, body: bytes };
}

class ObjectWriter {
  readonly #messages: Messages;
  readonly #kinds: KindRegistry;

  constructor({ schemas, kinds }: Verbs) {
    this.#messages = new Messages(schemas, fieldNumbers);
    this.#kinds = kinds;
  }

  write(object: JsonObject): Uint8Array | undefined {
    const { apiVersion, kind } = object as { apiVersion: string; kind: string };
    const raw = this.#message(object, apiVersion, kind) ?? this.#list(object, apiVersion, kind);
    return raw && writeEnvelope({ apiVersion, kind, raw });
  }

  /** Types that are no kinds (Status, Scale) are called as their schemas. */
  #message(object: JsonObject, apiVersion: string, kind: string): Uint8Array | undefined {
    if (kind === "PartialObjectMetadata") return this.#metadata(object);
    const known = this.#kinds.byKind(apiVersion, kind);
    const message = this.#messages.get(known ? (known.schema ?? "") : kind);
    return message && writeMessage(object, message, this.#messages);
  }

  #metadata({ metadata }: JsonObject): Uint8Array {
    const writer = new WireWriter();
    writer.bytes(1, writeMessage(metadata as JsonObject, this.#messages.get("ObjectMeta")!, this.#messages));
    return writer.done();
  }

  /** {1: metadata, 2: items} */
  #list({ metadata, items }: JsonObject, apiVersion: string, kind: string): Uint8Array | undefined {
    if (!kind.endsWith("List") || !Array.isArray(items)) return undefined;
    const writer = new WireWriter();
    writer.bytes(1, writeMessage(metadata as JsonObject, this.#messages.get("ListMeta")!, this.#messages));
    for (const item of items as JsonObject[]) {
      const raw = this.#message(item, apiVersion, kind.slice(0, -"List".length));
      if (!raw) return undefined;
      writer.bytes(2, raw);
    }
    return writer.done();
  }
}

/** WatchEvent {1: type, 2: {1: the object in its envelope}}, after its length in four bytes. */
async function* frames(body: AsyncIterable<Uint8Array>, writer: ObjectWriter): AsyncGenerator<Uint8Array> {
  for await (const line of linesOf(body)) {
    const { type, object } = JSON.parse(line) as { type: string; object: JsonObject };
    const raw = new WireWriter();
    raw.bytes(1, writer.write(object) ?? new Uint8Array(0));
    const event = new WireWriter();
    event.bytes(1, utf8(type));
    event.bytes(2, raw.done());
    const bytes = event.done();
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    yield concatBytes([length, bytes]);
  }
}
