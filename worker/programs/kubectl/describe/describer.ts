import type { ApiResource, Discovery } from "../client/discovery.ts";
import type { Rest } from "../client/rest.ts";
import type { JsonObject } from "../json.ts";
import type { DescribeWriter } from "./writer.ts";

/** What a describe view may ask beside the object itself. */
export interface DescribeContext {
  readonly resource: ApiResource;
  readonly rest: Rest;
  readonly discovery: Discovery;
  readonly nowMs: number;
  /** Minutes east of UTC, for absolute times. */
  readonly zoneMinutes: number;
}

/** How one kind is described. */
export interface Describer {
  /** "" for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Writes everything but the events. */
  describe(object: JsonObject, out: DescribeWriter, context: DescribeContext): Promise<void> | void;
  /** Events come after it with --show-events; false for kinds that never show any. */
  readonly events?: false;
  /** Under which UIDs events name the object, where that is not its own alone. */
  eventUids?(object: JsonObject): readonly string[];
}
