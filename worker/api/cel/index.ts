/**
 * Expressions of Kubernetes (CEL) over objects of the API. Large: import it only dynamically.
 *
 * In:   an expression's text, then values as `celValues` makes them of JSON and a schema.
 * Out:  what it evaluates to, or `CelFailure` in the words of cel-go.
 *
 * @module
 */
export { kubernetesEnvironment } from "./environment.ts";
export { type CelCompiler, CelFailure, type CelProgram, celCompiler, celTyped, compileCel } from "./program.ts";
export { type ToCel, toCel } from "./values.ts";
