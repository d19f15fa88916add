import { goQuote } from "../../../base/goformat/index.ts";
import { goJson, goYaml } from "../../../base/goprint/index.ts";
import { type FunctionMap, templateFunction as fn, type GoTemplate } from "../../../base/gotemplate/index.ts";
import { type Dict, isDict, readJson, sprigFunctions } from "../../../base/sprig/index.ts";
import { decodeMap, decodeYaml, jsonType } from "../chart/yaml.ts";
import { HelmError, messageOf } from "../errors.ts";
import { marked } from "./failure.ts";
import type { EngineSurroundings } from "./surroundings.ts";
import { fromToml, toToml } from "./toml.ts";

/** Deeper than this the same name is taken for a circle. */
const MOST_INCLUDES = 1_000;

const withoutBreak = (text: string): string => text.replace(/\n$/, "");

/** Runs a decoder whose complaint goes into the answer, as helm's do. */
function quietly<T>(decode: () => T, complain: (says: string) => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Error) return complain(messageOf(error));
    throw error;
  }
}

const asMap = (value: unknown): Dict => {
  if (value === null) return {};
  if (isDict(value)) return value;
  throw new Error(`json: cannot unmarshal ${jsonType(value)} into Go value of type map[string]interface {}`);
};

const asList = (value: unknown, says: (message: string) => string): unknown[] => {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  throw new Error(says(`json: cannot unmarshal ${jsonType(value)} into Go value of type []interface {}`));
};

const decoding = (message: string): string => `error unmarshaling JSON: while decoding JSON: ${message}`;
const errorMap = (says: string): Dict => ({ Error: says });
const yaml = fn(["any"], (value: unknown) => withoutBreak(goYaml(value)));
const json = fn(["any"], (value: unknown) => goJson(value));
const toml = fn(["any"], toToml);

const CODECS: FunctionMap = {
  toYaml: yaml,
  mustToYaml: yaml,
  toYamlPretty: fn(["any"], (value: unknown) => withoutBreak(goYaml(value, { indentSequences: true }))),
  fromYaml: fn(["string"], (text: string) => quietly(() => decodeMap(text), errorMap)),
  fromYamlArray: fn(["string"], (text: string) =>
    quietly(
      () => asList(decodeYaml(text), decoding),
      (says) => [says],
    ),
  ),
  toJson: json,
  mustToJson: json,
  fromJson: fn(["string"], (text: string) => quietly(() => asMap(readJson(text)), errorMap)),
  fromJsonArray: fn(["string"], (text: string) =>
    quietly(
      () => asList(readJson(text), (says) => says),
      (says) => [says],
    ),
  ),
  toToml: toml,
  mustToToml: toml,
  fromToml: fn(["string"], (text: string) => quietly<Dict>(() => fromToml(text), errorMap)),
};

/** Everything that charts can call, apart from what needs the set of templates. */
export function chartFunctions(surroundings: EngineSurroundings): FunctionMap {
  const { lintNotes, answers, lookup } = surroundings;
  const required = (says: string, value: unknown): unknown => {
    if (value !== null && value !== undefined && value !== "") return value;
    if (!lintNotes) throw new Error(marked(says));
    lintNotes.push({ level: "WARN", says: `missing required value${value === "" ? "s" : ""}`, message: says });
    return "";
  };
  const found = (apiVersion: string, kind: string, namespace: string, name: string): unknown => {
    if (!lookup || lintNotes) return {};
    const ask = () => lookup({ apiVersion, kind, namespace, name });
    return answers.ask(`lookup ${apiVersion} ${kind} ${namespace} ${name}`, ask, "its time");
  };
  return {
    ...sprigFunctions(surroundings),
    ...CODECS,
    required: fn(["string", "any"], required),
    fail: fn(["string"], (says: string) => {
      if (!lintNotes) throw new Error(marked(says));
      lintNotes.push({ level: "INFO", says: "funcMap fail", message: says });
      return "";
    }),
    lookup: fn(["string", "string", "string", "string"], found),
    getHostByName: fn(["string"], () => ""),
    // Known while templates are parsed; each set of templates brings its own.
    include: fn(["string", "any"], () => ""),
    tpl: fn(["string", "any"], () => ""),
  };
}

/** The templates with `include` and `tpl` that see them; what a `tpl` text defines is seen inside it only. */
export function selfAware(templates: GoTemplate, name: string, open: Map<string, number> = new Map()): GoTemplate {
  const include = (wanted: string, data: unknown): string => {
    const depth = open.get(wanted) ?? 0;
    if (depth > MOST_INCLUDES) throw tooDeep(wanted);
    open.set(wanted, depth + 1);
    try {
      return set.execute(wanted, data);
    } catch (error) {
      if (error instanceof RangeError) throw tooDeep(wanted);
      throw error;
    } finally {
      open.set(wanted, depth);
    }
  };
  const tpl = (text: string, data: unknown): string => {
    const inner = selfAware(set, name, open);
    try {
      inner.parse(name, text);
    } catch (error) {
      throw new HelmError(`cannot parse template ${goQuote(text)}: ${messageOf(error)}`);
    }
    try {
      return inner.execute(name, data).replaceAll("<no value>", "");
    } catch (error) {
      if (!(error instanceof Error) || error instanceof RangeError) throw error;
      throw new HelmError(`error during tpl function execution for ${goQuote(text)}: ${messageOf(error)}`);
    }
  };
  const set: GoTemplate = templates.clone({
    include: fn(["string", "any"], include),
    tpl: fn(["string", "any"], tpl),
  });
  return set;
}

const tooDeep = (name: string): HelmError =>
  new HelmError(`rendering template has a nested reference name: ${name}: unable to execute template`);
