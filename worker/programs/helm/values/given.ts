import type { Dict } from "../../../base/sprig/index.ts";
import { fromUtf8, readAll } from "../../../base/streams.ts";
import type { FlagValues } from "../../kubectl/cli/flags.ts";
import { decodeMerged, mergeMaps } from "../chart/yaml.ts";
import type { VALUE_FLAGS } from "../cli/flags.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { fetchBytes } from "../repo/fetch.ts";
import { jsonObject, setInto, setLiteral, typedValue } from "./setLine.ts";

/**
 * The values of the command line, later kinds winning: -f, --set-json, --set, --set-string, --set-file, --set-literal.
 *
 * @throws HelmError naming the flag
 */
export async function givenValues(helm: Helm, flags: FlagValues<typeof VALUE_FLAGS>): Promise<Dict> {
  let values: Dict = {};
  for (const file of flags.values) {
    const text = fromUtf8(await readSource(helm, file));
    values = mergeMaps(
      values,
      attempt(`failed to parse ${file}`, () => decodeMerged(text)),
    );
  }
  for (const line of flags.setJson) {
    if (line.trim().startsWith("{")) {
      values = mergeMaps(
        values,
        attempt(`failed parsing --set-json data JSON: ${line}`, () => jsonObject(line.trim()), true),
      );
    } else attempt(`failed parsing --set-json data ${line}`, () => setInto(line, values, "json"), true);
  }
  for (const line of flags.set) attempt("failed parsing --set data", () => setInto(line, values, typedValue));
  for (const line of flags.setString) attempt("failed parsing --set-string data", () => setInto(line, values, String));
  for (const line of flags.setFile) {
    const contents = await filesOf(helm, line);
    attempt("failed parsing --set-file data", () => setInto(line, values, (name) => contents.get(name) ?? ""));
  }
  for (const line of flags.setLiteral) attempt("failed parsing --set-literal data", () => setLiteral(line, values));
  return values;
}

function attempt<T>(context: string, work: () => T, alone = false): T {
  try {
    return work();
  } catch (error) {
    throw new HelmError(alone ? context : `${context}: ${messageOf(error)}`);
  }
}

/** The files that a --set-file line names, read beforehand. */
async function filesOf(helm: Helm, line: string): Promise<ReadonlyMap<string, string>> {
  const names = new Set<string>();
  const probe: Dict = {};
  attempt("failed parsing --set-file data", () =>
    setInto(line, probe, (name) => {
      names.add(name);
      return name;
    }),
  );
  const contents = new Map<string, string>();
  for (const name of names) {
    try {
      contents.set(name, fromUtf8(await readSource(helm, name)));
    } catch (error) {
      throw new HelmError(`failed parsing --set-file data: ${messageOf(error)}`);
    }
  }
  return contents;
}

async function readSource(helm: Helm, name: string): Promise<Uint8Array> {
  if (name.trim() === "-") return readAll(helm.io.stdin);
  if (/^https?:\/\//.test(name)) return fetchBytes(helm.io, name);
  const path = helm.path(name);
  const stat = helm.io.files.stat(path);
  if (!stat) throw new HelmError(`open ${name}: no such file or directory`);
  if (stat.type === "directory") throw new HelmError(`read ${name}: is a directory`);
  return helm.io.files.read(path);
}

/** `--labels a=b,c=d` @throws HelmError */
export function labelsOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf("=");
      if (equals < 0) {
        throw new HelmError(
          `invalid argument ${JSON.stringify(pairs.join(","))} for "-l, --labels" flag: ${pair} must be formatted as key=value`,
        );
      }
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}
