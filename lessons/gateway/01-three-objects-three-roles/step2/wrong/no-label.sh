# says: lacks the label door=open
kubectl apply -f - <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: door, namespace: infra}
spec:
  gatewayClassName: gatehouse
  listeners:
  - {name: http, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {door: open}}}}}
YAML
kubectl wait --for=condition=Programmed gateway/door -n infra --timeout=120s
