kubectl get crd gateways.gateway.networking.k8s.io >/dev/null 2>&1 || kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml
kubectl get gatewayclass gatehouse >/dev/null 2>&1 || kubectl apply -f https://gatehouse.dev/gateway/install.yaml
kubectl label namespace shop door=open --overwrite
kubectl get gateway door -n infra >/dev/null 2>&1 || kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: door, namespace: infra}
spec:
  gatewayClassName: gatehouse
  listeners:
  - {name: http, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {door: open}}}}}
YAML
kubectl wait --for=condition=Programmed gateway/door -n infra --timeout=120s
