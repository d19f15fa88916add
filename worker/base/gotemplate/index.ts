/**
 * Go's text/template: parser and interpreter.
 *
 * In:   template texts, functions, plain data (see goformat for how numbers become Go's).
 * Out:  text; errors in Go's words with line, column and the expression.
 * Never: HTML awareness, files, time. Functions beyond Go's own come from outside.
 *
 * @see https://pkg.go.dev/text/template
 * @module
 */
export { TemplateError } from "./error.ts";
export { type FunctionMap, type TypeName, templateFunction, truth } from "./function.ts";
export { GoTemplate, type MissingKey, type TemplateOptions } from "./template.ts";
