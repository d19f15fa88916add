/** A cluster with the ingress-nginx controller from a plain manifest, and what tests ask of it. */
import type { SandboxTree } from "../../../worker/cluster/tree.ts";
import { lab, type labOf } from "./lab.ts";

/** What a cluster needs for the controller, without its webhook: rights are the admission tests' concern. */
export const controllerManifest = (tag: string, args: readonly string[] = [], webhook = false): string => `
apiVersion: v1
kind: Namespace
metadata: { name: ingress-nginx }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: ingress-nginx, namespace: ingress-nginx }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ingress-nginx }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: ingress-nginx, namespace: ingress-nginx }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
---
apiVersion: v1
kind: Service
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
spec:
  type: LoadBalancer
  selector: { app: ingress-nginx }
  ports:
  - { name: http, port: 80, targetPort: http, nodePort: 30080 }
  - { name: https, port: 443, targetPort: https, nodePort: 30443 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
spec:
  selector: { matchLabels: { app: ingress-nginx } }
  template:
    metadata: { labels: { app: ingress-nginx } }
    spec:
      serviceAccountName: ingress-nginx
      containers:
      - name: controller
        image: registry.k8s.io/ingress-nginx/controller:${tag}
        args:
        - /nginx-ingress-controller
        - --publish-service=$(POD_NAMESPACE)/ingress-nginx-controller
        - --election-id=ingress-nginx-leader
        - --controller-class=k8s.io/ingress-nginx
        - --ingress-class=nginx
        - --configmap=$(POD_NAMESPACE)/ingress-nginx-controller
${args.map((arg) => `        - ${arg}\n`).join("")}        env:
        - { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
        - { name: POD_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }
        ports:
        - { name: http, containerPort: 80 }
        - { name: https, containerPort: 443 }
        readinessProbe: { httpGet: { path: /healthz, port: 10254 }, periodSeconds: 1 }
${webhook ? "        volumeMounts: [{ name: certificate, mountPath: /usr/local/certificates }]\n      volumes: [{ name: certificate, secret: { secretName: ingress-nginx-admission } }]" : ""}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: nginx }
spec: { controller: k8s.io/ingress-nginx }
`;

export type IngressLab = Awaited<ReturnType<typeof ingressLab>>;

const WEBHOOK_ARGS = [
  "--validating-webhook=:8443",
  "--validating-webhook-certificate=/usr/local/certificates/cert",
  "--validating-webhook-key=/usr/local/certificates/key",
];

export async function ingressLab({
  profile = "kind",
  tag = "v1.12.1",
  args = [] as readonly string[],
  webhook = false,
  /** Applied before the controller. */
  prepare = "",
} = {}) {
  const world = withShell(await lab({ profile }));
  if (prepare !== "") await world.apply(prepare);
  await world.apply(controllerManifest(tag, webhook ? [...args, ...WEBHOOK_ARGS] : args, webhook));
  if (webhook) {
    await world.apply(WEBHOOK);
    await world.must("kubectl -n ingress-nginx wait job --all --for=condition=Complete --timeout=60s");
  }
  await world.must("kubectl -n ingress-nginx wait deployment --all --for=condition=Available --timeout=60s");
  return world;
}

/** The same sandbox, saved and built anew. */
export const resumed = async (saved: SandboxTree, profile = "kind") => withShell(await lab({ profile, saved }));

function withShell(world: ReturnType<typeof labOf>) {
  const { clock, places } = world.sandbox;
  const sh = (script: string) => clock.drive(places.laptop.run(script));
  const must = async (script: string) => {
    const { exitCode, stdout, stderr } = await sh(script);
    if (exitCode !== 0) throw new Error(`${script}\n${stdout}${stderr}`);
    return stdout;
  };
  return {
    ...world,
    sh,
    must,
    apply: (manifest: string) => must(`cat <<'END' | kubectl apply -f -\n${manifest}\nEND`),
    /** What the controller has logged. */
    log: () => must("kubectl -n ingress-nginx logs deploy/ingress-nginx-controller"),
  };
}

/** whoami behind a Service of the same name. */
export const app = (name: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: web, image: traefik/whoami, args: [--name, ${name}], ports: [{ containerPort: 80 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
`;

/** Rows "PATH TYPE SERVICE[:PORT]" as an Ingress for a host ("" for none). */
export function ingress(
  name: string,
  host: string,
  paths: readonly string[],
  more: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly className?: string;
    readonly tls?: string;
  } = {},
): string {
  const { annotations = {}, className = "nginx", tls } = more;
  const lines = Object.entries(annotations).map(
    ([key, value]) => `    ${key.includes("/") ? key : `nginx.ingress.kubernetes.io/${key}`}: ${JSON.stringify(value)}`,
  );
  return `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
${lines.length > 0 ? `  annotations:\n${lines.join("\n")}\n` : ""}spec:
${className === "" ? "" : `  ingressClassName: ${className}\n`}${tls === undefined ? "" : `  tls: [{ hosts: [${host}]${tls === "" ? "" : `, secretName: ${tls}`} }]\n`}  rules:
  - ${host === "" ? "" : `host: "${host}"\n    `}http:
      paths:
${paths
  .map((row) => {
    const [path, type, backend = ""] = row.split(" ");
    const [service, port = "80"] = backend.split(":");
    const named = /^\d+$/.test(port) ? "number" : "name";
    return `      - { path: ${JSON.stringify(path)}, pathType: ${type}, backend: { service: { name: ${service}, port: { ${named}: ${port} } } } }`;
  })
  .join("\n")}
`;
}

/** The webhook's Service, its certificate's jobs and its configuration, as the manifests of the project have them. */
const WEBHOOK = `
apiVersion: v1
kind: Service
metadata: { name: ingress-nginx-controller-admission, namespace: ingress-nginx }
spec:
  selector: { app: ingress-nginx }
  ports: [{ name: https-webhook, port: 443, targetPort: 8443 }]
---
apiVersion: batch/v1
kind: Job
metadata: { name: ingress-nginx-admission-create, namespace: ingress-nginx }
spec:
  template:
    spec:
      serviceAccountName: ingress-nginx
      restartPolicy: OnFailure
      containers:
      - name: create
        image: registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.5.2
        args:
        - create
        - --host=ingress-nginx-controller-admission,ingress-nginx-controller-admission.$(POD_NAMESPACE).svc
        - --namespace=$(POD_NAMESPACE)
        - --secret-name=ingress-nginx-admission
        env: [{ name: POD_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: ingress-nginx-admission }
webhooks:
- name: validate.nginx.ingress.kubernetes.io
  admissionReviewVersions: [v1]
  clientConfig:
    service: { name: ingress-nginx-controller-admission, namespace: ingress-nginx, path: /networking/v1/ingresses }
  failurePolicy: Fail
  matchPolicy: Equivalent
  sideEffects: None
  rules:
  - { apiGroups: [networking.k8s.io], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [ingresses] }
---
apiVersion: batch/v1
kind: Job
metadata: { name: ingress-nginx-admission-patch, namespace: ingress-nginx }
spec:
  template:
    spec:
      serviceAccountName: ingress-nginx
      restartPolicy: OnFailure
      containers:
      - name: patch
        image: registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.5.2
        args:
        - patch
        - --webhook-name=ingress-nginx-admission
        - --namespace=$(POD_NAMESPACE)
        - --patch-mutating=false
        - --secret-name=ingress-nginx-admission
        - --patch-failure-policy=Fail
        env: [{ name: POD_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }]
`;
