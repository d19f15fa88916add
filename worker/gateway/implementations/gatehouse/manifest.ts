/** The version that install.yaml installs: tag of both images. */
export const VERSION = "v0.1.0";
const CONTROLLER_IMAGE = "ghcr.io/gatehouse-dev/gateway-controller";
export const PROXY_IMAGE = "ghcr.io/gatehouse-dev/gateway-proxy";

/** https://gatehouse.dev/gateway/install.yaml: what `kubectl apply -f` installs. */
export const INSTALL_YAML = `# The gatehouse implementation of Gateway API. Install the Gateway API CRDs first:
#   kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: gatehouse-system
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: gatehouse-controller
  namespace: gatehouse-system
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: gatehouse-controller
rules:
- apiGroups: [""]
  resources: [namespaces, nodes, secrets]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch, create, update, patch]
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, update, patch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
- apiGroups: [apiextensions.k8s.io]
  resources: [customresourcedefinitions]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses]
  verbs: [get, list, watch, update]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gateways, httproutes, referencegrants]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses/status, gateways/status, httproutes/status]
  verbs: [update]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: gatehouse-controller
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: gatehouse-controller
subjects:
- kind: ServiceAccount
  name: gatehouse-controller
  namespace: gatehouse-system
---
apiVersion: v1
kind: Service
metadata:
  name: gatehouse-controller
  namespace: gatehouse-system
  labels:
    app.kubernetes.io/name: gatehouse-controller
spec:
  selector:
    app.kubernetes.io/name: gatehouse-controller
  ports:
  - name: configuration
    port: 18000
    targetPort: configuration
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: gatehouse-controller
  namespace: gatehouse-system
  labels:
    app.kubernetes.io/name: gatehouse-controller
spec:
  replicas: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: gatehouse-controller
  template:
    metadata:
      labels:
        app.kubernetes.io/name: gatehouse-controller
    spec:
      serviceAccountName: gatehouse-controller
      containers:
      - name: controller
        image: ${CONTROLLER_IMAGE}:${VERSION}
        args:
        - --proxy-image=${PROXY_IMAGE}:${VERSION}
        - --controller-service=gatehouse-controller.gatehouse-system.svc:18000
        ports:
        - name: configuration
          containerPort: 18000
        - name: health
          containerPort: 8081
        livenessProbe:
          httpGet:
            path: /healthz
            port: health
          initialDelaySeconds: 5
        readinessProbe:
          httpGet:
            path: /readyz
            port: health
          periodSeconds: 2
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: gatehouse
spec:
  controllerName: gatehouse.dev/gateway-controller
  description: The gatehouse implementation of Gateway API
`;
