import type {
  ConfigMapObject,
  DaemonSetObject,
  DeploymentObject,
  NamedMeta,
  PodObject,
  ServiceAccountObject,
  ServiceObject,
  StorageClassObject,
} from "../api/generated/types.ts";

/**
 * The objects that a fresh cluster has in kube-system, as kubeadm writes them (names, labels, ports), without what Gatehouse's
 * programs do not read.
 */
const SYSTEM = "kube-system";

const meta = (name: string, more: Partial<NamedMeta> = {}): NamedMeta => ({ name, namespace: SYSTEM, ...more });

export const serviceAccount = (name: string): ServiceAccountObject => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: meta(name),
});

const COREFILE = (domain: string) => `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${domain} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success ${domain}
       disable denial ${domain}
    }
    loop
    reload
    loadbalance
}
`;

export const coreDnsConfig = (): ConfigMapObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: meta("coredns"),
  data: { Corefile: COREFILE("cluster.local") },
});

export const kubeDnsService = (clusterIP: string): ServiceObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: meta("kube-dns", {
    annotations: { "prometheus.io/port": "9153", "prometheus.io/scrape": "true" },
    labels: { "k8s-app": "kube-dns", "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS" },
  }),
  spec: {
    clusterIP,
    clusterIPs: [clusterIP],
    ports: [
      { name: "dns", port: 53, protocol: "UDP", targetPort: 53 },
      { name: "dns-tcp", port: 53, protocol: "TCP", targetPort: 53 },
      { name: "metrics", port: 9153, protocol: "TCP", targetPort: 9153 },
    ],
    selector: { "k8s-app": "kube-dns" },
    type: "ClusterIP",
  },
});

/** CoreDNS's Deployment, as kubeadm makes it. */
export const coreDns = (image: string, replicas = 2): DeploymentObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: meta("coredns", { labels: { "k8s-app": "kube-dns" } }),
  spec: {
    replicas,
    selector: { matchLabels: { "k8s-app": "kube-dns" } },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 1 } },
    template: {
      metadata: { labels: { "k8s-app": "kube-dns" } },
      spec: {
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 100,
                podAffinityTerm: {
                  labelSelector: { matchExpressions: [{ key: "k8s-app", operator: "In", values: ["kube-dns"] }] },
                  topologyKey: "kubernetes.io/hostname",
                },
              },
            ],
          },
        },
        containers: [
          {
            name: "coredns",
            image,
            imagePullPolicy: "IfNotPresent",
            args: ["-conf", "/etc/coredns/Corefile"],
            ports: [
              { name: "dns", containerPort: 53, protocol: "UDP" },
              { name: "dns-tcp", containerPort: 53, protocol: "TCP" },
              { name: "metrics", containerPort: 9153, protocol: "TCP" },
            ],
            livenessProbe: {
              httpGet: { path: "/health", port: 8080, scheme: "HTTP" },
              initialDelaySeconds: 60,
              timeoutSeconds: 5,
              failureThreshold: 5,
            },
            readinessProbe: { httpGet: { path: "/ready", port: 8181, scheme: "HTTP" } },
            resources: { limits: { memory: "170Mi" }, requests: { cpu: "100m", memory: "70Mi" } },
            volumeMounts: [{ name: "config-volume", mountPath: "/etc/coredns", readOnly: true }],
          },
        ],
        dnsPolicy: "Default",
        nodeSelector: { "kubernetes.io/os": "linux" },
        priorityClassName: "system-cluster-critical",
        serviceAccountName: "coredns",
        tolerations: [
          { key: "CriticalAddonsOnly", operator: "Exists" },
          { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" },
        ],
        volumes: [
          { name: "config-volume", configMap: { name: "coredns", items: [{ key: "Corefile", path: "Corefile" }] } },
        ],
      },
    },
  },
});

export const kubeProxyConfig = (podCidr: string): ConfigMapObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: meta("kube-proxy", { labels: { app: "kube-proxy" } }),
  data: {
    "config.conf": [
      "apiVersion: kubeproxy.config.k8s.io/v1alpha1",
      `clusterCIDR: ${podCidr}`,
      "kind: KubeProxyConfiguration",
      "mode: iptables",
      "",
    ].join("\n"),
  },
});

/** A pod on every node, on the node's own network: kube-proxy, a CNI's agent. */
function nodeAgent(name: string, image: string, command: readonly string[], configMap?: string): DaemonSetObject {
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: meta(name, { labels: { "k8s-app": name } }),
    spec: {
      selector: { matchLabels: { "k8s-app": name } },
      updateStrategy: { type: "RollingUpdate" },
      template: {
        metadata: { labels: { "k8s-app": name } },
        spec: {
          containers: [
            {
              name,
              image,
              command,
              imagePullPolicy: "IfNotPresent",
              env: [{ name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
              securityContext: { privileged: true },
              ...(configMap ? { volumeMounts: [{ name: configMap, mountPath: `/var/lib/${configMap}` }] } : {}),
            },
          ],
          hostNetwork: true,
          nodeSelector: { "kubernetes.io/os": "linux" },
          priorityClassName: "system-node-critical",
          serviceAccountName: name,
          tolerations: [{ operator: "Exists" }],
          ...(configMap ? { volumes: [{ name: configMap, configMap: { name: configMap } }] } : {}),
        },
      },
    },
  };
}

/** kube-proxy's DaemonSet. */
export const kubeProxy = (image: string): DaemonSetObject =>
  nodeAgent(
    "kube-proxy",
    image,
    ["/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/config.conf", "--hostname-override=$(NODE_NAME)"],
    "kube-proxy",
  );

export const kindnet = (image: string): DaemonSetObject => {
  const agent = nodeAgent("kindnet", image, ["/bin/kindnetd"]);
  const labels = { app: "kindnet", "k8s-app": "kindnet", tier: "node" };
  const { template } = agent.spec;
  const [container] = template.spec!.containers;
  return {
    ...agent,
    metadata: meta("kindnet", { labels }),
    spec: {
      ...agent.spec,
      selector: { matchLabels: { app: "kindnet" } },
      template: {
        metadata: { labels },
        spec: { ...template.spec!, containers: [{ ...container!, name: "kindnet-cni" }] },
      },
    },
  };
};

/** The node's folders that kubeadm mounts into components which read certificates. */
const CERTIFICATES = [
  { name: "ca-certs", path: "/etc/ssl/certs" },
  { name: "k8s-certs", path: "/etc/kubernetes/pki" },
] as const;

/** A control-plane component as kubeadm's static pod. */
export function controlPlanePod(
  component: "etcd" | "kube-apiserver" | "kube-controller-manager" | "kube-scheduler",
  image: string,
  command: readonly string[],
  probe: { readonly port: number; readonly path: string; readonly host: string },
): PodObject {
  const httpGet = {
    host: probe.host,
    path: probe.path,
    port: probe.port,
    scheme: component === "etcd" ? "HTTP" : "HTTPS",
  };
  const readsCertificates = component === "kube-apiserver" || component === "kube-controller-manager";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: meta(component, { labels: { component, tier: "control-plane" } }),
    spec: {
      containers: [
        {
          name: component,
          image,
          command,
          imagePullPolicy: "IfNotPresent",
          livenessProbe: {
            httpGet,
            failureThreshold: 8,
            initialDelaySeconds: 10,
            periodSeconds: 10,
            timeoutSeconds: 15,
          },
          resources: { requests: { cpu: component === "kube-apiserver" ? "250m" : "100m" } },
          ...(readsCertificates
            ? { volumeMounts: CERTIFICATES.map(({ name, path }) => ({ name, mountPath: path, readOnly: true })) }
            : {}),
        },
      ],
      hostNetwork: true,
      priority: 2_000_001_000,
      priorityClassName: "system-node-critical",
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      ...(readsCertificates
        ? { volumes: CERTIFICATES.map(({ name, path }) => ({ name, hostPath: { path, type: "DirectoryOrCreate" } })) }
        : {}),
    },
  };
}

interface ClassOptions {
  readonly isDefault?: boolean;
  readonly immediate?: boolean;
  readonly expands?: boolean;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A class of volumes that come and go with their claims. */
export const storageClass = (name: string, provisioner: string, options: ClassOptions = {}): StorageClassObject => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name,
    ...(options.isDefault ? { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } } : {}),
  },
  provisioner,
  ...(options.parameters ? { parameters: options.parameters } : {}),
  reclaimPolicy: "Delete",
  volumeBindingMode: options.immediate ? "Immediate" : "WaitForFirstConsumer",
  ...(options.expands ? { allowVolumeExpansion: true } : {}),
});
