import { type Environment, Optional } from "@marcbachmann/cel-js";
import { labelKeyProblems, labelProblems, labelValueProblems, subdomainProblems } from "../machinery/names.ts";

/** A named format: what is wrong with a text of it. */
class Format {
  constructor(
    readonly name: string,
    readonly problems: (text: string) => readonly string[],
  ) {}
}

const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1035_WORDS =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

const dns1035 = (text: string) => [
  ...(text.length > 63 ? ["must be no more than 63 characters"] : []),
  ...(DNS_1035.test(text) ? [] : [DNS_1035_WORDS]),
];

/** A prefix may end with a dash: what follows makes it a name. */
const prefixOf = (check: (text: string) => readonly string[]) => (text: string) => check(text.replace(/-$/, "a"));
const meets = (pattern: RegExp, words: string) => (text: string) => (pattern.test(text) ? [] : [words]);

const FORMATS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  dns1123Label: labelProblems,
  dns1123Subdomain: subdomainProblems,
  dns1035Label: dns1035,
  dns1123LabelPrefix: prefixOf(labelProblems),
  dns1123SubdomainPrefix: prefixOf(subdomainProblems),
  dns1035LabelPrefix: prefixOf(dns1035),
  qualifiedName: labelKeyProblems,
  labelValue: labelValueProblems,
  uuid: meets(/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i, "does not match the UUID format"),
  byte: meets(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "invalid base64"),
  date: meets(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, "invalid date"),
  datetime: meets(/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/, "invalid datetime"),
  uri: meets(/^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|\/)\S*$/, "invalid URI"),
};

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library */
export function registerFormats(env: Environment): void {
  class Formats {}
  env.registerType("kubernetes.NamedFormat", Format);
  env.registerType("kubernetes.Formats", Formats);
  env.registerConstant("format", "kubernetes.Formats", new Formats());
  for (const [name, problems] of Object.entries(FORMATS)) {
    const format = new Format(name, problems);
    env.registerFunction(`kubernetes.Formats.${name}(): kubernetes.NamedFormat`, () => format);
  }
  env.registerFunction(
    "kubernetes.Formats.named(string): optional<kubernetes.NamedFormat>",
    (_: Formats, name: string) =>
      Object.hasOwn(FORMATS, name) ? Optional.of(new Format(name, FORMATS[name]!)) : Optional.none(),
  );
  env.registerFunction("kubernetes.NamedFormat.validate(string): dyn", (format: Format, text: string) => {
    const problems = format.problems(text);
    return problems.length > 0 ? Optional.of([...problems]) : Optional.none();
  });
}
