import { fromBase64 } from "../../../base/base64.ts";
import type { CertifiedKey } from "../../../base/tls.ts";
import { resolvePath } from "../../../shell/files.ts";
import { CommandError, PlainFailure } from "../cli/errors.ts";
import type { FlagValues } from "../cli/flags.ts";
import type { GlobalFlags } from "../cli/globals.ts";
import { textAt } from "../json.ts";
import type { MergedConfig, NamedEntry } from "./kubeconfig.ts";

/** Where to send requests and as whom: the kubeconfig's context with the flags laid over it. */
export interface ConfigTarget {
  readonly server: string;
  readonly namespace: string;
  /** The namespace was named by --namespace. */
  readonly namespaceGiven: boolean;
  readonly tlsServerName?: string;
  readonly token?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  /** PEM. */
  readonly certificateAuthority?: string;
  readonly clientCertificate?: CertifiedKey;
  readonly insecure: boolean;
  readonly impersonate: readonly (readonly [name: string, value: string])[];
}

/**
 * Chooses context, cluster and user. Without any configuration it is localhost:8080, as in client-go.
 *
 * @throws CommandError when a named context, cluster or user does not exist
 */
export function chooseTarget(
  config: MergedConfig,
  globals: FlagValues<GlobalFlags>,
  read: (path: string) => string,
): ConfigTarget {
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
  const pem = (entry: NamedEntry | undefined, field: string, flag: string) => pemOf({ entry, field, flag }, read);
  const certificate = pem(user, "client-certificate", globals.clientCertificate);
  const key = pem(user, "client-key", globals.clientKey);
  const authority = pem(cluster, "certificate-authority", globals.certificateAuthority);
  if (authority && !authority.includes("-----BEGIN CERTIFICATE-----")) {
    throw new CommandError("unable to load root certificates: unable to parse bytes as PEM block");
  }
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
    ...(certificate && key && { clientCertificate: { chainPem: certificate, keyPem: key } }),
    ...(authority && { certificateAuthority: authority }),
  };
}

/** A flag's file, else what stands in the kubeconfig as base64, else the file that it names, from where it lies. */
function pemOf(
  { entry, field, flag }: { readonly entry: NamedEntry | undefined; readonly field: string; readonly flag: string },
  read: (path: string) => string,
): string {
  const data = textAt(entry?.body, `${field}-data`);
  if (flag === "" && data !== "") {
    try {
      return fromBase64(data);
    } catch {
      throw new CommandError(`couldn't get client: illegal base64 data in ${field}-data of ${entry?.name}`);
    }
  }
  const named = textAt(entry?.body, field);
  const path = flag || (named && resolvePath(entry!.file.replace(/\/[^/]*$/, ""), named));
  if (!path) return "";
  try {
    return read(path);
  } catch (error) {
    const why = error instanceof Error ? error.message.toLowerCase() : String(error);
    throw new PlainFailure(
      `Error in configuration: unable to read ${field} ${path} for ${entry?.name ?? ""} due to open ${path}: ${why}`,
    );
  }
}
