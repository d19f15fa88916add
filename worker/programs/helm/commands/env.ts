import { helmCommand } from "../cli/command.ts";

export const env = helmCommand({
  usage: "env",
  about: ["Print helm's own environment: folders, files and what was said by variables."],
  flags: {},
  operands: { atMost: 1 },
  async run({ operands }, helm) {
    const { env: given } = helm.io;
    const { places } = helm;
    const variables: Record<string, string> = {
      HELM_BIN: helm.io.name,
      HELM_BURST_LIMIT: given.HELM_BURST_LIMIT ?? "100",
      HELM_CACHE_HOME: places.cache,
      HELM_CONFIG_HOME: places.config,
      HELM_CONTENT_CACHE: places.content,
      HELM_DATA_HOME: places.data,
      HELM_DEBUG: String(helm.debug),
      HELM_KUBEAPISERVER: given.HELM_KUBEAPISERVER ?? "",
      HELM_KUBEASGROUPS: given.HELM_KUBEASGROUPS ?? "",
      HELM_KUBEASUSER: given.HELM_KUBEASUSER ?? "",
      HELM_KUBECAFILE: given.HELM_KUBECAFILE ?? "",
      HELM_KUBECONTEXT: given.HELM_KUBECONTEXT ?? "",
      HELM_KUBEINSECURE_SKIP_TLS_VERIFY: given.HELM_KUBEINSECURE_SKIP_TLS_VERIFY ?? "false",
      HELM_KUBETLS_SERVER_NAME: given.HELM_KUBETLS_SERVER_NAME ?? "",
      HELM_KUBETOKEN: given.HELM_KUBETOKEN ?? "",
      HELM_MAX_HISTORY: given.HELM_MAX_HISTORY ?? "10",
      HELM_NAMESPACE: await helm.namespace(),
      HELM_PLUGINS: places.plugins,
      HELM_QPS: "0.00",
      HELM_REGISTRY_CONFIG: places.registryConfig,
      HELM_REPOSITORY_CACHE: places.repositoryCache,
      HELM_REPOSITORY_CONFIG: places.repositoryConfig,
    };
    if (operands[0] !== undefined) return helm.out(`${variables[operands[0]] ?? ""}\n`);
    const lines = Object.entries(variables).map(([key, value]) => `${key}=${JSON.stringify(value)}\n`);
    await helm.out(lines.join(""));
  },
});
