import { fromUtf8 } from "../../../../base/streams.ts";
import type { ExecOptions } from "../../nodeProxy.ts";

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The sizes of a client's terminal: JSON objects one after the other, whose fields Go reads in upper and lower case. What is no JSON
 * ends them.
 */
export function terminalSizes(input: AsyncIterable<Uint8Array> | undefined): NonNullable<ExecOptions["tty"]> {
  const listeners: ((size: Size) => void)[] = [];
  let last: Size | undefined;
  const follow = async () => {
    let text = "";
    for await (const chunk of input ?? []) {
      text += fromUtf8(chunk);
      for (let end = text.indexOf("}"); end >= 0; end = text.indexOf("}")) {
        last = sizeOf(JSON.parse(text.slice(0, end + 1)) as Record<string, unknown>);
        text = text.slice(end + 1);
        for (const listener of listeners) listener(last);
      }
    }
  };
  follow().catch(() => {});
  return {
    onResize(listener) {
      listeners.push(listener);
      if (last) listener(last);
    },
  };
}

function sizeOf(object: Readonly<Record<string, unknown>>): Size {
  const fields = new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), Number(value)]));
  return { columns: fields.get("width") ?? 0, rows: fields.get("height") ?? 0 };
}
