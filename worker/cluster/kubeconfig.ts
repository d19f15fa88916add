import type { Profile } from "../profiles/index.ts";

/** The laptop's ~/.kube/config: one cluster, one user, one context. */
export function kubeconfig(profile: Profile, server: string): string {
  const { cluster, user, context } = profile.context;
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: REFUQStPTUlUVEVE
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
    client-certificate-data: REFUQStPTUlUVEVE
    client-key-data: REFUQStPTUlUVEVE
`;
}
