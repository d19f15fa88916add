import { badRequest, failure, unsupportedMediaType } from "../machinery/failures.ts";
import type { Kind } from "../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../machinery/object.ts";
import { type JsonPatchOperation, jsonPatch, mergePatch } from "../machinery/patch.ts";
import type { Schemas } from "../machinery/schema.ts";
import { strategicMergePatch } from "../machinery/strategicMerge.ts";
import { isObject } from "../machinery/values.ts";

export type PatchType = "merge" | "strategic" | "json";

const MOST_OPERATIONS = 10_000;

/** What an object becomes by a patch; nothing is stored yet. */
export function patched(
  kind: Kind,
  object: unknown,
  patch: { type: PatchType; body: unknown },
  schemas: Schemas,
): unknown {
  switch (patch.type) {
    case "merge":
      if (!isObject(patch.body)) throw badRequest(`error decoding patch: ${notMap(patch.body)}`);
      return mergePatch(object, patch.body);
    case "json":
      if (!Array.isArray(patch.body)) {
        throw badRequest(
          `error decoding patch: json: cannot unmarshal ${wordFor(patch.body)} into Go value of type []handlers.jsonPatchOp`,
        );
      }
      if (patch.body.length > MOST_OPERATIONS) {
        const words = `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${patch.body.length}`;
        throw failure(413, "RequestEntityTooLarge", `Request entity too large: ${words}`);
      }
      return jsonPatch(object, patch.body as JsonPatchOperation[]);
    case "strategic":
      if (!kind.schema) {
        throw unsupportedMediaType([
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/apply-patch+yaml",
        ]);
      }
      if (!isObject(patch.body)) throw badRequest(notMap(patch.body));
      return strategicMergePatch(object, patch.body, kind.schema, schemas);
  }
}

const notMap = (body: unknown) =>
  `json: cannot unmarshal ${wordFor(body)} into Go value of type map[string]interface {}`;

const wordFor = (value: unknown) =>
  Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : value === null ? "null" : typeof value;

/** Names of an object that a patch must not change. */
export function withIdentity(object: KubeObject, ref: ObjectRef): KubeObject {
  return { ...object, metadata: { ...object.metadata, name: object.metadata?.name || ref.name } };
}
