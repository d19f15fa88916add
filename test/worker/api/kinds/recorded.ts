import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";
import type { KubeObject } from "../../../../worker/api/machinery/object.ts";
import { validateMetadata } from "../../../../worker/api/server/metadata.ts";
import { fetched } from "./fetched.ts";

/**
 * What the API server of Kubernetes 1.36 made of an object: recorded by running its own strategies (decode, defaults, prepare,
 * validate, warn, store, read back) on the object of each row.
 */
interface Recorded {
  readonly says: string;
  readonly object: KubeObject;
  /** Present when the object replaces this one. */
  readonly old?: KubeObject;
  /** As read back, when nothing was wrong. */
  readonly stored?: unknown;
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
}

const CREATED = "2026-01-01T00:00:00Z";
const UID = "11111111-2222-3333-4444-555555555555";

// biome-ignore lint/suspicious/noExplicitAny: drafts of every kind
type Draft = any;

/** Nothing but zeros: what an encoder adds by itself, or leaves out. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

/** A value without the empty parts that the other does not have. */
function without(value: unknown, other: unknown): unknown {
  if (Array.isArray(value)) return value.map((part, i) => without(part, Array.isArray(other) ? other[i] : undefined));
  if (typeof value !== "object" || value === null) return value;
  const counterpart = (other ?? {}) as Record<string, unknown>;
  const kept = Object.entries(value).filter(([key, part]) => counterpart[key] !== undefined || !isEmpty(part));
  return Object.fromEntries(kept.map(([key, part]) => [key, without(part, counterpart[key])]));
}

function outcome(kind: Kind, { object, old }: Recorded) {
  const draft: Draft = structuredClone(object);
  kind.setDefaults?.(draft);
  let before: Draft;
  if (old) {
    before = structuredClone(old);
    kind.setDefaults?.(before);
    draft.metadata.uid = before.metadata.uid;
    kind.prepareUpdate?.(draft, before);
  } else {
    Object.assign(draft.metadata, { uid: UID, creationTimestamp: CREATED });
    kind.prepareCreate?.(draft);
  }
  const errors = [
    ...validateMetadata(kind, draft),
    ...(kind.validate?.(draft) ?? []),
    ...((old ? kind.validateUpdate?.(draft, before) : kind.validateCreate?.(draft)) ?? []),
  ];
  return {
    draft,
    errors: errors.map(({ field, message }) => `${field}: ${message}`),
    // What Gatehouse says of what it leaves out, the real server has no reason to say.
    warnings: (kind.warn?.(draft) ?? []).filter((warning) => !warning.startsWith("Gatehouse ")),
  };
}

/** One test a row: errors word for word and in order, warnings, and the object as stored. */
export function agreesWithRecordings(kind: Kind): void {
  const file = join(import.meta.dirname, "recorded", `${kind.kind.toLowerCase()}.json`);
  const rows = JSON.parse(readFileSync(file, "utf8")) as Recorded[];
  describe(`${kind.kind}, as the real server does`, () => {
    beforeAll(() => fetched(kind));
    test.each(rows)("$says", (row) => {
      const { draft, errors, warnings } = outcome(kind, row);
      expect(errors).toEqual(row.errors ?? []);
      if (!row.old) expect(warnings).toEqual(row.warnings ?? []);
      if (!row.stored) return;
      const { uid: _, creationTimestamp: __, generation: ___, ...metadata } = draft.metadata;
      const stored = row.stored as { metadata: { generation?: number } };
      const { generation: ____, ...storedMetadata } = stored.metadata;
      const ours = { ...draft, metadata };
      const theirs = { ...stored, metadata: storedMetadata };
      expect(without(ours, theirs)).toEqual(without(theirs, ours));
    });
  });
}
