import {
  coreDns,
  coreDnsConfig,
  kubeDnsService,
  kubeProxy,
  kubeProxyConfig,
  serviceAccount,
  storageClass,
} from "./addons.ts";
import { helmHome, ingressNginxOfMarch2025 } from "./helmHome.ts";
import type { NodeProfile, Profile } from "./profile.ts";

const DISK = "disk.csi.azure.com";
const FILE = "file.csi.azure.com";
const VERSION = "v1.31.6";
const POD_CIDR = "100.64.0.0/16";
const DNS_IP = "100.65.0.10";
const NODE_SEGMENT = "vnet-sbx-spokeaks1";

function node(index: number): NodeProfile {
  const name = `aks-npuser2-14732456-vmss00000${index}`;
  return {
    name,
    ip: `172.21.10.${4 + index}`,
    prefix: 25,
    segment: NODE_SEGMENT,
    interfaceName: "eth0",
    gateway: "172.21.10.1",
    podCidr: `100.64.${index}.0/24`,
    labels: {
      agentpool: "npuser2",
      "beta.kubernetes.io/arch": "amd64",
      "beta.kubernetes.io/instance-type": "Standard_D4s_v5",
      "beta.kubernetes.io/os": "linux",
      "failure-domain.beta.kubernetes.io/region": "eastus",
      "failure-domain.beta.kubernetes.io/zone": "0",
      "kubernetes.azure.com/agentpool": "npuser2",
      "kubernetes.azure.com/mode": "system",
      "kubernetes.azure.com/network-plugin": "azure",
      "kubernetes.azure.com/network-plugin-mode": "overlay",
      "kubernetes.azure.com/role": "agent",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": name,
      "kubernetes.io/os": "linux",
      "node.kubernetes.io/instance-type": "Standard_D4s_v5",
      "topology.disk.csi.azure.com/zone": "",
      "topology.kubernetes.io/region": "eastus",
      "topology.kubernetes.io/zone": "0",
    },
    taints: [],
    cpu: "4",
    memory: "16Gi",
    maxPods: 250,
    osImage: "Ubuntu 22.04.5 LTS",
    kernel: "5.15.0-1081-azure",
    runtime: "containerd://1.7.26-1",
    providerId: `azure:///subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mc_rsg-aks/providers/Microsoft.Compute/virtualMachineScaleSets/aks-npuser2-14732456-vmss/virtualMachines/${index}`,
  };
}

/** AKS with Azure CNI overlay: nodes in a virtual network, pods in an overlay, Azure load balancers, a managed control plane. */
export const aks: Profile = {
  name: "aks",
  says: "AKS with Azure CNI overlay: three nodes, Azure load balancers, a VM in the network",
  kubernetes: { version: VERSION, platform: "linux/amd64" },
  podCidr: POD_CIDR,
  serviceCidr: "100.65.0.0/16",
  dnsServiceIp: DNS_IP,
  segments: [
    { name: "internet", cidr: "0.0.0.0/0" },
    { name: NODE_SEGMENT, cidr: "172.21.0.0/16", uplink: "internet", natAddress: "20.72.141.8", silent: true },
  ],
  laptop: {
    hostname: "df-2404lts",
    user: { name: "df", uid: 1000 },
    interfaces: [{ name: "eth0", ip: "198.51.100.23", prefix: 24, segment: "internet", gateway: "198.51.100.1" }],
    portMappings: [],
    nameServer: "198.51.100.1",
    files: helmHome([ingressNginxOfMarch2025], "2025-03-25T09:12:41.20513071+01:00"),
  },
  machines: [
    {
      name: "vm",
      hostname: "vm",
      user: { name: "azureuser", uid: 1000 },
      interfaces: [{ name: "eth0", ip: "172.21.10.196", prefix: 26, segment: NODE_SEGMENT, gateway: "172.21.10.193" }],
      nameServer: "168.63.129.16",
    },
  ],
  nodes: [node(6), node(7), node(8)],
  controlPlane: { kind: "managed", ip: "20.81.14.92", host: "aks-sbx-dns-4f0h1cyo.hcp.eastus.azmk8s.io" },
  context: { cluster: "aks-sbx", user: "clusterUser_rsg-aks_aks-sbx", context: "aks-sbx" },
  objects: [
    serviceAccount("coredns"),
    serviceAccount("kube-proxy"),
    coreDnsConfig(),
    kubeDnsService(DNS_IP),
    kubeProxyConfig(POD_CIDR),
    kubeProxy(`mcr.microsoft.com/oss/kubernetes/kube-proxy:${VERSION}`),
    coreDns("mcr.microsoft.com/oss/kubernetes/coredns:v1.9.4-hotfix.20240704"),
  ],
  born: [
    storageClass("azurefile", FILE, { immediate: true, expands: true, parameters: { skuName: "Standard_LRS" } }),
    storageClass("azurefile-csi", FILE, { immediate: true, expands: true, parameters: { skuName: "Standard_LRS" } }),
    storageClass("default", DISK, { isDefault: true, expands: true, parameters: { skuname: "StandardSSD_LRS" } }),
    storageClass("managed", DISK, { expands: true, parameters: { skuname: "StandardSSD_LRS" } }),
    storageClass("managed-csi", DISK, { expands: true, parameters: { skuname: "StandardSSD_LRS" } }),
    storageClass("managed-csi-premium", DISK, { expands: true, parameters: { skuname: "Premium_LRS" } }),
    storageClass("managed-premium", DISK, { expands: true, parameters: { skuname: "Premium_LRS" } }),
  ],
  staticPods: [],
  cloud: {
    kind: "azure",
    publicAddresses: [
      "74.179.240.209",
      "57.152.85.14",
      "20.241.190.37",
      "48.217.12.66",
      "172.210.91.143",
      "4.156.77.20",
    ],
    publicSegment: "internet",
    virtualNetwork: "vnet-sbx-spokeaks1",
    subnets: [{ name: "sub2-vnet-sbx-spokeaks1", cidr: "172.21.10.128/26", segment: NODE_SEGMENT }],
  },
  dns: { "aks-sbx-dns-4f0h1cyo.hcp.eastus.azmk8s.io": "20.81.14.92" },
};
