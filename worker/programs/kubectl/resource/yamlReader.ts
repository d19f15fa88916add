import { parseDocument, type ScalarTag, type YAMLParseError } from "yaml";
import type { Json } from "../json.ts";
import { YamlError } from "./yamlError.ts";

const BOOLEANS: ScalarTag = {
  identify: (value) => typeof value === "boolean",
  default: true,
  tag: "tag:yaml.org,2002:bool",
  test: /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/,
  resolve: (text) => /^(?:y|on)/i.test(text),
};

const INTEGERS: ScalarTag = {
  identify: () => false,
  default: true,
  tag: "tag:yaml.org,2002:int",
  test: /^[-+]?(?:0[0-7_]+|0b[01_]+|[1-9][0-9]*_[0-9_]*)$/,
  resolve: (text) => {
    const sign = text.startsWith("-") ? -1 : 1;
    const digits = text.replace(/^[-+]/, "").replace(/_/g, "");
    if (/^0b/.test(digits)) return sign * Number.parseInt(digits.slice(2), 2);
    return sign * Number.parseInt(digits, digits.startsWith("0") ? 8 : 10);
  },
};

/** go-yaml v3 reads a day as a time. */
const DAYS: ScalarTag = {
  identify: () => false,
  default: true,
  tag: "tag:yaml.org,2002:timestamp",
  test: /^\d{4}-\d{1,2}-\d{1,2}$/,
  resolve: (text) =>
    `${text
      .split("-")
      .map((part) => part.padStart(2, "0"))
      .join("-")}T00:00:00Z`,
};

/** @throws YamlError in go-yaml's words */
export function readYaml(text: string, dialect: "v2" | "v3" = "v2"): Json {
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    strict: true,
    customTags: (tags) => [dialect === "v2" ? BOOLEANS : DAYS, INTEGERS, ...tags],
  });
  const error = document.errors[0];
  if (error) throw new YamlError(goWords(error, text));
  try {
    return (document.toJS({ maxAliasCount: 1000 }) ?? null) as Json;
  } catch (failure) {
    const anchor = /Unresolved alias.*: (\S+)$/.exec((failure as Error).message)?.[1] ?? "";
    throw new YamlError(`yaml: unknown anchor '${anchor}' referenced`);
  }
}

/**
 * What go-yaml says of the mistakes that people make. Its scanner names the line where it stood, its parser the line before;
 * what stands on the first line is told without a line.
 */
function goWords(error: YAMLParseError, text: string): string {
  const lineOf = (offset: number): number => text.slice(0, offset).split("\n").length - 1;
  const told = (line: number, says: string): string => (line > 0 ? `yaml: line ${line}: ${says}` : `yaml: ${says}`);
  const scanner = (offset: number, says: string): string => {
    const line = lineOf(offset);
    return told(line > 0 ? line + 1 : 0, says);
  };
  const parser = (offset: number, says: string): string => told(lineOf(offset), says);
  const [from, to] = error.pos;
  const end = text.length;
  const colon = (): number => from + Math.max(0, text.slice(from).search(/:(\s|$)/));
  const { message } = error;
  switch (error.code) {
    case "TAB_AS_INDENT":
    case "BAD_SCALAR_START":
      return scanner(from, "found character that cannot start any token");
    case "BLOCK_AS_IMPLICIT_KEY":
      if (/block sequence/.test(message)) return parser(to, "did not find expected key");
      return scanner(colon(), "mapping values are not allowed in this context");
    case "MULTILINE_IMPLICIT_KEY":
      return scanner(to, "could not find expected ':'");
    case "MISSING_CHAR":
      if (/quote/.test(message)) return scanner(end, "found unexpected end of stream");
      return scanner(to + 1, "could not find expected ':'");
    case "BAD_INDENT":
      if (/Flow sequence/.test(message)) return parser(from, "did not find expected ',' or ']'");
      if (/Flow map/.test(message)) return parser(from, "did not find expected ',' or '}'");
      return parser(from, "did not find expected key");
    case "UNEXPECTED_TOKEN":
      if (/^\s*- /.test(text)) return parser(from, "did not find expected '-' indicator");
      return parser(from, "did not find expected key");
    default:
      return parser(from, "did not find expected key");
  }
}
