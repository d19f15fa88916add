/**
 * The rules for names, labels and annotations, with the words that the server refuses them in.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 * @see k8s.io/apimachinery pkg/util/validation
 */
import { type FieldError, type FieldPath, invalid } from "./field.ts";
import { joined } from "./values.ts";

const DNS_1123_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const DNS_1123_SUBDOMAIN = `${DNS_1123_LABEL}(\\.${DNS_1123_LABEL})*`;
const QUALIFIED_NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const LABEL_VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);
const SUBDOMAIN_RE = whole(DNS_1123_SUBDOMAIN);
const LABEL_RE = whole(DNS_1123_LABEL);
const QUALIFIED_RE = whole(QUALIFIED_NAME);
const VALUE_RE = whole(LABEL_VALUE);

const maxLength = (length: number, unit = "bytes") => `must be no more than ${length} ${unit}`;
const regexProblem = (text: string, pattern: string, ...examples: string[]) =>
  `${text} (e.g. ${examples.map((one) => `'${one}'`).join(",  or ")}, regex used for validation is '${pattern}')`;

const SUBDOMAIN_WORDS = regexProblem(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  DNS_1123_SUBDOMAIN,
  "example.com",
);

/** Names of most objects. IsDNS1123Subdomain */
export function subdomainProblems(name: string): string[] {
  const problems = name.length > 253 ? [maxLength(253, "characters")] : [];
  if (!SUBDOMAIN_RE.test(name)) problems.push(SUBDOMAIN_WORDS);
  return problems;
}

/** Names of namespaces, containers, ports of pods. IsDNS1123Label */
export function labelProblems(name: string): string[] {
  return joined(
    name.length > 63 ? [maxLength(63, "characters")] : [],
    LABEL_RE.test(name)
      ? []
      : SUBDOMAIN_RE.test(name)
        ? ["must not contain dots"]
        : [
            regexProblem(
              "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
              DNS_1123_LABEL,
              "my-name",
              "123-abc",
            ),
          ],
  );
}

const DNS_1035_LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?";
const DNS_1035_RE = whole(DNS_1035_LABEL);

/** Names that begin with a letter: versions, kinds in small letters. IsDNS1035Label */
export function dns1035Problems(name: string): string[] {
  return joined(
    name.length > 63 ? [maxLength(63, "characters")] : [],
    DNS_1035_RE.test(name)
      ? []
      : [
          regexProblem(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
            DNS_1035_LABEL,
            "my-name",
            "abc-123",
          ),
        ],
  );
}

/** Keys of labels and annotations. IsQualifiedName */
export function labelKeyProblems(key: string): string[] {
  const parts = key.split("/");
  const problems: string[] = [];
  let name = key;
  if (parts.length === 2) {
    const [prefix, rest] = parts as [string, string];
    name = rest;
    if (prefix === "") problems.push("prefix part must be non-empty");
    else problems.push(...subdomainProblems(prefix).map((problem) => `prefix part ${problem}`));
  } else if (parts.length > 2) {
    return [
      `a valid label key ${regexProblem("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", QUALIFIED_NAME, "MyName", "my.name", "123-abc")} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  if (name === "") problems.push("name part must be non-empty");
  else if (name.length > 63) problems.push(`name part ${maxLength(63)}`);
  if (!QUALIFIED_RE.test(name)) {
    problems.push(
      `name part ${regexProblem("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", QUALIFIED_NAME, "MyName", "my.name", "123-abc")}`,
    );
  }
  return problems;
}

/** IsValidLabelValue */
export function labelValueProblems(value: string): string[] {
  return joined(
    value.length > 63 ? [maxLength(63)] : [],
    VALUE_RE.test(value)
      ? []
      : [
          regexProblem(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
            LABEL_VALUE,
            "MyValue",
            "my_value",
            "12345",
          ),
        ],
  );
}

/** metadata.labels, matchLabels, selectors and the like. */
export function validateLabels(labels: Readonly<Record<string, string>> | undefined, at: FieldPath): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) =>
    joined(
      labelKeyProblems(key).map((problem) => invalid(at, key, problem)),
      labelValueProblems(value).map((problem) => invalid(at, value, problem)),
    ),
  );
}

const ANNOTATION_BYTES = 256 * 1024;

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  at: FieldPath,
): FieldError[] {
  const entries = Object.entries(annotations ?? {});
  const size = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return joined(
    entries.flatMap(([key]) => labelKeyProblems(key.toLowerCase()).map((problem) => invalid(at, key, problem))),
    size > ANNOTATION_BYTES
      ? [
          {
            type: "FieldValueTooLong",
            field: at.text,
            message: `Too long: may not be more than ${ANNOTATION_BYTES} bytes`,
          } as const,
        ]
      : [],
  );
}
