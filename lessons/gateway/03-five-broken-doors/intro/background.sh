kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml
kubectl apply -f https://gatehouse.dev/gateway/install.yaml
kubectl create namespace infra
kubectl wait --for=condition=Accepted gatewayclass/gatehouse --timeout=120s
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: door, namespace: infra}
spec:
  gatewayClassName: gatehouse
  listeners:
  - name: http
    protocol: HTTP
    port: 80
    allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {door: open}}}}
YAML
kubectl wait --for=condition=Programmed gateway/door -n infra --timeout=120s
