import type { CustomResourceDefinitionNames } from "../../../generated/types.ts";
import { type FieldError, type FieldPath, invalid, required } from "../../../machinery/field.ts";

const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_WORDS =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

/** IsDNS1035Label */
export function dns1035Problems(text: string): string[] {
  return [
    ...(text.length > 63 ? ["must be no more than 63 characters"] : []),
    ...(LABEL.test(text) ? [] : [LABEL_WORDS]),
  ];
}

const label = (at: FieldPath, text: string): FieldError[] => {
  const problems = dns1035Problems(text);
  return problems.length > 0 ? [invalid(at, text, problems.join(","))] : [];
};

function kindLike(at: FieldPath, text: string): FieldError[] {
  const problems = dns1035Problems(text.toLowerCase());
  if (problems.length === 0) return [];
  return [invalid(at, text, `may have mixed case, but should otherwise match: ${problems.join(",")}`)];
}

export function requiredNames({ plural, singular, kind, listKind }: CustomResourceDefinitionNames, at: FieldPath) {
  return Object.entries({ plural, singular, kind, listKind }).flatMap(([name, value]) =>
    value ? [] : [required(at.child(name))],
  );
}

/** k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation ValidateCustomResourceDefinitionNames */
export function nameErrors(names: CustomResourceDefinitionNames, at: FieldPath): FieldError[] {
  const { plural, singular, kind, listKind, shortNames = [], categories = [] } = names;
  return [
    ...(plural ? label(at.child("plural"), plural) : []),
    ...(singular ? label(at.child("singular"), singular) : []),
    ...(kind ? kindLike(at.child("kind"), kind) : []),
    ...(listKind ? kindLike(at.child("listKind"), listKind) : []),
    ...shortNames.flatMap((name, i) => label(at.child("shortNames").index(i), name)),
    ...(kind && kind === listKind
      ? [invalid(at.child("listKind"), listKind, "kind and listKind may not be the same")]
      : []),
    ...categories.flatMap((name, i) => label(at.child("categories").index(i), name)),
  ];
}
