import { goText } from "../../../base/goformat/index.ts";
import { JsonPath, JsonPathError, relaxedJsonPath } from "../../../base/jsonpath/index.ts";
import { CommandError } from "../cli/errors.ts";
import { isList, type JsonObject, listAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import type { ObjectPrinter } from "./objectPrinter.ts";
import { TabWriter } from "./tabwriter.ts";

/** The printer of -o custom-columns=NAME:.metadata.name,… and of a file with heads and paths. @throws CommandError */
export function customColumnsPrinter(
  kube: Kube,
  { format, template }: { readonly format: string; readonly template: string },
  noHeaders: boolean,
): ObjectPrinter {
  if (template === "") throw new CommandError(`custom-columns format specified but no custom columns given`);
  const columns = format === "custom-columns-file" ? fromFile(kube, template) : fromText(template);
  const paths = columns.map(({ path }) => compile(path));
  const writer = new TabWriter();
  let headed = noHeaders;
  return {
    print(object) {
      const items = isList(object.items) ? (listAt(object, "items") as readonly JsonObject[]) : [object];
      const rows = items.map((item) => paths.map((path) => cell(path, item)));
      if (!headed) rows.unshift(columns.map((column) => column.head));
      headed = true;
      return writer.format(rows);
    },
  };
}

interface ColumnSpec {
  readonly head: string;
  readonly path: string;
}

function fromText(text: string): ColumnSpec[] {
  return text.split(",").map((part) => {
    const colon = part.indexOf(":");
    if (colon < 0) {
      throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    return { head: part.slice(0, colon), path: part.slice(colon + 1) };
  });
}

function fromFile(kube: Kube, path: string): ColumnSpec[] {
  if (!kube.io.files.stat(kube.path(path))) {
    throw new CommandError(`error reading template ${path}, open ${path}: no such file or directory`);
  }
  const [heads = "", paths = ""] = kube.io.files.readText(kube.path(path)).split("\n");
  const headWords = heads.trim().split(/\s+/);
  const pathWords = paths.trim().split(/\s+/);
  if (headWords.length !== pathWords.length) {
    throw new CommandError(
      `number of headers (${headWords.length}) and field specifications (${pathWords.length}) don't match`,
    );
  }
  return headWords.map((head, index) => ({ head, path: pathWords[index]! }));
}

function compile(path: string): JsonPath {
  try {
    return new JsonPath(relaxedJsonPath(path), { allowMissingKeys: true });
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

/** Everything that the path matched, joined by commas; "<none>" for nothing. */
function cell(path: JsonPath, item: JsonObject): string {
  const values = path.find(item).flat();
  if (values.length === 0) return "<none>";
  return values.map((value) => (value === null ? "<nil>" : goText(value))).join(",");
}
