import { doubleQuoted, quoted, quotedIfNeeded } from "./quote.ts";
import { type AssociativeArray, type IndexedArray, keysOf, type Variable } from "./variables.ts";

/** The letters of a variable's attributes, as `${x@a}` and `declare -p` order them. */
export function transformAttributes(variable: Variable): string {
  return [
    variable.kind === "indexed" ? "a" : variable.kind === "associative" ? "A" : "",
    variable.integer ? "i" : "",
    variable.lower ? "l" : "",
    variable.nameref ? "n" : "",
    variable.readOnly ? "r" : "",
    variable.upper ? "u" : "",
    variable.exported ? "x" : "",
  ].join("");
}

/** A variable as a command that would make it again: `declare -p`'s form, or `${x@A}`'s, or `set`'s. */
export function declaration(name: string, variable: Variable, form: "declare" | "assign" | "set"): string {
  const attributes = transformAttributes(variable);
  const head = form === "set" ? "" : form === "assign" && attributes === "" ? "" : `declare -${attributes || "-"} `;
  if (variable.value === undefined) return `${head}${name}`;
  return `${head}${name}=${literalValue(variable, form)}`;
}

function literalValue(variable: Variable, form: "declare" | "assign" | "set"): string {
  if (typeof variable.value === "string") {
    if (form === "declare") return doubleQuoted(variable.value);
    return form === "set" ? quotedIfNeeded(variable.value).replace(/^''$/, "") : quoted(variable.value);
  }
  const held = variable.value as IndexedArray & AssociativeArray;
  const parts = keysOf(variable).map((key) => {
    const shown = typeof key === "string" && !/^[\w.@%+:,/-]+$/.test(key) ? doubleQuoted(key) : key;
    return `[${shown}]=${doubleQuoted(held.get(key as never)!)}`;
  });
  // bash ends the list of an associative array with a blank.
  return variable.kind === "associative" && parts.length > 0 ? `(${parts.join(" ")} )` : `(${parts.join(" ")})`;
}
