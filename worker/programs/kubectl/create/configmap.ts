import type { JsonObject } from "../json.ts";
import { generator } from "./generate.ts";
import { hashedName } from "./hash.ts";
import { base64, readSources, SOURCE_FLAGS, sortedRecord, textOf } from "./sources.ts";

export default generator({
  usage: "create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
  about: [
    "Create a config map from files, directories or literal values.",
    "A file's name becomes the key and its content the value; from a directory every file with a fit name is taken.",
  ],
  examples: [
    [
      "From two literal values",
      "kubectl create configmap my-config --from-literal=key1=config1 --from-literal=key2=config2",
    ],
    ["From all files of a directory", "kubectl create configmap my-config --from-file=path/to/bar"],
    ["From a file, with another key", "kubectl create configmap my-config --from-file=key1=/path/to/bar/file1.txt"],
    ["From lines of key=value", "kubectl create configmap my-config --from-env-file=path/to/bar.env"],
  ],
  flags: SOURCE_FLAGS,
  makes: { group: "", version: "v1", plural: "configmaps", namespaced: true },
  failure: "failed to create configmap:",
  build({ flags }, kube, name) {
    const data: [string, string][] = [];
    const binaryData: [string, string][] = [];
    for (const [key, bytes] of readSources(kube, flags, { kind: "ConfigMap", name })) {
      const text = textOf(bytes);
      if (text === undefined) binaryData.push([key, base64(bytes)]);
      else data.push([key, text]);
    }
    const object: JsonObject = {
      kind: "ConfigMap",
      apiVersion: "v1",
      metadata: { name },
      ...(data.length > 0 && { data: sortedRecord(data) }),
      ...(binaryData.length > 0 && { binaryData: sortedRecord(binaryData) }),
    };
    return flags.appendHash ? hashedName(kube, object) : object;
  },
});
