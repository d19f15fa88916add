import { CommandError, PlainFailure } from "../cli/errors.ts";
import type { FlagValues } from "../cli/flags.ts";
import type { GlobalFlags } from "../cli/globals.ts";
import { textAt } from "../json.ts";
import type { MergedConfig } from "./kubeconfig.ts";

/** Where to send requests and as whom: the kubeconfig's context with the flags laid over it. */
export interface ConfigTarget {
  readonly server: string;
  readonly namespace: string;
  /** The namespace was named by --namespace. */
  readonly namespaceGiven: boolean;
  readonly tlsServerName?: string;
  readonly token?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  /** PEM of the client's certificate, base64, as kubeconfig holds it. */
  readonly clientCertificateData?: string;
  readonly certificateAuthorityData?: string;
  readonly insecure: boolean;
  readonly impersonate: readonly (readonly [name: string, value: string])[];
}

/**
 * Chooses context, cluster and user. Without any configuration it is localhost:8080, as in client-go.
 *
 * @throws CommandError when a named context, cluster or user does not exist
 */
export function chooseTarget(config: MergedConfig, globals: FlagValues<GlobalFlags>): ConfigTarget {
  const contextName = globals.context || config.currentContext;
  const context = config.contexts.find((one) => one.name === contextName);
  if (contextName !== "" && !context && globals.server === "") {
    throw new PlainFailure(`Error in configuration: context was not found for specified context: ${contextName}`);
  }
  const clusterName = globals.cluster || textAt(context?.body, "cluster");
  const cluster = config.clusters.find((one) => one.name === clusterName);
  if (globals.cluster !== "" && !cluster) throw new CommandError(`no server found for cluster "${globals.cluster}"`);
  const userName = globals.user || textAt(context?.body, "user");
  const user = config.users.find((one) => one.name === userName);
  if (globals.user !== "" && !user) throw new CommandError(`auth info "${globals.user}" does not exist`);
  const server = globals.server || textAt(cluster?.body, "server") || "http://localhost:8080";
  const token = globals.token || textAt(user?.body, "token");
  const username = globals.username || textAt(user?.body, "username");
  const tlsServerName = globals.tlsServerName || textAt(cluster?.body, "tls-server-name");
  const certificate = textAt(user?.body, "client-certificate-data");
  const authority = textAt(cluster?.body, "certificate-authority-data");
  const as = globals.as || textAt(user?.body, "as");
  return {
    server: /^https?:\/\//.test(server) ? server : `http://${server}`,
    namespace: globals.namespace || textAt(context?.body, "namespace") || "default",
    namespaceGiven: globals.namespace !== "",
    insecure: globals.insecureSkipTlsVerify || cluster?.body["insecure-skip-tls-verify"] === true,
    impersonate: [
      ...(as ? [["Impersonate-User", as] as const] : []),
      ...globals.asGroup.map((group) => ["Impersonate-Group", group] as const),
      ...(globals.asUid ? [["Impersonate-Uid", globals.asUid] as const] : []),
    ],
    ...(tlsServerName && { tlsServerName }),
    ...(token && { token }),
    ...(username && { basic: { username, password: globals.password || textAt(user?.body, "password") } }),
    ...(certificate && { clientCertificateData: certificate }),
    ...(authority && { certificateAuthorityData: authority }),
  };
}
