import type { Profile } from "../profiles/index.ts";
import type { Pki } from "./pki.ts";

/**
 * An administrator's kubeconfig, the laptop's ~/.kube/config: one cluster, one user, one context.
 *
 * @param serverName whom the server's certificate is for, where that is not the server's address
 */
export function kubeconfig(
  profile: Profile,
  server: string,
  { authority, administrator }: Pki,
  serverName?: string,
): string {
  const { cluster, user, context } = profile.context;
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${btoa(authority.chainPem)}
    server: ${server}${serverName === undefined ? "" : `\n    tls-server-name: ${serverName}`}
  name: ${cluster}
contexts:
- context:
    cluster: ${cluster}
    user: ${user}
  name: ${context}
current-context: ${context}
kind: Config
users:
- name: ${user}
  user:
    client-certificate-data: ${btoa(administrator.chainPem)}
    client-key-data: ${btoa(administrator.keyPem)}
`;
}
