import {
  controlPlanePod,
  coreDns,
  coreDnsConfig,
  kindnet,
  kubeDnsService,
  kubeProxy,
  kubeProxyConfig,
  serviceAccount,
  storageClass,
} from "./addons.ts";
import type { NodeProfile, Profile } from "./profile.ts";

const VERSION = "v1.36.0";
const POD_CIDR = "10.244.0.0/16";
const DNS_IP = "10.96.0.10";
const CONTROL_PLANE_IP = "172.18.0.4";

function node(name: string, ip: string, podCidr: string, role?: "control-plane"): NodeProfile {
  return {
    name,
    ip,
    prefix: 16,
    segment: "kind",
    interfaceName: "eth0",
    gateway: "172.18.0.1",
    podCidr,
    labels: {
      "beta.kubernetes.io/arch": "amd64",
      "beta.kubernetes.io/os": "linux",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": name,
      "kubernetes.io/os": "linux",
      ...(role
        ? { "node-role.kubernetes.io/control-plane": "", "node.kubernetes.io/exclude-from-external-load-balancers": "" }
        : {}),
    },
    taints: role ? [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }] : [],
    cpu: "8",
    memory: "16Gi",
    maxPods: 110,
    osImage: "Debian GNU/Linux 13 (trixie)",
    kernel: "6.12.41-generic",
    runtime: "containerd://2.2.1",
    providerId: `kind://docker/kind/${name}`,
  };
}

/** kind: nodes are containers on a bridge that the laptop shares; nothing hands out load balancer addresses. */
export const kind: Profile = {
  name: "kind",
  says: "kind on your laptop: one control plane, two workers, no load balancer",
  kubernetes: { version: VERSION, platform: "linux/amd64" },
  podCidr: POD_CIDR,
  serviceCidr: "10.96.0.0/16",
  dnsServiceIp: DNS_IP,
  segments: [
    { name: "internet", cidr: "0.0.0.0/0" },
    { name: "kind", cidr: "172.18.0.0/16", uplink: "internet", natAddress: "198.51.100.23" },
  ],
  laptop: {
    hostname: "laptop",
    user: { name: "learner", uid: 1000 },
    interfaces: [
      { name: "eth0", ip: "198.51.100.23", prefix: 24, segment: "internet", gateway: "198.51.100.1" },
      { name: "br-kind", ip: "172.18.0.1", prefix: 16, segment: "kind" },
    ],
    portMappings: [30080, 30443, 30800].map((port) => ({ port, node: "kind-control-plane", nodePort: port })),
    nameServer: "198.51.100.1",
  },
  machines: [],
  nodes: [
    node("kind-control-plane", CONTROL_PLANE_IP, "10.244.0.0/24", "control-plane"),
    node("kind-worker", "172.18.0.2", "10.244.1.0/24"),
    node("kind-worker2", "172.18.0.3", "10.244.2.0/24"),
  ],
  controlPlane: { kind: "pods" },
  context: { cluster: "kind-kind", user: "kind-kind", context: "kind-kind" },
  objects: [
    serviceAccount("coredns"),
    serviceAccount("kube-proxy"),
    serviceAccount("kindnet"),
    coreDnsConfig(),
    kubeDnsService(DNS_IP),
    kubeProxyConfig(POD_CIDR),
    kindnet("docker.io/kindest/kindnetd:v20260528-e0c95ae4"),
    kubeProxy(`registry.k8s.io/kube-proxy:${VERSION}`),
    coreDns("registry.k8s.io/coredns/coredns:v1.14.2"),
  ],
  born: [storageClass("standard", "rancher.io/local-path", { isDefault: true })],
  staticPods: [
    controlPlanePod("etcd", "registry.k8s.io/etcd:3.6.8-0", ["etcd"], {
      port: 2381,
      path: "/readyz",
      host: "127.0.0.1",
    }),
    controlPlanePod(
      "kube-apiserver",
      `registry.k8s.io/kube-apiserver:${VERSION}`,
      ["kube-apiserver", `--advertise-address=${CONTROL_PLANE_IP}`, "--secure-port=6443"],
      { port: 6443, path: "/livez", host: CONTROL_PLANE_IP },
    ),
    controlPlanePod(
      "kube-controller-manager",
      `registry.k8s.io/kube-controller-manager:${VERSION}`,
      [
        "kube-controller-manager",
        `--cluster-cidr=${POD_CIDR}`,
        "--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt",
        "--cluster-signing-key-file=/etc/kubernetes/pki/ca.key",
        "--kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--root-ca-file=/etc/kubernetes/pki/ca.crt",
        "--use-service-account-credentials=true",
      ],
      { port: 10257, path: "/healthz", host: "127.0.0.1" },
    ),
    controlPlanePod(
      "kube-scheduler",
      `registry.k8s.io/kube-scheduler:${VERSION}`,
      ["kube-scheduler", "--kubeconfig=/etc/kubernetes/scheduler.conf"],
      {
        port: 10259,
        path: "/livez",
        host: "127.0.0.1",
      },
    ),
  ],
  dns: {},
};
