/** Field selectors: "spec.nodeName=a,status.phase!=Running". */

export interface FieldTerm {
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

/** The text does not follow the field selector grammar. The message is the server's. */
export class FieldSelectorError extends Error {}

/**
 * Reads a field selector; a backslash takes `,` `=` and itself literally.
 *
 * @throws FieldSelectorError
 */
export function parseFieldSelector(text: string): readonly FieldTerm[] {
  return splitTerms(text)
    .filter((term) => term !== "")
    .map((term) => {
      const match = /^((?:\\.|[^\\=!])*?)(!=|==|=)(.*)$/s.exec(term);
      if (!match) throw new FieldSelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
      return {
        field: match[1]!,
        operator: match[2] === "!=" ? "!=" : "=",
        value: match[3]!.replace(/\\([\\,=])/g, "$1"),
      };
    });
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === ",") {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}
