import { generator } from "./generate.ts";

export default generator({
  usage: "create namespace NAME [--dry-run=server|client|none]",
  about: ["Create a namespace with the given name."],
  examples: [["A namespace", "kubectl create namespace my-namespace"]],
  flags: {},
  makes: { group: "", version: "v1", plural: "namespaces", namespaced: false },
  build: (_call, _kube, name) => ({ kind: "Namespace", apiVersion: "v1", metadata: { name }, spec: {}, status: {} }),
});
