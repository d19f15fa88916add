import type { JsonObject } from "../json.ts";

/** The v1 List that kubectl wraps several objects in. */
export const listOf = (items: readonly JsonObject[]): JsonObject => ({
  apiVersion: "v1",
  items,
  kind: "List",
  metadata: { resourceVersion: "" },
});
