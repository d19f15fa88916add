import { type Dict, isDict, readJson } from "../../../base/sprig/index.ts";
import { HelmError, messageOf } from "../errors.ts";

/** How the text after "=" becomes a value. */
export type ValueReader = (text: string) => unknown;

const MOST_NESTED = 30;
const MOST_INDEX = 65_536;

/** Marks the end of the line, where one key is enough. */
class LineEnd extends Error {}

/** `--set`: true, false, null and whole numbers are what they look like, the rest is text. */
export function typedValue(text: string): unknown {
  const lower = text.toLowerCase();
  if (lower === "true") return true;
  if (lower === "false") return false;
  if (lower === "null") return null;
  if (text === "0") return 0;
  if (/^[-+]?[1-9]\d*$|^[-+]0\d*$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  return text;
}

/**
 * Reads `a.b=1,c[0]=x,d={p,q}` into values. A backslash takes a separator for itself. Values are those of `read`, or JSON.
 *
 * @throws HelmError in strvals' words
 * @see https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
 */
export function setInto(line: string, into: Dict, read: ValueReader | "json"): void {
  new SetLine(line, read).parse(into);
}

class SetLine {
  readonly #characters: readonly string[];
  readonly #read: ValueReader | "json";
  #at = 0;

  constructor(line: string, read: ValueReader | "json") {
    this.#characters = [...line];
    this.#read = read;
  }

  parse(into: Dict): void {
    try {
      for (;;) this.#key(into, 0);
    } catch (error) {
      if (error instanceof LineEnd) return;
      if (error instanceof TypeError) throw new HelmError(`unable to parse key: ${error.message}`);
      throw error;
    }
  }

  get #ended(): boolean {
    return this.#at >= this.#characters.length;
  }

  /** Text up to one of the stops, which is consumed; `stop` is undefined at the end of the line. */
  #until(stops: string): { readonly text: string; readonly stop: string | undefined } {
    let text = "";
    while (!this.#ended) {
      const one = this.#characters[this.#at++]!;
      if (stops.includes(one)) return { text, stop: one };
      if (one !== "\\") text += one;
      else if (!this.#ended) text += this.#characters[this.#at++]!;
    }
    return { text, stop: undefined };
  }

  #key(into: Dict, depth: number): void {
    const { text: key, stop } = this.#until("=[,.");
    switch (stop) {
      case undefined:
        if (key === "") throw new LineEnd();
        throw new HelmError(`key ${JSON.stringify(key)} has no value`);
      case "[": {
        const index = this.#index();
        const list = key in into ? into[key] : [];
        if (!Array.isArray(list)) throw new TypeError(conversion(list, "[]interface {}"));
        const changed = [...list];
        try {
          this.#item(changed, index, depth);
        } finally {
          put(into, key, changed);
        }
        return;
      }
      case "=":
        return this.#value((value) => put(into, key, value));
      case ",":
        put(into, key, "");
        throw new HelmError(`key ${JSON.stringify(key)} has no value (cannot end with ,)`);
      default: {
        if (depth + 1 > MOST_NESTED) {
          throw new HelmError(
            `value name nested level is greater than maximum supported nested level of ${MOST_NESTED}`,
          );
        }
        const inner = Object.hasOwn(into, key) ? into[key] : {};
        if (!isDict(inner)) throw new TypeError(conversion(inner, "map[string]interface {}"));
        const copy = { ...inner };
        try {
          this.#key(copy, depth + 1);
          if (Object.keys(copy).length === 0) throw new HelmError(`key map ${JSON.stringify(key)} has no value`);
        } finally {
          if (Object.keys(copy).length > 0) put(into, key, copy);
        }
      }
    }
  }

  #value(set: (value: unknown) => void): void {
    if (this.#read === "json") return this.#json(set);
    if (this.#ended) {
      set("");
      throw new LineEnd();
    }
    if (this.#characters[this.#at] === "{") {
      this.#at += 1;
      set(this.#list(this.#read));
      return;
    }
    set(this.#read(this.#until(",").text));
  }

  #list(read: ValueReader): unknown[] {
    const items: unknown[] = [];
    for (;;) {
      const { text, stop } = this.#until(",}");
      if (stop === undefined) throw new HelmError("list must terminate with '}'");
      items.push(read(text));
      if (stop === ",") continue;
      if (this.#characters[this.#at] === ",") this.#at += 1;
      return items;
    }
  }

  /** Whether nothing stands before the next comma; blanks and that comma are consumed. */
  #empty(): boolean {
    while (!this.#ended) {
      const one = this.#characters[this.#at]!;
      if (one !== "," && !/\s/.test(one)) return false;
      this.#at += 1;
      if (one === ",") return true;
    }
    return true;
  }

  #json(set: (value: unknown) => void): void {
    if (this.#empty()) return set(null);
    const rest = this.#characters.slice(this.#at).join("");
    const length = jsonLength(rest);
    set(readJson(rest.slice(0, length)));
    this.#at += [...rest.slice(0, length)].length;
    this.#empty();
  }

  #index(): number {
    const { text, stop } = this.#until("]");
    if (stop === undefined) throw new LineEnd();
    if (!/^[-+]?\d+$/.test(text)) {
      throw new HelmError(`error parsing index: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
    return Number(text);
  }

  #item(list: unknown[], index: number, depth: number): void {
    if (index < 0) throw new HelmError(`negative ${index} index not allowed`);
    const { text, stop } = this.#until("[.=");
    if (text !== "") throw new HelmError(`unexpected data at end of array index: ${JSON.stringify(text)}`);
    if (stop === undefined) throw new LineEnd();
    if (index > MOST_INDEX) {
      throw new HelmError(`index of ${index} is greater than maximum supported index of ${MOST_INDEX}`);
    }
    const set = (value: unknown): void => {
      while (list.length < index) list.push(null);
      list[index] = value;
    };
    if (stop === "=") return this.#value(set);
    const present = list[index] ?? undefined;
    if (stop === "[") {
      const next = this.#index();
      if (present !== undefined && !Array.isArray(present)) throw new TypeError(conversion(present, "[]interface {}"));
      const inner = [...((present as unknown[] | undefined) ?? [])];
      try {
        this.#item(inner, next, depth);
      } finally {
        set(inner);
      }
      return;
    }
    const inner = isDict(present) ? { ...present } : {};
    try {
      this.#key(inner, depth);
    } finally {
      set(inner);
    }
  }
}

function put(into: Dict, key: string, value: unknown): void {
  if (key !== "") into[key] = value;
}

const conversion = (value: unknown, wanted: string): string =>
  `interface conversion: interface {} is ${value === null ? "nil" : typeof value === "number" ? "int64" : typeof value === "boolean" ? "bool" : Array.isArray(value) ? "[]interface {}" : isDict(value) ? "map[string]interface {}" : "string"}, not ${wanted}`;

/** How long the JSON value at the beginning of a text is. */
function jsonLength(text: string): number {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const one = text[at]!;
    if (quoted) {
      if (one === "\\") at += 1;
      else if (one === '"') quoted = false;
      if (!quoted && depth === 0) return at + 1;
    } else if (one === '"') quoted = true;
    else if (one === "{" || one === "[") depth += 1;
    else if (one === "}" || one === "]") {
      depth -= 1;
      if (depth <= 0) return at + 1;
    } else if (depth === 0 && (one === "," || /\s/.test(one))) return at;
  }
  return text.length;
}

/** `--set-literal`: everything after the first "=" is text; backslashes too. @throws HelmError */
export function setLiteral(line: string, into: Dict): void {
  const equals = line.indexOf("=");
  if (equals < 0) throw new HelmError(`key ${JSON.stringify(line)} has no value`);
  const key = line.slice(0, equals);
  setInto(`${key}=x`, into, () => line.slice(equals + 1));
}

/** `--set-json` takes `key=JSON` or one JSON object. @throws HelmError */
export function jsonObject(text: string): Dict {
  try {
    const value = readJson(text);
    if (isDict(value)) return value;
  } catch (error) {
    throw new HelmError(messageOf(error));
  }
  throw new HelmError("no object");
}
