/**
 * Go's fmt over plain data: `%v` and `%#v` of values, `printf` with Go's verbs, quoting of strings.
 *
 * In:   plain data. Whole numbers are ints; other numbers, and GoFloat, are float64.
 * Out:  the text that a Go program prints for the same value.
 *
 * @module
 */
export { GoFloat } from "./float.ts";
export { GoObject } from "./object.ts";
export { goQuote, goUnquote, goUnquoteCharacters } from "./quote.ts";
export { goPrint, goPrintln, sprintf } from "./sprintf.ts";
export { goSyntax, goText, goTypeName } from "./value.ts";
