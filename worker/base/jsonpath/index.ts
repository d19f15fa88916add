/**
 * kubectl's JSONPath: templates with `{...}` actions over plain data.
 *
 * In:   a template text, then plain data.
 * Out:  the matched values, or the text that kubectl prints for them; errors in its words.
 *
 * @see k8s.io/client-go util/jsonpath, https://kubernetes.io/docs/reference/kubectl/jsonpath/
 * @module
 */
export { compareValues, type JsonPathOptions } from "./evaluate.ts";
export { JsonPath, printValue, relaxedJsonPath } from "./jsonpath.ts";
export { JsonPathError } from "./parse.ts";
