import { parseDocument, type ScalarTag } from "yaml";
import { goYamlWords } from "../../../base/goYamlWords.ts";
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
  if (error) throw new YamlError(goYamlWords(error, text));
  try {
    return (document.toJS({ maxAliasCount: 1000 }) ?? null) as Json;
  } catch (failure) {
    const anchor = /Unresolved alias.*: (\S+)$/.exec((failure as Error).message)?.[1] ?? "";
    throw new YamlError(`yaml: unknown anchor '${anchor}' referenced`);
  }
}
