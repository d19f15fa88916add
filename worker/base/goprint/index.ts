/**
 * Plain data as Go programs print it: JSON as encoding/json, YAML as sigs.k8s.io/yaml, KYAML as its strict subset.
 *
 * In:   plain data (objects, lists, strings, numbers, booleans, null).
 * Out:  the bytes that kubectl, helm and the API server write for the same data.
 * Never: reads anything; the parsers live elsewhere.
 *
 * @module
 */
export { goJson, indentedJson } from "./json.ts";
export { goKyaml } from "./kyaml.ts";
export { formatFloatG } from "./number.ts";
export { goYaml } from "./yaml.ts";
