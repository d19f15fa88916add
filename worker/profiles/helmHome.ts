/**
 * helm's files on a laptop where `helm repo add` was typed some time ago: the list of repositories, and the index as it was then. helm
 * installs what this index calls the newest, until somebody types `helm repo update`.
 */
export function helmHome(repositories: readonly KnownRepository[], addedAt: string): Record<string, string> {
  const files: Record<string, string> = {
    "~/.config/helm/repositories.yaml": `apiVersion: ""\ngenerated: "${addedAt}"\nrepositories:\n${repositories.map(listed).join("")}`,
  };
  for (const { name, chart, index } of repositories) {
    files[`~/.cache/helm/repository/${name}-index.yaml`] = index;
    files[`~/.cache/helm/repository/${name}-charts.txt`] = `${chart}\n`;
  }
  return files;
}

export interface KnownRepository {
  /** What the learner calls it: "ingress-nginx". */
  readonly name: string;
  readonly url: string;
  /** Its only chart. */
  readonly chart: string;
  /** Its index.yaml of that time. */
  readonly index: string;
}

const listed = ({ name, url }: KnownRepository): string => `- caFile: ""
  certFile: ""
  insecure_skip_tls_verify: false
  keyFile: ""
  name: ${name}
  pass_credentials_all: false
  password: ""
  url: ${url}
  username: ""
`;

/** https://kubernetes.github.io/ingress-nginx as it was on 25 March 2025, its newest version only. */
export const ingressNginxOfMarch2025: KnownRepository = {
  name: "ingress-nginx",
  url: "https://kubernetes.github.io/ingress-nginx",
  chart: "ingress-nginx",
  index: `apiVersion: v1
entries:
  ingress-nginx:
  - apiVersion: v2
    appVersion: 1.12.1
    created: "2025-03-24T18:54:23.000000000Z"
    description: Ingress controller for Kubernetes using NGINX as a reverse proxy
      and load balancer
    digest: 01ac80536caa0f1ff9f684bf97b7d53d51972468eb96fc4e4c3ddf0dc47e10a8
    home: https://github.com/kubernetes/ingress-nginx
    keywords:
    - ingress
    - nginx
    kubeVersion: '>=1.21.0-0'
    name: ingress-nginx
    sources:
    - https://github.com/kubernetes/ingress-nginx
    urls:
    - https://github.com/kubernetes/ingress-nginx/releases/download/helm-chart-4.12.1/ingress-nginx-4.12.1.tgz
    version: 4.12.1
generated: "2025-03-24T18:54:23.000000000Z"
`,
};
