import { generator } from "./generate.ts";

export default generator({
  usage: "create serviceaccount NAME [--dry-run=server|client|none]",
  about: ["Create a service account with the given name."],
  examples: [["A service account", "kubectl create serviceaccount my-service-account"]],
  flags: {},
  makes: { group: "", version: "v1", plural: "serviceaccounts", namespaced: true },
  failure: "failed to create serviceaccount:",
  build: (_call, _kube, name) => ({ kind: "ServiceAccount", apiVersion: "v1", metadata: { name } }),
});
