import type { Profile } from "../profiles/index.ts";
import type { Pki } from "./pki.ts";

/** The laptop's ~/.kube/config: one cluster, one user, one context. */
export function kubeconfig(profile: Profile, server: string, { authority, administrator }: Pki): string {
  const { cluster, user, context } = profile.context;
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${btoa(authority.chainPem)}
    server: ${server}
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
