/**
 * ConfigMaps that kubeadm and the API server leave in a new cluster, for those who look.
 *
 * @see kubernetes cmd/kubeadm/app/phases: uploadconfig, kubelet, bootstraptoken; pkg/controlplane clusterauthenticationtrust
 */
import type { ConfigMapObject } from "../../api/generated/types.ts";
import type { Profile } from "../profile.ts";

export interface BirthCertificates {
  readonly profile: Profile;
  /** PEM of the cluster's authority. */
  readonly authorityPem: string;
  /** When the cluster was made, milliseconds since the epoch. */
  readonly madeMs: number;
}

const configMap = (
  namespace: string,
  name: string,
  data: Readonly<Record<string, string>>,
  more = {},
): ConfigMapObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace, ...more },
  data,
});

/** What every API server publishes of itself. */
function ofApiServer({ authorityPem, madeMs }: BirthCertificates): readonly ConfigMapObject[] {
  return [
    configMap("kube-system", "extension-apiserver-authentication", {
      "client-ca-file": authorityPem,
      "requestheader-allowed-names": '["front-proxy-client"]',
      "requestheader-extra-headers-prefix": '["X-Remote-Extra-"]',
      "requestheader-group-headers": '["X-Remote-Group"]',
      "requestheader-uid-headers": '["X-Remote-Uid"]',
      "requestheader-username-headers": '["X-Remote-User"]',
    }),
    configMap("kube-system", "kube-apiserver-legacy-service-account-token-tracking", {
      since: new Date(madeMs).toISOString().slice(0, 10),
    }),
  ];
}

const clusterConfiguration = ({ nodes, kubernetes, podCidr, serviceCidr, context }: Profile): string =>
  `apiServer:
  certSANs:
  - localhost
  - 127.0.0.1
  extraArgs:
  - name: runtime-config
    value: ""
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: ${context.cluster.replace(/^kind-/, "")}
controlPlaneEndpoint: ${nodes[0]!.name}:6443
controllerManager:
  extraArgs:
  - name: enable-hostpath-provisioner
    value: "true"
dns: {}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: ${kubernetes.version}
networking:
  dnsDomain: cluster.local
  podSubnet: ${podCidr}
  serviceSubnet: ${serviceCidr}
proxy: {}
scheduler: {}
`;

const kubeletConfiguration = ({ dnsServiceIp }: Profile): string =>
  `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 0s
    cacheUnauthorizedTTL: 0s
cgroupDriver: systemd
cgroupRoot: /kubelet
clusterDNS:
- ${dnsServiceIp}
clusterDomain: cluster.local
containerRuntimeEndpoint: ""
cpuManagerReconcilePeriod: 0s
evictionHard:
  imagefs.available: 0%
  nodefs.available: 0%
  nodefs.inodesFree: 0%
evictionPressureTransitionPeriod: 0s
failSwapOn: false
fileCheckFrequency: 0s
healthzBindAddress: 127.0.0.1
healthzPort: 10248
httpCheckFrequency: 0s
imageGCHighThresholdPercent: 100
imageMaximumGCAge: 0s
imageMinimumGCAge: 0s
kind: KubeletConfiguration
logging:
  flushFrequency: 0
  options:
    json:
      infoBufferSize: "0"
    text:
      infoBufferSize: "0"
  verbosity: 0
memorySwap: {}
nodeStatusReportFrequency: 0s
nodeStatusUpdateFrequency: 0s
rotateCertificates: true
runtimeRequestTimeout: 0s
shutdownGracePeriod: 0s
shutdownGracePeriodCriticalPods: 0s
staticPodPath: /etc/kubernetes/manifests
streamingConnectionIdleTimeout: 0s
syncFrequency: 0s
volumeStatsAggPeriod: 0s
`;

const clusterInfo = (authorityPem: string, server: string): string =>
  `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${btoa(authorityPem)}
    server: https://${server}:6443
  name: ""
contexts: null
current-context: ""
kind: Config
preferences: {}
users: null
`;

/** The ConfigMaps of a new cluster, beside those that are made as it starts. */
export function bornConfigMaps(facts: BirthCertificates): readonly ConfigMapObject[] {
  const { profile, authorityPem } = facts;
  if (profile.controlPlane.kind === "managed") return ofApiServer(facts);
  return [
    ...ofApiServer(facts),
    configMap("kube-public", "cluster-info", { kubeconfig: clusterInfo(authorityPem, profile.nodes[0]!.name) }),
    configMap("kube-system", "kubeadm-config", { ClusterConfiguration: clusterConfiguration(profile) }),
    configMap("kube-system", "kubelet-config", { kubelet: kubeletConfiguration(profile) }),
  ];
}
