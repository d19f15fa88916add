import { beforeAll, describe, expect, test } from "vitest";
import { builtInSchemas, loadLateSchemas } from "../../../../worker/api/generated/index.ts";
import { fieldNumbers } from "../../../../worker/api/generated/protobuf.ts";
import { decode } from "../../../../worker/api/machinery/decoding.ts";
import {
  fieldsIn,
  Messages,
  ProtoError,
  readEnvelope,
  readMessage,
  WireWriter,
  writeEnvelope,
  writeMessage,
} from "../../../../worker/api/machinery/protobuf/index.ts";
import recorded from "./recorded/protobuf.json" with { type: "json" };

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
const messages = new Messages(builtInSchemas, fieldNumbers);

beforeAll(loadLateSchemas);

describe("objects with every field set, as Kubernetes' own code wrote them", () => {
  test.each(recorded)("$kind reads as its JSON does", ({ kind, json, protobuf }) => {
    const envelope = readEnvelope(bytesOf(protobuf));
    expect(envelope).toMatchObject({ kind, apiVersion: json.apiVersion });
    const read = { ...json, ...readMessage(envelope.raw, messages.get(kind)!, messages) };
    const type = builtInSchemas.type(kind)!;
    const { kind: _, apiVersion: __, ...fields } = readMessage(envelope.raw, messages.get(kind)!, messages);
    expect(Object.keys(fields).sort()).toEqual(
      Object.keys(json)
        .filter((key) => key !== "kind" && key !== "apiVersion")
        .sort(),
    );
    expect(decode(read, type, builtInSchemas).value).toEqual(decode(json, type, builtInSchemas).value);
  });
});

describe("objects are written as Kubernetes' own code writes them", () => {
  test.each(recorded)("$kind, byte for byte", ({ kind, json, protobuf }) => {
    const { raw } = readEnvelope(bytesOf(protobuf));
    expect(writeMessage(json, messages.get(kind)!, messages)).toEqual(raw);
    expect(writeEnvelope({ apiVersion: json.apiVersion, kind, raw })).toEqual(bytesOf(protobuf));
  });
});

const message = (write: (writer: WireWriter) => void) => {
  const writer = new WireWriter();
  write(writer);
  return writer.done();
};
const text = (value: string) => new TextEncoder().encode(value);
const PREFIX = [0x6b, 0x38, 0x73, 0];

describe("what a message may hold", () => {
  test.each([
    {
      says: "unknown numbers, which are passed over",
      bytes: message((w) => {
        w.bytes(99, text("x"));
        w.varint(98, 1);
        w.double(97, 1);
      }),
      read: {},
    },
    {
      says: "nothing where a time is zero",
      bytes: message((w) =>
        w.bytes(
          1,
          message((m) => m.bytes(8, new Uint8Array())),
        ),
      ),
      read: { metadata: { creationTimestamp: null } },
    },
    {
      says: "zero in a pointer",
      bytes: message((w) =>
        w.bytes(
          2,
          message((m) => m.varint(4, 0)),
        ),
      ),
      read: { spec: { terminationGracePeriodSeconds: 0 } },
    },
    {
      says: "numbers that are packed",
      bytes: message((w) =>
        w.bytes(
          2,
          message((m) =>
            m.bytes(
              14,
              message((s) => s.bytes(4, new Uint8Array([1, 0xac, 2]))),
            ),
          ),
        ),
      ),
      read: { spec: { securityContext: { supplementalGroups: [1, 300] } } },
    },
    {
      says: "a map's entry without a value",
      bytes: message((w) =>
        w.bytes(
          1,
          message((m) =>
            m.bytes(
              11,
              message((e) => e.bytes(1, text("app"))),
            ),
          ),
        ),
      ),
      read: { metadata: { labels: { app: "" } } },
    },
  ])("$says", ({ bytes, read }) => {
    expect(readMessage(bytes, messages.get("Pod")!, messages)).toEqual(read);
  });
});

describe("what is no message", () => {
  const read = (bytes: readonly number[]) => () =>
    readMessage(readEnvelope(new Uint8Array(bytes)).raw, messages.get("Pod")!, messages);
  test.each([
    { says: "nothing", bytes: [], message: "empty data" },
    {
      says: "another form",
      bytes: [0x7b, 0x7d],
      message: "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]",
    },
    { says: "the prefix alone", bytes: PREFIX, message: "empty body" },
    { says: "a length beyond the end", bytes: [...PREFIX, 0x12, 9, 1], message: "unexpected EOF" },
    { says: "a number that does not end", bytes: [...PREFIX, 0x12, 0xff], message: "unexpected EOF" },
    { says: "the beginning of a group", bytes: [...PREFIX, 0x13], message: "proto: illegal wireType 3" },
    { says: "field zero", bytes: [...PREFIX, 0x02, 0], message: "proto: illegal tag 0 (wire type 2)" },
    {
      says: "a number for a message",
      bytes: [...PREFIX, 0x12, 2, 0x08, 1],
      message: "proto: wrong wireType = 0 for field Metadata",
    },
  ])("$says", ({ bytes, message }) => {
    expect(read(bytes)).toThrow(new ProtoError(message));
  });

  test("a varint of more than 64 bits", () => {
    expect(() => [...fieldsIn(new Uint8Array([0x08, ...Array(10).fill(0xff), 1]))]).toThrow("proto: integer overflow");
  });
});
