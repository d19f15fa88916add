import type { JsonObject } from "../json.ts";

/** Turns one object after the other into text. */
export interface ObjectPrinter {
  print(object: JsonObject): string;
}
