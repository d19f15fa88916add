/** Objects for describe, posted to the API server with their statuses; none shows a time that passes. */
interface Posted {
  readonly path: string;
  readonly object: Readonly<Record<string, unknown>>;
}

const IN_DEFAULT = "/namespaces/default/";
const core = (plural: string, object: Posted["object"]): Posted => ({
  path: `/api/v1${IN_DEFAULT}${plural}`,
  object: { apiVersion: "v1", ...object },
});
const grouped = (groupVersion: string, plural: string, object: Posted["object"], namespaced = true): Posted => ({
  path: `/apis/${groupVersion}${namespaced ? IN_DEFAULT : "/"}${plural}`,
  object: { apiVersion: groupVersion, ...object },
});

const template = {
  metadata: { labels: { app: "web", tier: "fe" }, annotations: { note: "hi" } },
  spec: {
    serviceAccountName: "bot",
    initContainers: [{ name: "first", image: "busybox", command: ["sh", "-c", "echo one\necho two"] }],
    containers: [
      {
        name: "nginx",
        image: "nginx:1.27",
        ports: [
          { containerPort: 80, name: "http" },
          { containerPort: 443, hostPort: 8443 },
        ],
        env: [
          { name: "PLAIN", value: "a\nb" },
          { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
          { name: "LABEL", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
          { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
          { name: "MEM", valueFrom: { resourceFieldRef: { resource: "requests.memory", divisor: "1Mi" } } },
          { name: "PASS", valueFrom: { secretKeyRef: { name: "basic", key: "password" } } },
          { name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "mode", optional: true } } },
        ],
        envFrom: [
          { configMapRef: { name: "settings" } },
          { prefix: "S_", secretRef: { name: "basic", optional: true } },
        ],
        resources: { requests: { cpu: "0.1", memory: "32Mi" }, limits: { memory: "64Mi" } },
        livenessProbe: { httpGet: { path: "/", port: "http" }, initialDelaySeconds: 3 },
        readinessProbe: { tcpSocket: { port: 80 } },
        startupProbe: { exec: { command: ["cat", "/etc/hostname"] } },
        volumeMounts: [
          { name: "scratch", mountPath: "/z" },
          { name: "settings", mountPath: "/a", readOnly: true },
          { name: "basic", mountPath: "/b", subPath: "password" },
        ],
      },
    ],
    volumes: [
      { name: "scratch", emptyDir: { sizeLimit: "1Gi", medium: "Memory" } },
      { name: "settings", configMap: { name: "settings", optional: true } },
      { name: "basic", secret: { secretName: "basic" } },
      { name: "host", hostPath: { path: "/tmp" } },
      {
        name: "labels",
        downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] },
      },
      {
        name: "several",
        projected: {
          sources: [
            { secret: { name: "basic" } },
            { configMap: { name: "settings" } },
            { serviceAccountToken: { path: "token", expirationSeconds: 3600 } },
          ],
        },
      },
    ],
    nodeSelector: { disk: "ssd" },
    tolerations: [
      { key: "dedicated", operator: "Equal", value: "gpu", effect: "NoSchedule" },
      { key: "absent", operator: "Exists", effect: "NoExecute", tolerationSeconds: 30 },
    ],
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "zone",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: { matchLabels: { app: "web" } },
      },
    ],
  },
};

const selector = {
  matchLabels: { app: "web" },
  matchExpressions: [{ key: "tier", operator: "In", values: ["fe", "be"] }],
};

export const objects: readonly Posted[] = [
  core("configmaps", {
    kind: "ConfigMap",
    metadata: { name: "settings", annotations: { long: "x".repeat(150), lines: "a\nb\n", short: "y" } },
    data: { "app.properties": "x=1\ny=2\n", mode: "prod" },
    binaryData: { "logo.png": "iVBORw0KGgo=" },
  }),
  core("configmaps", { kind: "ConfigMap", metadata: { name: "void" } }),
  core("secrets", {
    kind: "Secret",
    metadata: { name: "basic" },
    type: "Opaque",
    data: { password: "dDBw", user: "YQ==" },
  }),
  core("secrets", {
    kind: "Secret",
    metadata: { name: "cert", labels: { a: "b" } },
    type: "kubernetes.io/tls",
    data: { "tls.crt": "Zm9v", "tls.key": "YmFyYmF6" },
  }),
  core("serviceaccounts", {
    kind: "ServiceAccount",
    metadata: { name: "bot", labels: { a: "b" } },
    imagePullSecrets: [{ name: "one" }, { name: "two" }],
  }),
  core("pods", { kind: "Pod", metadata: { name: "alone", labels: template.metadata.labels }, spec: template.spec }),
  grouped("apps/v1", "deployments", {
    kind: "Deployment",
    metadata: { name: "web" },
    spec: { replicas: 2, minReadySeconds: 5, selector, template },
  }),
  grouped("apps/v1", "replicasets", {
    kind: "ReplicaSet",
    metadata: { name: "web-1", labels: { app: "web" } },
    spec: { replicas: 2, selector, template },
  }),
  grouped("apps/v1", "daemonsets", {
    kind: "DaemonSet",
    metadata: { name: "agent" },
    spec: { selector: { matchLabels: { app: "web" } }, template },
  }),
  core("services", {
    kind: "Service",
    metadata: { name: "web" },
    spec: {
      clusterIP: "10.96.0.80",
      selector: { app: "web" },
      sessionAffinity: "ClientIP",
      ports: [
        { name: "http", port: 80, targetPort: 8080 },
        { name: "alt", port: 81, targetPort: "web", appProtocol: "http" },
      ],
    },
  }),
  core("services", {
    kind: "Service",
    metadata: { name: "door" },
    spec: {
      type: "LoadBalancer",
      clusterIP: "10.96.0.81",
      externalTrafficPolicy: "Local",
      healthCheckNodePort: 32001,
      loadBalancerSourceRanges: ["10.0.0.0/8"],
      externalIPs: ["1.2.3.4"],
      trafficDistribution: "PreferClose",
      ports: [{ port: 80, nodePort: 30080 }],
    },
  }),
  core("services", {
    kind: "Service",
    metadata: { name: "elsewhere" },
    spec: { type: "ExternalName", externalName: "example.com" },
  }),
  grouped("discovery.k8s.io/v1", "endpointslices", {
    kind: "EndpointSlice",
    metadata: { name: "web-x", labels: { "kubernetes.io/service-name": "web" } },
    addressType: "IPv4",
    ports: [{ name: "http", port: 8080, protocol: "TCP" }],
    endpoints: [
      ...[2, 3, 4, 5].map((n) => ({ addresses: [`10.244.1.${n}`], conditions: { ready: true }, nodeName: "n1" })),
      { addresses: ["10.244.1.6"], conditions: { ready: false }, targetRef: { kind: "Pod", name: "p" }, zone: "z" },
    ],
  }),
  core("endpoints", {
    kind: "Endpoints",
    metadata: { name: "web" },
    subsets: [
      {
        addresses: [{ ip: "10.244.1.2" }, { ip: "10.244.1.3" }],
        notReadyAddresses: [{ ip: "10.244.1.6" }],
        ports: [{ name: "http", port: 8080, protocol: "TCP" }],
      },
      { notReadyAddresses: [{ ip: "10.244.1.7" }], ports: [{ port: 81, protocol: "TCP" }] },
    ],
  }),
  grouped(
    "networking.k8s.io/v1",
    "ingressclasses",
    {
      kind: "IngressClass",
      metadata: { name: "nginx" },
      spec: {
        controller: "k8s.io/ingress-nginx",
        parameters: { apiGroup: "k8s.example.com", kind: "Settings", name: "outer" },
      },
    },
    false,
  ),
  grouped("networking.k8s.io/v1", "ingresses", {
    kind: "Ingress",
    metadata: { name: "site", annotations: { "a.b/c": "d" } },
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: ["a.example", "b.example"], secretName: "cert" }, { hosts: ["c.example"] }],
      defaultBackend: { service: { name: "web", port: { name: "alt" } } },
      rules: [
        {
          host: "a.example",
          http: {
            paths: [
              { path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } },
              { path: "/api", pathType: "Exact", backend: { service: { name: "nosuch", port: { number: 80 } } } },
            ],
          },
        },
        {
          http: {
            paths: [
              {
                path: "/r",
                pathType: "Prefix",
                backend: { resource: { apiGroup: "k8s.example.com", kind: "Bucket", name: "static" } },
              },
            ],
          },
        },
      ],
    },
  }),
  grouped("networking.k8s.io/v1", "ingresses", {
    kind: "Ingress",
    metadata: { name: "bare" },
    spec: { defaultBackend: { service: { name: "elsewhere", port: { number: 80 } } } },
  }),
];

/** Commands about them whose answer holds no UID and no time that depends on when they run. */
export const rows: readonly string[] = [
  "describe configmap settings",
  "describe configmap void",
  "describe configmaps",
  "describe secret basic",
  "describe secret cert",
  "describe serviceaccount bot",
  "describe serviceaccount default",
  "describe pod alone",
  "describe pod al",
  "describe pod nope",
  "describe deployment web",
  "describe replicaset web-1",
  "describe daemonset agent",
  "describe service web",
  "describe service door",
  "describe service elsewhere",
  "describe endpointslice web-x",
  "describe endpoints web",
  "describe ingressclass nginx",
  "describe ingress site",
  "describe ingress bare",
  "describe namespace default",
  "describe secrets -l a=b",
  "describe secrets -l a=nothing",
  "describe configmap/void secret/cert",
  "describe configmap/void --show-events=false",
];
