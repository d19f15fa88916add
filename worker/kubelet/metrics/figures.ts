/**
 * What a program costs, by its image: nothing is measured here, so these are what one sees of the real ones. Requests cost by the piece, whether
 * they are served or sent.
 */
export interface Figures {
  /** While nothing happens, thousandths of a core. */
  readonly idleMilli: number;
  /** CPU time of one request, milliseconds. */
  readonly requestMs: number;
  readonly memoryMi: number;
}

const figures = (idleMilli: number, requestMs: number, memoryMi: number): Figures => ({
  idleMilli,
  requestMs,
  memoryMi,
});

const DEFAULT = figures(0.5, 0.5, 6);

const BY_REPOSITORY: Readonly<Record<string, Figures>> = {
  "docker.io/library/nginx": figures(0.1, 0.3, 5),
  "docker.io/library/httpd": figures(0.3, 0.5, 9),
  "docker.io/library/busybox": figures(0.1, 3, 1),
  "docker.io/curlimages/curl": figures(0.1, 4, 3),
  "docker.io/nicolaka/netshoot": figures(0.1, 4, 4),
  "docker.io/kindest/kindnetd": figures(1, 0.2, 12),
  "docker.io/rancher/local-path-provisioner": figures(1, 0.5, 10),
  "registry.k8s.io/hpa-example": figures(1, 7, 11),
  "registry.k8s.io/ingress-nginx/controller": figures(2, 0.6, 92),
  "registry.k8s.io/coredns/coredns": figures(2, 0.1, 14),
  "registry.k8s.io/etcd": figures(18, 0.5, 42),
  "registry.k8s.io/kube-apiserver": figures(38, 2, 215),
  "registry.k8s.io/kube-controller-manager": figures(14, 0.5, 52),
  "registry.k8s.io/kube-proxy": figures(1, 0.2, 14),
  "registry.k8s.io/kube-scheduler": figures(6, 0.5, 24),
  "registry.k8s.io/metrics-server/metrics-server": figures(3, 1, 19),
  "registry.k8s.io/pause": figures(0, 0, 0.5),
};

/** @param image "docker.io/library/nginx:1.27" */
export function figuresOf(image: string): Figures {
  const repository = image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  return BY_REPOSITORY[repository] ?? DEFAULT;
}

/** What a node does beside its pods: kubelet, containerd, the kernel. */
export const SYSTEM: Figures = figures(45, 0, 280);
