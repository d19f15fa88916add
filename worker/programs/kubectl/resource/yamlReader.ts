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

/** @throws YamlError in go-yaml's words */
export function readYaml(text: string): Json {
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    strict: true,
    customTags: (tags) => [BOOLEANS, INTEGERS, ...tags],
  });
  const error = document.errors[0];
  if (error) throw new YamlError(goWords(error, text));
  return (document.toJS({ maxAliasCount: 1000 }) ?? null) as Json;
}

/** What go-yaml says of the mistakes that people make. It names the line where its parser stood, counted from one. */
function goWords(error: YAMLParseError, text: string): string {
  const line = text.slice(0, error.pos[0]).split("\n").length;
  const at = (says: string, on = line): string => `yaml: line ${on}: ${says}`;
  switch (error.code) {
    case "TAB_AS_INDENT":
      return at("found character that cannot start any token");
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return at("mapping values are not allowed in this context");
    case "MISSING_CHAR":
      if (/quote/.test(error.message)) return at("found unexpected end of stream", lineCount(text));
      if (/flow.*map|\}/.test(error.message)) return at("did not find expected ',' or '}'");
      if (/flow|\]/.test(error.message)) return at("did not find expected ',' or ']'");
      return at("could not find expected ':'", line + 1);
    case "BAD_ALIAS":
      return `yaml: unknown anchor '${error.message.match(/: (\S+)/)?.[1] ?? ""}' referenced`;
    case "BAD_SCALAR_START":
      return at("found character that cannot start any token");
    case "BAD_INDENT":
      return /flow/.test(error.message) ? at("did not find expected ',' or '}'") : at("did not find expected key");
    default:
      return at("did not find expected key");
  }
}

const lineCount = (text: string): number => text.replace(/\n$/, "").split("\n").length + 1;
