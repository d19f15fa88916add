import { isScalarObject } from "./json.ts";
import { yamlNumber } from "./number.ts";
import { compareKeys } from "./order.ts";
import { yamlString } from "./scalar.ts";

/**
 * YAML as sigs.k8s.io/yaml marshals it, with the final newline: `kubectl -o yaml`, helm's toYaml. Keys sorted, lists not
 * indented under their key, long text folded at 80 columns.
 *
 * @param options.indentSequences lists stand two blanks in under their key, as in helm's toYamlPretty
 * @see https://pkg.go.dev/sigs.k8s.io/yaml
 */
export function goYaml(value: unknown, options: { readonly indentSequences?: boolean } = {}): string {
  const out: string[] = [];
  const indentsLists = options.indentSequences ?? false;
  writeNode(value, { indent: -2, after: "root", column: 0, indentsLists }, out);
  const text = out.join("");
  return text.endsWith("\n") ? text : `${text}\n`;
}

interface Place {
  /** Of the enclosing block; -2 at the root. */
  readonly indent: number;
  /** What stands before on this line. */
  readonly after: "root" | "key" | "dash" | "longKey";
  /** Characters already on this line. */
  readonly column: number;
  /** Whether lists stand further in than the key that they belong to. */
  readonly indentsLists: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

function writeNode(value: unknown, place: Place, out: string[]): void {
  if (Array.isArray(value)) {
    if (value.length === 0) out.push(separate(place), "[]\n");
    else writeSequence(value, place, out);
    return;
  }
  if (typeof value === "object" && value !== null) {
    if (isScalarObject(value)) {
      writeNode(value.toJSON(), place, out);
      return;
    }
    const keys = Object.keys(value).filter((key) => (value as Fields)[key] !== undefined);
    if (keys.length === 0) out.push(separate(place), "{}\n");
    else writeMapping(value as Fields, keys, place, out);
    return;
  }
  const text = scalar(value, { column: place.column + separate(place).length, indent: place.indent + 2, key: false });
  out.push(separate(place), text, "\n");
}

const separate = (place: Place): string => (place.after === "root" ? "" : " ");

function scalar(value: unknown, place: Parameters<typeof yamlString>[1]): string {
  if (typeof value === "string") return yamlString(value, place);
  if (typeof value === "number") return yamlNumber(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  return "null";
}

function writeSequence(items: readonly unknown[], place: Place, out: string[]): void {
  const indent = place.after === "key" && !place.indentsLists ? Math.max(place.indent, 0) : place.indent + 2;
  const margin = " ".repeat(indent);
  if (place.after === "key") out.push("\n");
  items.forEach((item, at) => {
    if (at === 0 && place.after !== "key") out.push(" ".repeat(Math.max(0, indent - place.column)));
    else out.push(margin);
    out.push("-");
    writeNode(item, { ...place, indent, after: "dash", column: indent + 1 }, out);
  });
}

/** Longer keys are written as "? key" and ": value". */
const LONGEST_SIMPLE_KEY = 128;

function writeMapping(fields: Fields, keys: readonly string[], place: Place, out: string[]): void {
  const indent = place.indent + 2;
  const margin = " ".repeat(indent);
  if (place.after === "key") out.push("\n");
  [...keys].sort(compareKeys).forEach((key, at) => {
    const inline = at === 0 && place.after !== "key";
    out.push(inline ? " ".repeat(Math.max(0, indent - place.column)) : margin);
    const simple = !/[\n\r]/.test(key) && new TextEncoder().encode(key).length <= LONGEST_SIMPLE_KEY;
    if (simple) {
      const text = yamlString(key, { column: indent, indent, key: true });
      out.push(text, ":");
      writeNode(fields[key], { ...place, indent, after: "key", column: indent + [...text].length + 1 }, out);
      return;
    }
    out.push("?");
    writeNode(key, { ...place, indent, after: "dash", column: indent + 1 }, out);
    out.push(margin, ":");
    writeNode(fields[key], { ...place, indent, after: "longKey", column: indent + 1 }, out);
  });
}
