import type { Clock } from "../../../base/clock.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { StoreEvent } from "../collection.ts";
import { escaped } from "./answers.ts";
import type { Wanted } from "./negotiation.ts";
import { includeObject, partial, type TableOptions, tableOf } from "./table.ts";
import type { WatchEvent } from "./watchEvents.ts";

/** Objects of events as JSON, for as long as the events are remembered: many watchers, one text. */
export class EventTexts {
  readonly #texts = new WeakMap<StoreEvent, string>();

  get(event: StoreEvent, make: () => string): string {
    let text = this.#texts.get(event);
    if (text === undefined) {
      text = make();
      this.#texts.set(event, text);
    }
    return text;
  }
}

interface Lines {
  readonly kind: Kind;
  readonly clock: Clock;
  readonly parameters: URLSearchParams;
  readonly wanted: Wanted;
  readonly texts: EventTexts;
  readonly encode: TableOptions["encode"];
}

const json = (value: unknown) => escaped(JSON.stringify(value));
const line = (type: string, object: string) => `{"type":"${type}","object":${object}}\n`;

/**
 * Writes events as lines, each in the form that was asked for. Tables carry their columns only once.
 *
 * @throws StatusError BadRequest for an includeObject that is none
 */
export function linesWriter({ kind, clock, parameters, wanted, texts, encode }: Lines) {
  const include = wanted.as === "Table" ? includeObject(parameters) : "Metadata";
  let first = true;
  const table = (type: WatchEvent["type"], object: KubeObject): string => {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    const options = { metadata, include, nowMs: clock.now(), version: wanted.version, withoutColumns: !first, encode };
    first = false;
    if (type !== "BOOKMARK") return json(tableOf(kind, [object], options));
    // A bookmark is no object with cells.
    const rows = [{ cells: [], object: partial(object, wanted.version, encode) }];
    return json({ ...tableOf(kind, [], options), rows });
  };

  /** @param of the change of the store that the event comes from */
  return ({ type, object }: WatchEvent, of?: StoreEvent): string => {
    if (type === "ERROR") return line(type, json(object));
    const whole = object as KubeObject;
    if (wanted.as === "Table") return line(type, table(type, whole));
    if (wanted.as === "PartialObjectMetadata") return line(type, json(partial(whole, wanted.version, encode)));
    const shared = of !== undefined && !kind.view && object === of.object;
    return line(type, shared ? texts.get(of, () => json(encode(whole))) : json(encode(whole)));
  };
}
